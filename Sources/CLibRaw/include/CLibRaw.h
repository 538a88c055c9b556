#pragma once

// The door to LibRaw: plain C over its C++ class, so that no C++ type, exception or 381 kB structure reaches Swift.
//
// One handle per file and per thread. Every function accepts a null handle and answers as if nothing had been read.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct glassine_raw glassine_raw;

// What became of a call. LibRaw's own codes differ between versions; these do not.
typedef enum {
  glassine_raw_ok = 0,
  glassine_raw_unrecognised,  // no camera file LibRaw knows
  glassine_raw_unreadable,    // a raw image was recognised, its sample coding was not
  glassine_raw_truncated,     // the file ended before its samples did
  glassine_raw_corrupt,       // samples or structure cannot be what a camera wrote
  glassine_raw_too_big,       // LibRaw's own limits were exceeded
  glassine_raw_no_memory,
  glassine_raw_no_preview,
  glassine_raw_failed,        // anything else
} glassine_raw_status;

// The numbers of a file: valid after open, final after unpack.
typedef struct {
  uint32_t raw_width, raw_height;              // full area, in samples
  uint32_t width, height, left, top;           // visible area
  uint32_t allocated_width, allocated_height;  // what LibRaw reserves for the full area
  double pixel_aspect;                         // width of a photosite over its height
  int32_t flip;                                // LibRaw's flip bits, or degrees
  uint32_t filters;
  int32_t colors;
  int32_t is_foveon, is_floating_point, is_dng;
  uint32_t images;       // how many raw images the file holds
  uint32_t fuji_width;   // nonzero: a sensor turned by 45 degrees
  int32_t fuji_layout;
  uint32_t black;
  uint32_t channel_black[4];
  uint32_t black_rows, black_columns;  // of the pattern, zero for none
  uint32_t maximum;
  uint32_t dng_white[4];
  float as_shot_multipliers[4];
  float dng_as_shot_neutral[4];        // zeros where the file has none
  float dng_analog_balance[4];
  float camera_from_xyz[12];           // 4 rows of 3
  float dng_color_matrix[2][12];       // 4 rows of 3; zeros where the file has none
  float dng_calibration[2][16];        // 4 rows of 4
  uint32_t dng_illuminant[2];
  float baseline_exposure;             // below -100 where the file has none
  uint32_t default_crop[4];            // left, top, width, height, relative to the full area; zero width for none
  float iso, shutter, aperture, focal_length;
  int64_t timestamp;                   // the camera's clock read as UTC; 0 for none
  float lens_focal_range[2], lens_aperture_range[2];
  int64_t data_offset;
  uint32_t tile_width, tile_length;    // as large as can be where the image is not tiled
  uint32_t bits_per_sample;
  int32_t big_endian;
  uint32_t load_flags;
  uint32_t tiff_compression;
  int32_t nikon_compression;           // the maker note's NEF compression, 0 for none
} glassine_raw_numbers;

typedef enum {
  glassine_raw_make = 0,
  glassine_raw_model,
  glassine_raw_normalised_make,
  glassine_raw_normalised_model,
  glassine_raw_unique_model,
  glassine_raw_software,
  glassine_raw_serial,
  glassine_raw_lens_make,
  glassine_raw_lens_model,
  glassine_raw_artist,
  glassine_raw_description,
  glassine_raw_color_letters,
  glassine_raw_routine,
} glassine_raw_text_field;

// Nil where memory is short.
glassine_raw *glassine_raw_create(void);
void glassine_raw_destroy(glassine_raw *raw);

// Reads the structure. The bytes stay the caller's and must outlive the handle; memory_megabytes bounds the sample buffer;
// keep_floats leaves floating point samples as they are instead of turning them into integers.
glassine_raw_status glassine_raw_open(
  glassine_raw *raw, const uint8_t *bytes, size_t count, uint32_t memory_megabytes, int keep_floats);

// Decodes the samples: no black subtracted, nothing cropped or turned.
glassine_raw_status glassine_raw_unpack(glassine_raw *raw);

void glassine_raw_get_numbers(glassine_raw *raw, glassine_raw_numbers *numbers);

// Copies a text, at most `capacity` bytes, not terminated; returns the bytes copied. The encoding is whatever the file held.
size_t glassine_raw_text(glassine_raw *raw, glassine_raw_text_field field, uint8_t *text, size_t capacity);

// Copies the repeating black pattern (rows, columns), row-major; returns the cells copied, 0 where there is none.
size_t glassine_raw_black_pattern(glassine_raw *raw, uint32_t *cells, size_t capacity);

// The colour index (0...3) of a photosite of the *full* area; -1 where there is no mosaic of colours.
int32_t glassine_raw_color_at(glassine_raw *raw, uint32_t row, uint32_t column);

// LibRaw's own answer for a photosite of the *visible* area, for checking the one above.
int32_t glassine_raw_visible_color_at(glassine_raw *raw, uint32_t row, uint32_t column);

// Copies the full area, raw_width samples a row; returns 1, or 0 where there are no single-channel samples or `capacity` is not
// raw_width * raw_height.
int glassine_raw_copy_mosaic(glassine_raw *raw, uint16_t *samples, size_t capacity);

// The first position at which decoding found wrong data, -1 where none is known.
int64_t glassine_raw_error_offset(glassine_raw *raw);

// Develops unpacked samples: camera white balance, sRGB, orientation applied.
glassine_raw_status glassine_raw_develop(glassine_raw *raw, int bits, int half_size, int upright);
void glassine_raw_developed_size(glassine_raw *raw, uint32_t *width, uint32_t *height, uint32_t *colors, uint32_t *bits);
// Copies the developed image as 16-bit numbers, interleaved; returns 1, or 0 where `capacity` is not width * height * colors.
int glassine_raw_copy_developed(glassine_raw *raw, uint16_t *samples, size_t capacity);

// Finds the largest embedded JPEG preview among the file's own bytes: its position and size.
glassine_raw_status glassine_raw_find_preview(glassine_raw *raw, size_t *offset, size_t *count);

// "0.20.2-Release"
const char *glassine_raw_version(void);

#ifdef __cplusplus
}
#endif
