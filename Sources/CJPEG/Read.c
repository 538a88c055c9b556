#include <stdlib.h>
#include <string.h>

#include "Escape.h"

struct glassine_jpeg {
  glassine_jpeg_escape escape;
  struct jpeg_decompress_struct info;
  struct jpeg_progress_mgr progress;
  uint32_t scans;
  jvirt_barray_ptr *coefficients;
};

static void count_scans(j_common_ptr info) {
  glassine_jpeg *jpeg = info->client_data;
  if ((uint32_t)jpeg->info.input_scan_number > jpeg->scans) glassine_jpeg_leave(info, glassine_jpeg_scans);
}

static glassine_jpeg_colour colour(J_COLOR_SPACE space) {
  switch (space) {
    case JCS_GRAYSCALE:
      return glassine_jpeg_grey;
    case JCS_YCbCr:
      return glassine_jpeg_ycc;
    case JCS_RGB:
      return glassine_jpeg_rgb;
    case JCS_CMYK:
    case JCS_YCCK:
      return glassine_jpeg_cmyk;
    default:
      return glassine_jpeg_other;
  }
}

glassine_jpeg_status glassine_jpeg_open(
    const uint8_t *bytes, size_t count, uint32_t scans, size_t memory, glassine_jpeg **result, glassine_jpeg_header *header) {
  glassine_jpeg *jpeg = calloc(1, sizeof *jpeg);
  *result = jpeg;
  if (!jpeg) return glassine_jpeg_no_memory;
  glassine_jpeg_prepare(&jpeg->escape);
  jpeg->info.err = &jpeg->escape.errors;
  jpeg->scans = scans;
  if (setjmp(jpeg->escape.place)) return jpeg->escape.status;
  jpeg_create_decompress(&jpeg->info);
  jpeg->info.client_data = jpeg;
  jpeg->info.mem->max_memory_to_use = (long)memory;
  jpeg->progress.progress_monitor = count_scans;
  jpeg->info.progress = &jpeg->progress;
  jpeg_mem_src(&jpeg->info, bytes, (unsigned long)count);
  jpeg_read_header(&jpeg->info, TRUE);
  header->width = jpeg->info.image_width;
  header->height = jpeg->info.image_height;
  header->components = (uint32_t)jpeg->info.num_components;
  header->colour = colour(jpeg->info.jpeg_color_space);
  return glassine_jpeg_ok;
}

void glassine_jpeg_free(glassine_jpeg *jpeg) {
  if (!jpeg) return;
  if (!setjmp(jpeg->escape.place)) jpeg_destroy_decompress(&jpeg->info);
  free(jpeg);
}

const char *glassine_jpeg_message(const glassine_jpeg *jpeg) { return jpeg->escape.message; }

glassine_jpeg_status glassine_jpeg_read_coefficients(glassine_jpeg *jpeg) {
  if (setjmp(jpeg->escape.place)) return jpeg->escape.status;
  jpeg->coefficients = jpeg_read_coefficients(&jpeg->info);
  return jpeg->coefficients ? glassine_jpeg_ok : glassine_jpeg_failed;
}

glassine_jpeg_status glassine_jpeg_describe(glassine_jpeg *jpeg, uint32_t component, glassine_jpeg_component *description) {
  if (!jpeg->coefficients || component >= (uint32_t)jpeg->info.num_components) return glassine_jpeg_failed;
  const jpeg_component_info *source = jpeg->info.comp_info + component;
  memset(description, 0, sizeof *description);
  description->width = source->downsampled_width;
  description->height = source->downsampled_height;
  description->blocks_wide = source->width_in_blocks;
  description->blocks_high = source->height_in_blocks;
  description->horizontal = (uint32_t)source->h_samp_factor;
  description->vertical = (uint32_t)source->v_samp_factor;
  // A progressive file tells how far each coefficient came; the first of them is what every component needs.
  int *const progress = jpeg->info.coef_bits ? jpeg->info.coef_bits[component] : NULL;
  description->complete = source->quant_table && (!progress || progress[0] >= 0);
  if (source->quant_table) memcpy(description->table, source->quant_table->quantval, sizeof description->table);
  return glassine_jpeg_ok;
}

glassine_jpeg_status glassine_jpeg_copy(glassine_jpeg *jpeg, uint32_t component, int16_t *coefficients, size_t count) {
  if (!jpeg->coefficients || component >= (uint32_t)jpeg->info.num_components) return glassine_jpeg_failed;
  const jpeg_component_info *source = jpeg->info.comp_info + component;
  size_t row_count = (size_t)source->width_in_blocks * DCTSIZE2;
  if (count != row_count * source->height_in_blocks) return glassine_jpeg_failed;
  if (setjmp(jpeg->escape.place)) return jpeg->escape.status;
  for (JDIMENSION row = 0; row < source->height_in_blocks; row++) {
    JBLOCKARRAY blocks =
        jpeg->info.mem->access_virt_barray((j_common_ptr)&jpeg->info, jpeg->coefficients[component], row, 1, FALSE);
    memcpy(coefficients + row * row_count, blocks[0], row_count * sizeof(int16_t));
  }
  return glassine_jpeg_ok;
}

glassine_jpeg_status glassine_jpeg_reduce(glassine_jpeg *jpeg, uint32_t divisor, uint32_t *width, uint32_t *height) {
  if (jpeg->coefficients || (divisor != 1 && divisor != 2 && divisor != 4 && divisor != 8)) return glassine_jpeg_failed;
  if (setjmp(jpeg->escape.place)) return jpeg->escape.status;
  jpeg->info.scale_num = 1;
  jpeg->info.scale_denom = divisor;
  jpeg->info.out_color_space = jpeg->info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
  jpeg->info.dct_method = JDCT_ISLOW;
  // Smoothing is for files that are not complete; those are refused.
  jpeg->info.do_block_smoothing = FALSE;
  jpeg_calc_output_dimensions(&jpeg->info);
  *width = jpeg->info.output_width;
  *height = jpeg->info.output_height;
  return glassine_jpeg_ok;
}

glassine_jpeg_status glassine_jpeg_read_pixels(glassine_jpeg *jpeg, uint8_t *samples, size_t count) {
  if (jpeg->coefficients) return glassine_jpeg_failed;
  if (setjmp(jpeg->escape.place)) return jpeg->escape.status;
  if (!jpeg_start_decompress(&jpeg->info)) return glassine_jpeg_failed;
  size_t row_count = (size_t)jpeg->info.output_width * (size_t)jpeg->info.output_components;
  if (count != row_count * jpeg->info.output_height) return glassine_jpeg_failed;
  while (jpeg->info.output_scanline < jpeg->info.output_height) {
    JSAMPROW row = samples + row_count * jpeg->info.output_scanline;
    if (jpeg_read_scanlines(&jpeg->info, &row, 1) != 1) return glassine_jpeg_damaged;
  }
  return jpeg_finish_decompress(&jpeg->info) ? glassine_jpeg_ok : glassine_jpeg_damaged;
}
