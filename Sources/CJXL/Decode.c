#include <jxl/decode.h>

#include "include/CJXL.h"

static glassine_jxl_status check(JxlDecoder *decoder, uint32_t width, uint32_t height) {
  JxlBasicInfo info;
  if (JxlDecoderGetBasicInfo(decoder, &info) != JXL_DEC_SUCCESS) return glassine_jxl_failed;
  int fits = info.xsize == width && info.ysize == height && info.bits_per_sample == 16 && info.exponent_bits_per_sample == 0 &&
             info.num_color_channels == 1 && info.num_extra_channels == 0 && info.alpha_bits == 0 && !info.have_animation &&
             !info.have_preview && info.uses_original_profile && !info.have_container;
  return fits ? glassine_jxl_ok : glassine_jxl_shape;
}

static glassine_jxl_status run(JxlDecoder *decoder, uint16_t *samples, uint32_t width, uint32_t height) {
  const JxlPixelFormat format = {1, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, 0};
  size_t expected = (size_t)width * height * sizeof(uint16_t);
  int images = 0;
  for (;;) {
    switch (JxlDecoderProcessInput(decoder)) {
      case JXL_DEC_BASIC_INFO: {
        glassine_jxl_status status = check(decoder, width, height);
        if (status != glassine_jxl_ok) return status;
        break;
      }
      case JXL_DEC_NEED_IMAGE_OUT_BUFFER: {
        size_t size = 0;
        if (images > 0) return glassine_jxl_shape;
        if (JxlDecoderImageOutBufferSize(decoder, &format, &size) != JXL_DEC_SUCCESS || size != expected) return glassine_jxl_shape;
        if (JxlDecoderSetImageOutBuffer(decoder, &format, samples, size) != JXL_DEC_SUCCESS) return glassine_jxl_failed;
        break;
      }
      case JXL_DEC_FULL_IMAGE:
        images++;
        break;
      case JXL_DEC_SUCCESS:
        return images == 1 && JxlDecoderReleaseInput(decoder) == 0 ? glassine_jxl_ok : glassine_jxl_damaged;
      default:
        return glassine_jxl_damaged;
    }
  }
}

glassine_jxl_status glassine_jxl_decode(
    const uint8_t *bytes, size_t count, uint16_t *samples, uint32_t width, uint32_t height) {
  if (width == 0 || height == 0) return glassine_jxl_failed;
  JxlDecoder *decoder = JxlDecoderCreate(NULL);
  if (!decoder) return glassine_jxl_no_memory;
  glassine_jxl_status status = glassine_jxl_failed;
  if (JxlDecoderSubscribeEvents(decoder, JXL_DEC_BASIC_INFO | JXL_DEC_FULL_IMAGE) == JXL_DEC_SUCCESS &&
      JxlDecoderSetKeepOrientation(decoder, JXL_TRUE) == JXL_DEC_SUCCESS &&
      JxlDecoderSetInput(decoder, bytes, count) == JXL_DEC_SUCCESS) {
    // The input is not closed: a stream that ends early then asks for more, where closing makes version 0.7 write to standard error.
    status = run(decoder, samples, width, height);
  }
  JxlDecoderDestroy(decoder);
  return status;
}
