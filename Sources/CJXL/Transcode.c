#include <jxl/decode.h>
#include <jxl/encode.h>

#include "Output.h"
#include "include/CJXL.h"

static glassine_jxl_status add(JxlEncoder *encoder, int32_t effort, const uint8_t *jpeg, size_t count) {
  if (JxlEncoderUseContainer(encoder, JXL_TRUE) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  if (JxlEncoderStoreJPEGMetadata(encoder, JXL_TRUE) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  JxlEncoderFrameSettings *settings = JxlEncoderFrameSettingsCreate(encoder, NULL);
  if (!settings) return glassine_jxl_no_memory;
  if (JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, effort) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  if (JxlEncoderAddJPEGFrame(settings, jpeg, count) == JXL_ENC_SUCCESS) return glassine_jxl_ok;
  switch (JxlEncoderGetError(encoder)) {
    case JXL_ENC_ERR_BAD_INPUT:
      return glassine_jxl_damaged;
    case JXL_ENC_ERR_JBRD:
      return glassine_jxl_shape;
    case JXL_ENC_ERR_OOM:
      return glassine_jxl_no_memory;
    default:
      return glassine_jxl_failed;
  }
}

glassine_jxl_status glassine_jxl_encode_jpeg(
    const uint8_t *jpeg, size_t jpeg_count, int32_t effort, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  JxlEncoder *encoder = JxlEncoderCreate(NULL);
  if (!encoder) return glassine_jxl_no_memory;
  glassine_jxl_status status = add(encoder, effort, jpeg, jpeg_count);
  if (status == glassine_jxl_ok) {
    JxlEncoderCloseInput(encoder);
    status = glassine_jxl_collect(encoder, bytes, count);
  }
  JxlEncoderDestroy(encoder);
  return status;
}

static glassine_jxl_status reconstruct(JxlDecoder *decoder, uint8_t *jpeg, size_t jpeg_count) {
  int buffers = 0;
  int images = 0;
  for (;;) {
    switch (JxlDecoderProcessInput(decoder)) {
      case JXL_DEC_JPEG_RECONSTRUCTION:
        if (buffers++ > 0 || JxlDecoderSetJPEGBuffer(decoder, jpeg, jpeg_count) != JXL_DEC_SUCCESS) return glassine_jxl_damaged;
        break;
      case JXL_DEC_FULL_IMAGE:
        // What is left of the buffer is what the stream did not give.
        if (images++ > 0 || JxlDecoderReleaseJPEGBuffer(decoder) != 0) return glassine_jxl_damaged;
        break;
      case JXL_DEC_SUCCESS:
        return buffers == 1 && images == 1 && JxlDecoderReleaseInput(decoder) == 0 ? glassine_jxl_ok : glassine_jxl_damaged;
      default:
        // Also where the buffer is too small, pixels are wanted from it, or more input is.
        return glassine_jxl_damaged;
    }
  }
}

glassine_jxl_status glassine_jxl_decode_jpeg(const uint8_t *bytes, size_t count, uint8_t *jpeg, size_t jpeg_count) {
  JxlDecoder *decoder = JxlDecoderCreate(NULL);
  if (!decoder) return glassine_jxl_no_memory;
  glassine_jxl_status status = glassine_jxl_failed;
  if (JxlDecoderSubscribeEvents(decoder, JXL_DEC_JPEG_RECONSTRUCTION | JXL_DEC_FULL_IMAGE) == JXL_DEC_SUCCESS &&
      JxlDecoderSetInput(decoder, bytes, count) == JXL_DEC_SUCCESS) {
    // As for planes, the input is not closed.
    status = reconstruct(decoder, jpeg, jpeg_count);
  }
  JxlDecoderDestroy(decoder);
  return status;
}
