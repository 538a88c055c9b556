#include <jxl/encode.h>
#include <stdlib.h>
#include <string.h>

#include "Output.h"
#include "include/CJXL.h"

static glassine_jxl_status describe(
    JxlEncoder *encoder, uint32_t width, uint32_t height, uint32_t channels, int lossless, const uint8_t *icc, size_t icc_count) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = width;
  info.ysize = height;
  info.bits_per_sample = 8;
  info.num_color_channels = channels;
  info.uses_original_profile = lossless ? JXL_TRUE : JXL_FALSE;
  if (JxlEncoderSetBasicInfo(encoder, &info) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  if (icc_count > 0) {
    return JxlEncoderSetICCProfile(encoder, icc, icc_count) == JXL_ENC_SUCCESS ? glassine_jxl_ok : glassine_jxl_failed;
  }
  JxlColorEncoding colour;
  JxlColorEncodingSetToSRGB(&colour, channels == 1 ? JXL_TRUE : JXL_FALSE);
  return JxlEncoderSetColorEncoding(encoder, &colour) == JXL_ENC_SUCCESS ? glassine_jxl_ok : glassine_jxl_failed;
}

// The box has the place of the TIFF header in front: right behind it.
static glassine_jxl_status add_exif(JxlEncoder *encoder, const uint8_t *exif, size_t count) {
  if (JxlEncoderUseBoxes(encoder) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  uint8_t *box = calloc(1, count + 4);
  if (!box) return glassine_jxl_no_memory;
  memcpy(box + 4, exif, count);
  JxlEncoderStatus status = JxlEncoderAddBox(encoder, "Exif", box, count + 4, JXL_FALSE);
  free(box);
  JxlEncoderCloseBoxes(encoder);
  return status == JXL_ENC_SUCCESS ? glassine_jxl_ok : glassine_jxl_failed;
}

static glassine_jxl_status add_frame(
    JxlEncoder *encoder, const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, float distance, int32_t effort) {
  JxlEncoderFrameSettings *settings = JxlEncoderFrameSettingsCreate(encoder, NULL);
  if (!settings) return glassine_jxl_no_memory;
  if (distance <= 0 && JxlEncoderSetFrameLossless(settings, JXL_TRUE) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  if (distance > 0 && JxlEncoderSetFrameDistance(settings, distance) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  if (JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, effort) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  const JxlPixelFormat format = {channels, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
  size_t size = (size_t)width * height * channels;
  return JxlEncoderAddImageFrame(settings, &format, samples, size) == JXL_ENC_SUCCESS ? glassine_jxl_ok : glassine_jxl_failed;
}

glassine_jxl_status glassine_jxl_encode_picture(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, float distance, int32_t effort, const uint8_t *exif,
    size_t exif_count, const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  if (width == 0 || height == 0 || (channels != 1 && channels != 3)) return glassine_jxl_failed;
  JxlEncoder *encoder = JxlEncoderCreate(NULL);
  if (!encoder) return glassine_jxl_no_memory;
  glassine_jxl_status status = describe(encoder, width, height, channels, distance <= 0, icc, icc_count);
  if (status == glassine_jxl_ok && exif_count > 0) status = add_exif(encoder, exif, exif_count);
  if (status == glassine_jxl_ok) status = add_frame(encoder, samples, width, height, channels, distance, effort);
  if (status == glassine_jxl_ok) {
    JxlEncoderCloseInput(encoder);
    status = glassine_jxl_collect(encoder, bytes, count);
  }
  JxlEncoderDestroy(encoder);
  return status;
}
