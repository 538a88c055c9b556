#include <stdlib.h>
#include <string.h>

#include "Escape.h"

enum { kFirstCapacity = 1 << 16, kExifMarker = JPEG_APP0 + 1, kLongestSegment = 65533 };

// A buffer that grows. libjpeg's own leaks where a call fails.
typedef struct {
  struct jpeg_destination_mgr manager;  // the first member: libjpeg's pointer to it is one to this
  uint8_t *bytes;
  size_t capacity;
  size_t count;
} memory_target;

typedef struct {
  glassine_jpeg_escape escape;
  struct jpeg_compress_struct info;
  memory_target target;
} encoder;

static void grow(j_compress_ptr info, size_t capacity) {
  memory_target *target = (memory_target *)info->dest;
  uint8_t *larger = realloc(target->bytes, capacity);
  if (!larger) glassine_jpeg_leave((j_common_ptr)info, glassine_jpeg_no_memory);
  target->manager.next_output_byte = larger + target->capacity;
  target->manager.free_in_buffer = capacity - target->capacity;
  target->bytes = larger;
  target->capacity = capacity;
}

static void begin(j_compress_ptr info) { grow(info, kFirstCapacity); }

static boolean extend(j_compress_ptr info) {
  // libjpeg calls this with the buffer full, whatever free_in_buffer says.
  grow(info, ((memory_target *)info->dest)->capacity * 2);
  return TRUE;
}

static void end(j_compress_ptr info) {
  memory_target *target = (memory_target *)info->dest;
  target->count = target->capacity - target->manager.free_in_buffer;
}

static void write_exif(j_compress_ptr info, const uint8_t *exif, size_t count) {
  static const uint8_t mark[6] = {'E', 'x', 'i', 'f', 0, 0};
  jpeg_write_m_header(info, kExifMarker, (unsigned)(sizeof mark + count));
  for (size_t index = 0; index < sizeof mark; index++) jpeg_write_m_byte(info, mark[index]);
  for (size_t index = 0; index < count; index++) jpeg_write_m_byte(info, exif[index]);
}

static glassine_jpeg_status run(
    encoder *encoder, const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, int quality, int half_chroma,
    const uint8_t *exif, size_t exif_count, const uint8_t *icc, size_t icc_count) {
  j_compress_ptr info = &encoder->info;
  if (setjmp(encoder->escape.place)) return encoder->escape.status;
  jpeg_create_compress(info);
  info->dest = &encoder->target.manager;
  info->image_width = width;
  info->image_height = height;
  info->input_components = (int)channels;
  info->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  info->optimize_coding = TRUE;
  info->dct_method = JDCT_ISLOW;
  if (channels == 3 && !half_chroma) {
    info->comp_info[0].h_samp_factor = 1;
    info->comp_info[0].v_samp_factor = 1;
  }
  jpeg_start_compress(info, TRUE);
  if (exif_count > 0) write_exif(info, exif, exif_count);
  if (icc_count > 0) jpeg_write_icc_profile(info, icc, (unsigned)icc_count);
  size_t row_count = (size_t)width * channels;
  while (info->next_scanline < height) {
    // libjpeg does not change what it reads; its type only does not say so.
    JSAMPROW row = (JSAMPROW)(samples + row_count * info->next_scanline);
    if (jpeg_write_scanlines(info, &row, 1) != 1) return glassine_jpeg_failed;
  }
  jpeg_finish_compress(info);
  return glassine_jpeg_ok;
}

glassine_jpeg_status glassine_jpeg_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, int quality, int half_chroma, const uint8_t *exif,
    size_t exif_count, const uint8_t *icc, size_t icc_count, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  if (width == 0 || height == 0 || width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION || (channels != 1 && channels != 3) ||
      exif_count > kLongestSegment - 6) {
    return glassine_jpeg_failed;
  }
  encoder *encoder = calloc(1, sizeof *encoder);
  if (!encoder) return glassine_jpeg_no_memory;
  glassine_jpeg_prepare(&encoder->escape);
  encoder->info.err = &encoder->escape.errors;
  encoder->target.manager.init_destination = begin;
  encoder->target.manager.empty_output_buffer = extend;
  encoder->target.manager.term_destination = end;
  glassine_jpeg_status status =
      run(encoder, samples, width, height, channels, quality, half_chroma, exif, exif_count, icc, icc_count);
  if (status == glassine_jpeg_ok) {
    *bytes = encoder->target.bytes;
    *count = encoder->target.count;
  } else {
    free(encoder->target.bytes);
  }
  if (!setjmp(encoder->escape.place)) jpeg_destroy_compress(&encoder->info);
  free(encoder);
  return status;
}

void glassine_jpeg_free_bytes(uint8_t *bytes) { free(bytes); }
