// What LibRaw learned about a file, as flat numbers and texts.

#include "RawHandle.h"

#include <algorithm>
#include <cstring>
#include <ctime>

namespace {

struct Crop {
  uint32_t left, top, width, height;
};

// LibRaw turns most clock texts into local time of this machine; that is undone here. Canon's CRW, Phantom's CINE and Sigma's
// X3F hold the number itself.
int64_t camera_clock(const glassine_raw &raw) {
  const time_t stamp = raw.library.imgdata.other.timestamp;
  if (stamp <= 0) return 0;
  const uint8_t *bytes = raw.stream->bytes();
  const INT64 count = raw.stream->size();
  const bool is_number = count >= 14
    && (std::memcmp(bytes + 6, "HEAP", 4) == 0 || std::memcmp(bytes, "CI", 2) == 0 || std::memcmp(bytes, "FOVb", 4) == 0);
  if (is_number) return stamp;
  struct tm parts = {};
  if (localtime_r(&stamp, &parts) == nullptr) return 0;
  const time_t utc = timegm(&parts);
  return utc > 0 ? utc : 0;
}

bool is_big_endian(glassine_raw &raw) {
  const uint8_t *bytes = raw.stream->bytes();
  if (raw.stream->size() >= 2 && bytes[0] == bytes[1] && (bytes[0] == 'I' || bytes[0] == 'M')) return bytes[0] == 'M';
  return raw.library.get_internal_data_pointer()->unpacker_data.order == 0x4d4d;
}

// The crop the maker shows. A DNG counts it from the active area, maker notes from the full one.
Crop default_crop(glassine_raw &raw) {
  if (raw.library.imgdata.idata.dng_version != 0) {
    const tiff_ifd_t *directory = raw.library.raw_directory();
    if (directory == nullptr || directory->t_lm < 0 || directory->t_tm < 0) return {};
    const unsigned wanted = LIBRAW_DNGFM_CROPORIGIN | LIBRAW_DNGFM_CROPSIZE;
    const auto &levels = directory->dng_levels;
    const auto &crop = levels.default_crop;
    if ((levels.parsedfields & wanted) != wanted || std::any_of(crop, crop + 4, [](unsigned side) { return side > UINT16_MAX; }))
      return {};
    return {uint32_t(directory->t_lm) + crop[0], uint32_t(directory->t_tm) + crop[1], crop[2], crop[3]};
  }
  const auto &crop = GLASSINE_INSET_CROP(raw.library);
  if (crop.cleft == 0xffff || crop.ctop == 0xffff) return {};
  return {crop.cleft, crop.ctop, crop.cwidth, crop.cheight};
}

// LibRaw collects these fields from several directories without their flags of presence: absence shows in the values.
void copy_dng(const libraw_colordata_t &color, glassine_raw_numbers &numbers) {
  for (int index = 0; index < 2; index += 1) {
    const auto &dng = color.dng_color[index];
    numbers.dng_illuminant[index] = dng.illuminant;
    std::memcpy(numbers.dng_color_matrix[index], dng.colormatrix, sizeof(dng.colormatrix));
    std::memcpy(numbers.dng_calibration[index], dng.calibration, sizeof(dng.calibration));
  }
  const auto &levels = color.dng_levels;
  std::copy(levels.dng_whitelevel, levels.dng_whitelevel + 4, numbers.dng_white);
  std::copy(levels.analogbalance, levels.analogbalance + 4, numbers.dng_analog_balance);
  std::copy(levels.asshotneutral, levels.asshotneutral + 4, numbers.dng_as_shot_neutral);
}

size_t copy_text(const char *source, size_t size, uint8_t *text, size_t capacity) {
  if (source == nullptr) return 0;
  const void *end = std::memchr(source, 0, size);
  const size_t length = end != nullptr ? size_t(static_cast<const char *>(end) - source) : size;
  const size_t copied = std::min(length, capacity);
  std::memcpy(text, source, copied);
  return copied;
}

}  // namespace

unsigned RawLibrary::directory_count() const {
  return std::min<unsigned>(libraw_internal_data.identify_data.tiff_nifds, LIBRAW_IFD_MAXCOUNT);
}

const tiff_ifd_t *RawLibrary::raw_directory() const {
  const tiff_ifd_t *end = tiff_ifd + directory_count();
  const auto offset = libraw_internal_data.unpacker_data.data_offset;
  const tiff_ifd_t *found = std::find_if(tiff_ifd, end, [&](const tiff_ifd_t &directory) { return directory.offset == offset; });
  return found != end ? found : nullptr;
}

bool RawLibrary::declares_mosaic() const {
  const int color_filter_array = 32803;
  return std::any_of(tiff_ifd, tiff_ifd + directory_count(), [&](const tiff_ifd_t &directory) {
    return directory.phint == color_filter_array;
  });
}

void glassine_raw_get_numbers(glassine_raw *raw, glassine_raw_numbers *numbers) {
  *numbers = {};
  if (raw == nullptr || !raw->stream) return;
  const auto &data = raw->library.imgdata;
  const auto &internal = *raw->library.get_internal_data_pointer();
  const auto &sizes = data.sizes;
  const auto &color = data.color;
  numbers->raw_width = sizes.raw_width;
  numbers->raw_height = sizes.raw_height;
  numbers->width = sizes.width;
  numbers->height = sizes.height;
  numbers->left = sizes.left_margin;
  numbers->top = sizes.top_margin;
  numbers->fuji_width = internal.internal_output_params.fuji_width;
  numbers->fuji_layout = static_cast<int32_t>(internal.unpacker_data.fuji_layout);
  const bool turned = numbers->fuji_width != 0;
  numbers->allocated_width = turned ? numbers->raw_width : std::max(numbers->raw_width, numbers->width + numbers->left);
  numbers->allocated_height = turned ? numbers->raw_height : std::max(numbers->raw_height, numbers->height + numbers->top);
  numbers->pixel_aspect = sizes.pixel_aspect;
  numbers->flip = sizes.flip;
  numbers->filters = data.idata.filters;
  numbers->colors = data.idata.colors;
  numbers->is_foveon = data.idata.is_foveon != 0;
  numbers->is_floating_point = raw->opened && raw->library.is_floating_point();
  numbers->is_dng = data.idata.dng_version != 0;
  numbers->images = data.idata.raw_count;
  numbers->black = color.black;
  std::copy(color.cblack, color.cblack + 4, numbers->channel_black);
  numbers->black_rows = color.cblack[4];
  numbers->black_columns = color.cblack[5];
  numbers->maximum = color.maximum;
  std::copy(color.cam_mul, color.cam_mul + 4, numbers->as_shot_multipliers);
  std::memcpy(numbers->camera_from_xyz, color.cam_xyz, sizeof(color.cam_xyz));
  numbers->baseline_exposure = color.dng_levels.baseline_exposure;
  if (numbers->is_dng) copy_dng(color, *numbers);
  const Crop crop = default_crop(*raw);
  numbers->default_crop[0] = crop.left;
  numbers->default_crop[1] = crop.top;
  numbers->default_crop[2] = crop.width;
  numbers->default_crop[3] = crop.height;
  numbers->iso = data.other.iso_speed;
  numbers->shutter = data.other.shutter;
  numbers->aperture = data.other.aperture;
  numbers->focal_length = data.other.focal_len;
  numbers->timestamp = camera_clock(*raw);
  const auto &lens = data.lens;
  const bool in_exif = lens.MinFocal > 0;
  numbers->lens_focal_range[0] = in_exif ? lens.MinFocal : lens.makernotes.MinFocal;
  numbers->lens_focal_range[1] = in_exif ? lens.MaxFocal : lens.makernotes.MaxFocal;
  numbers->lens_aperture_range[0] = in_exif ? lens.MaxAp4MinFocal : lens.makernotes.MaxAp4MinFocal;
  numbers->lens_aperture_range[1] = in_exif ? lens.MaxAp4MaxFocal : lens.makernotes.MaxAp4MaxFocal;
  numbers->data_offset = internal.unpacker_data.data_offset;
  numbers->tile_width = internal.unpacker_data.tile_width;
  numbers->tile_length = internal.unpacker_data.tile_length;
  numbers->bits_per_sample = internal.unpacker_data.tiff_bps != 0 ? internal.unpacker_data.tiff_bps : color.raw_bps;
  numbers->big_endian = is_big_endian(*raw);
  numbers->load_flags = internal.unpacker_data.load_flags;
  numbers->tiff_compression = internal.unpacker_data.tiff_compress;
  numbers->nikon_compression = data.makernotes.nikon.NEFCompression;
}

size_t glassine_raw_text(glassine_raw *raw, glassine_raw_text_field field, uint8_t *text, size_t capacity) {
  if (raw == nullptr || text == nullptr) return 0;
  const auto &data = raw->library.imgdata;
  const auto bounded = [&](const auto &array) { return copy_text(array, sizeof(array), text, capacity); };
  switch (field) {
  case glassine_raw_make: return bounded(data.idata.make);
  case glassine_raw_model: return bounded(data.idata.model);
  case glassine_raw_normalised_make: return bounded(data.idata.normalized_make);
  case glassine_raw_normalised_model: return bounded(data.idata.normalized_model);
  case glassine_raw_unique_model: return bounded(data.color.UniqueCameraModel);
  case glassine_raw_software: return bounded(data.idata.software);
  case glassine_raw_serial: return bounded(data.shootinginfo.BodySerial);
  case glassine_raw_lens_make: return bounded(data.lens.LensMake);
  case glassine_raw_lens_model:
    return data.lens.Lens[0] != 0 ? bounded(data.lens.Lens) : bounded(data.lens.makernotes.Lens);
  case glassine_raw_artist: return bounded(data.other.artist);
  case glassine_raw_description: return bounded(data.other.desc);
  case glassine_raw_color_letters: return bounded(data.idata.cdesc);
  case glassine_raw_routine: {
    const char *name = raw->opened ? raw->library.unpack_function_name() : nullptr;
    return name != nullptr ? copy_text(name, 128, text, capacity) : 0;
  }
  }
  return 0;
}

size_t glassine_raw_black_pattern(glassine_raw *raw, uint32_t *cells, size_t capacity) {
  if (raw == nullptr || cells == nullptr) return 0;
  const auto &black = raw->library.imgdata.color.cblack;
  const uint64_t count = uint64_t(black[4]) * black[5];
  if (count == 0 || count > LIBRAW_CBLACK_SIZE - 6 || count > capacity) return 0;
  std::copy(black + 6, black + 6 + count, cells);
  return count;
}

int32_t glassine_raw_visible_color_at(glassine_raw *raw, uint32_t row, uint32_t column) {
  if (raw == nullptr || !raw->opened || raw->library.imgdata.idata.filters == 0) return -1;
  if (row > INT16_MAX * 4u || column > INT16_MAX * 4u) return -1;
  return raw->library.COLOR(static_cast<int>(row), static_cast<int>(column)) & 3;
}

int32_t glassine_raw_color_at(glassine_raw *raw, uint32_t row, uint32_t column) {
  if (raw == nullptr || row > UINT16_MAX || column > UINT16_MAX) return -1;
  const auto &sizes = raw->library.imgdata.sizes;
  // LibRaw counts from the visible area, which the masked border is left of and above: go right and down by a multiple of
  // every period (2, 6, 8, 16, and twice that for turned sensors) that is larger than the margin.
  const auto shifted = [](uint32_t place, uint32_t margin) { return place + (margin + 95) / 96 * 96 - margin; };
  return glassine_raw_visible_color_at(raw, shifted(row, sizes.top_margin), shifted(column, sizes.left_margin));
}

glassine_raw_status glassine_raw_find_preview(glassine_raw *raw, size_t *offset, size_t *count) {
  *offset = *count = 0;
  if (raw == nullptr || !raw->opened) return glassine_raw_failed;
  const uint8_t *bytes = raw->stream->bytes();
  const auto size = static_cast<uint64_t>(raw->stream->size());
  const auto consider = [&](INT64 from, uint64_t length) {
    if (from < 0 || length < 4 || uint64_t(from) >= size || length > size - uint64_t(from) || length <= *count) return;
    if (bytes[from] != 0xff || bytes[from + 1] != 0xd8 || bytes[from + 2] != 0xff) return;
    *offset = static_cast<size_t>(from);
    *count = static_cast<size_t>(length);
  };
  const auto &internal = *raw->library.get_internal_data_pointer();
  consider(internal.internal_data.toffset, raw->library.imgdata.thumbnail.tlength);
#if LIBRAW_VERSION >= LIBRAW_MAKE_VERSION(0, 21, 0)
  const auto &previews = raw->library.imgdata.thumbs_list;
  for (int index = 0; index < std::min<int>(previews.thumbcount, LIBRAW_THUMBNAIL_MAXCOUNT); index += 1)
    consider(previews.thumblist[index].toffset, previews.thumblist[index].tlength);
#endif
  return *count > 0 ? glassine_raw_ok : glassine_raw_no_preview;
}
