#pragma once

// The door to libpng: pixels to a PNG file in memory. libpng leaves a call that fails by longjmp, which is caught here.

#include <stddef.h>
#include <stdint.h>

// What a call came to.
typedef enum {
  glassine_png_ok = 0,
  glassine_png_no_memory,
  glassine_png_failed,  // the library refuses what is asked of it
} glassine_png_status;

// Codes interleaved samples of 8 bits (1 grey or 3 RGB channels). Where there is no ICC profile the file is marked as sRGB. `exif` is a
// whole TIFF structure. Neither is needed. `bytes` is freed with glassine_png_free.
glassine_png_status glassine_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, const uint8_t *exif, size_t exif_count,
    const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count);
void glassine_png_free(uint8_t *bytes);
