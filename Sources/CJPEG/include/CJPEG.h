#pragma once

// The door to libjpeg(-turbo): quantised coefficients and pixels out of a JPEG in memory, a JPEG out of pixels. libjpeg leaves a call
// that fails by longjmp; every function here catches that itself, so that no frame of the caller is ever jumped over.

#include <stddef.h>
#include <stdint.h>

// What a call came to.
typedef enum {
  glassine_jpeg_ok = 0,
  glassine_jpeg_damaged,   // libjpeg found an error, or warned: the message says of what
  glassine_jpeg_scans,     // more scans than allowed
  glassine_jpeg_no_memory,
  glassine_jpeg_failed,    // the call is not for this file, or at the wrong time
} glassine_jpeg_status;

typedef enum {
  glassine_jpeg_other = 0,
  glassine_jpeg_grey,
  glassine_jpeg_ycc,
  glassine_jpeg_rgb,
  glassine_jpeg_cmyk,  // or YCCK
} glassine_jpeg_colour;

typedef struct {
  uint32_t width, height, components;
  glassine_jpeg_colour colour;
} glassine_jpeg_header;

typedef struct {
  uint32_t width, height;            // samples
  uint32_t blocks_wide, blocks_high; // blocks of 8x8 samples
  uint32_t horizontal, vertical;     // sampling factors
  int complete;                      // 0 where no scan gave the component's means or no table its steps
  uint16_t table[64];                // row-major
} glassine_jpeg_component;

// A JPEG being read; one owner, freed by glassine_jpeg_free. The bytes have to outlive it.
typedef struct glassine_jpeg glassine_jpeg;

// Reads the headers up to the first scan. `jpeg` is NULL only where memory is short. `memory` limits what libjpeg takes, in bytes.
glassine_jpeg_status glassine_jpeg_open(
    const uint8_t *bytes, size_t count, uint32_t scans, size_t memory, glassine_jpeg **jpeg, glassine_jpeg_header *header);
void glassine_jpeg_free(glassine_jpeg *jpeg);
// libjpeg's words for what went wrong first, or an empty text.
const char *glassine_jpeg_message(const glassine_jpeg *jpeg);

// Decodes all coefficients; once, and instead of pixels.
glassine_jpeg_status glassine_jpeg_read_coefficients(glassine_jpeg *jpeg);
// What a component is, after its coefficients are read.
glassine_jpeg_status glassine_jpeg_describe(glassine_jpeg *jpeg, uint32_t component, glassine_jpeg_component *description);
// Copies a component's coefficients: blocks_high rows of blocks_wide blocks of 64, each row-major.
glassine_jpeg_status glassine_jpeg_copy(glassine_jpeg *jpeg, uint32_t component, int16_t *coefficients, size_t count);

// The size of the picture when reduced by 1, 2, 4 or 8.
glassine_jpeg_status glassine_jpeg_reduce(glassine_jpeg *jpeg, uint32_t divisor, uint32_t *width, uint32_t *height);
// Decodes to interleaved samples of 8 bits, one or three (RGB) a pixel, of the size glassine_jpeg_reduce gave; once.
glassine_jpeg_status glassine_jpeg_read_pixels(glassine_jpeg *jpeg, uint8_t *samples, size_t count);

// Codes interleaved samples (1 grey or 3 RGB channels) as a baseline JPEG with Huffman tables of its own. `half_chroma`: 4:2:0.
// `exif` is a whole TIFF structure, without the segment's "Exif" mark, of at most 65,527 bytes. `bytes` is freed with
// glassine_jpeg_free_bytes.
glassine_jpeg_status glassine_jpeg_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, int quality, int half_chroma, const uint8_t *exif,
    size_t exif_count, const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count);
void glassine_jpeg_free_bytes(uint8_t *bytes);
