#include "include/CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { kFirstCapacity = 1 << 16, kCompression = 6 };

typedef struct {
  uint8_t *bytes;
  size_t capacity;
  size_t count;
  glassine_png_status status;
} target;

static void fail(png_structp png, png_const_charp message) {
  (void)message;
  target *target = png_get_error_ptr(png);
  if (target->status == glassine_png_ok) target->status = glassine_png_failed;
  png_longjmp(png, 1);
}

static void say_nothing(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void append(png_structp png, png_bytep bytes, png_size_t count) {
  target *target = png_get_io_ptr(png);
  if (count > target->capacity - target->count) {
    size_t capacity = target->capacity == 0 ? kFirstCapacity : target->capacity;
    while (capacity - target->count < count) capacity *= 2;
    uint8_t *larger = realloc(target->bytes, capacity);
    if (!larger) {
      target->status = glassine_png_no_memory;
      png_error(png, "memory");
    }
    target->bytes = larger;
    target->capacity = capacity;
  }
  memcpy(target->bytes + target->count, bytes, count);
  target->count += count;
}

static void flush(png_structp png) { (void)png; }

static void run(
    png_structp png, png_infop info, target *target, const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels,
    const uint8_t *exif, size_t exif_count, const uint8_t *icc, size_t icc_count) {
  if (setjmp(png_jmpbuf(png))) {
    if (target->status == glassine_png_ok) target->status = glassine_png_failed;
    return;
  }
  png_set_write_fn(png, target, append, flush);
  png_set_compression_level(png, kCompression);
  png_set_IHDR(
      png, info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (icc_count > 0) {
    png_set_iCCP(png, info, "ICC profile", PNG_COMPRESSION_TYPE_DEFAULT, icc, (png_uint_32)icc_count);
  } else {
    png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_RELATIVE);
  }
  // libpng copies the block; its type only does not say that it leaves it alone.
  if (exif_count > 0) png_set_eXIf_1(png, info, (png_uint_32)exif_count, (png_bytep)exif);
  png_write_info(png, info);
  size_t row_count = (size_t)width * channels;
  for (uint32_t row = 0; row < height; row++) png_write_row(png, samples + row * row_count);
  // Without the chunks' owner: libpng 1.6.39 would write the Exif a second time.
  png_write_end(png, NULL);
}

glassine_png_status glassine_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, const uint8_t *exif, size_t exif_count,
    const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  if (width == 0 || height == 0 || (channels != 1 && channels != 3)) return glassine_png_failed;
  target *result = calloc(1, sizeof *result);
  if (!result) return glassine_png_no_memory;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, result, fail, say_nothing);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (info) {
    run(png, info, result, samples, width, height, channels, exif, exif_count, icc, icc_count);
  } else {
    result->status = glassine_png_no_memory;
  }
  png_destroy_write_struct(&png, &info);
  glassine_png_status status = result->status;
  if (status == glassine_png_ok) {
    *bytes = result->bytes;
    *count = result->count;
  } else {
    free(result->bytes);
  }
  free(result);
  return status;
}

void glassine_png_free(uint8_t *bytes) { free(bytes); }
