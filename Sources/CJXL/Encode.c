#include <jxl/encode.h>
#include <stdlib.h>

#include "Output.h"
#include "include/CJXL.h"

// Group sides of 1024 samples: a tile is then one group, which learns its statistics from all of it.
enum { kLargestGroups = 3 };

static glassine_jxl_status describe(JxlEncoder *encoder, uint32_t width, uint32_t height) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = width;
  info.ysize = height;
  info.bits_per_sample = 16;
  info.num_color_channels = 1;
  info.uses_original_profile = JXL_TRUE;
  if (JxlEncoderSetBasicInfo(encoder, &info) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  JxlColorEncoding grey;
  JxlColorEncodingSetToLinearSRGB(&grey, JXL_TRUE);
  return JxlEncoderSetColorEncoding(encoder, &grey) == JXL_ENC_SUCCESS ? glassine_jxl_ok : glassine_jxl_failed;
}

static glassine_jxl_status set_options(JxlEncoderFrameSettings *settings, int32_t effort) {
  if (JxlEncoderSetFrameLossless(settings, JXL_TRUE) != JXL_ENC_SUCCESS) return glassine_jxl_failed;
  struct {
    JxlEncoderFrameSettingId id;
    int32_t value;
  } options[] = {
      {JXL_ENC_FRAME_SETTING_EFFORT, effort},
      {JXL_ENC_FRAME_SETTING_MODULAR_GROUP_SIZE, kLargestGroups},
      // Patches would add a second frame; a tile is exactly one.
      {JXL_ENC_FRAME_SETTING_PATCHES, 0},
  };
  for (size_t index = 0; index < sizeof options / sizeof *options; index++) {
    if (JxlEncoderFrameSettingsSetOption(settings, options[index].id, options[index].value) != JXL_ENC_SUCCESS) {
      return glassine_jxl_failed;
    }
  }
  return glassine_jxl_ok;
}

glassine_jxl_status glassine_jxl_collect(JxlEncoder *encoder, uint8_t **bytes, size_t *count) {
  size_t capacity = 1 << 16;
  size_t used = 0;
  uint8_t *buffer = malloc(capacity);
  if (!buffer) return glassine_jxl_no_memory;
  for (;;) {
    uint8_t *next = buffer + used;
    size_t available = capacity - used;
    JxlEncoderStatus status = JxlEncoderProcessOutput(encoder, &next, &available);
    used = capacity - available;
    if (status == JXL_ENC_SUCCESS) {
      *bytes = buffer;
      *count = used;
      return glassine_jxl_ok;
    }
    uint8_t *larger = status == JXL_ENC_NEED_MORE_OUTPUT ? realloc(buffer, capacity * 2) : NULL;
    if (!larger) {
      free(buffer);
      return status == JXL_ENC_NEED_MORE_OUTPUT ? glassine_jxl_no_memory : glassine_jxl_failed;
    }
    buffer = larger;
    capacity *= 2;
  }
}

glassine_jxl_status glassine_jxl_encode(
    const uint16_t *samples, uint32_t width, uint32_t height, size_t row_stride, int32_t effort, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  if (width == 0 || height == 0 || row_stride < width) return glassine_jxl_failed;
  JxlEncoder *encoder = JxlEncoderCreate(NULL);
  if (!encoder) return glassine_jxl_no_memory;
  JxlEncoderFrameSettings *settings = JxlEncoderFrameSettingsCreate(encoder, NULL);
  glassine_jxl_status status = settings ? describe(encoder, width, height) : glassine_jxl_no_memory;
  if (status == glassine_jxl_ok) status = set_options(settings, effort);
  if (status == glassine_jxl_ok) {
    // A row of `width` samples "aligned" to the stride is as long as the stride: so tiles are read in place.
    JxlPixelFormat format = {1, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, row_stride * sizeof(uint16_t)};
    size_t size = ((size_t)(height - 1) * row_stride + width) * sizeof(uint16_t);
    if (JxlEncoderAddImageFrame(settings, &format, samples, size) != JXL_ENC_SUCCESS) status = glassine_jxl_failed;
  }
  if (status == glassine_jxl_ok) {
    JxlEncoderCloseInput(encoder);
    status = glassine_jxl_collect(encoder, bytes, count);
  }
  JxlEncoderDestroy(encoder);
  return status;
}

void glassine_jxl_free(uint8_t *bytes) { free(bytes); }

uint32_t glassine_jxl_version(void) { return JxlEncoderVersion(); }
