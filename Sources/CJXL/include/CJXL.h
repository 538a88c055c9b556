#pragma once

// The door to libjxl: one grey 16-bit plane, or one JPEG, in one call, losslessly; pictures to look at. All on the calling thread.

#include <stddef.h>
#include <stdint.h>

// What a call came to.
typedef enum {
  glassine_jxl_ok = 0,
  glassine_jxl_damaged,     // the codestream does not decode, or goes on after its image
  glassine_jxl_shape,       // the image is not one frame of grey 16-bit samples of the size asked for; a JPEG that cannot be given back
  glassine_jxl_no_memory,
  glassine_jxl_failed,      // the library refuses what is asked of it
} glassine_jxl_status;

// Codes `height` rows of `width` samples that lie `row_stride` samples apart, in the machine's byte order; the last row needs only
// `width` samples. `bytes` is freed with glassine_jxl_free. The result is a bare codestream or one in its container, as the library likes.
glassine_jxl_status glassine_jxl_encode(
    const uint16_t *samples, uint32_t width, uint32_t height, size_t row_stride, int32_t effort, uint8_t **bytes, size_t *count);

void glassine_jxl_free(uint8_t *bytes);

// Decodes a bare codestream to exactly `width` x `height` samples without gaps between rows.
glassine_jxl_status glassine_jxl_decode(
    const uint8_t *bytes, size_t count, uint16_t *samples, uint32_t width, uint32_t height);

// Transcodes a JPEG to a JPEG XL file that gives it back. glassine_jxl_damaged: the library does not read it; glassine_jxl_shape: it
// reads it, but cannot describe how to write it again. Both make version 0.7 of Debian write to standard error.
glassine_jxl_status glassine_jxl_encode_jpeg(
    const uint8_t *jpeg, size_t jpeg_count, int32_t effort, uint8_t **bytes, size_t *count);

// Writes exactly `jpeg_count` bytes of JPEG, from a JPEG XL file in its container.
glassine_jxl_status glassine_jxl_decode_jpeg(const uint8_t *bytes, size_t count, uint8_t *jpeg, size_t jpeg_count);

// Codes interleaved samples of 8 bits (1 grey or 3 RGB channels) for looking at. `distance` 0 is lossless, 1 visually so. Where there is
// no ICC profile the colours are sRGB. `exif` is a whole TIFF structure. Neither is needed.
glassine_jxl_status glassine_jxl_encode_picture(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, float distance, int32_t effort, const uint8_t *exif,
    size_t exif_count, const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count);

// major * 1,000,000 + minor * 1,000 + patch.
uint32_t glassine_jxl_version(void);
