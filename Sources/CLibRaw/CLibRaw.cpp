#include "ClearedMemory.h"
#include "RawHandle.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace {

// Without a callback of its own LibRaw would print; the first wrong position is worth keeping. The position's type grew in 0.22.
template <typename Offset> void note_data_error(void *context, const char *, const Offset offset) {
  auto *raw = static_cast<glassine_raw *>(context);
  if (raw != nullptr && raw->error_offset < 0 && offset >= 0) raw->error_offset = offset;
}

#if LIBRAW_VERSION < LIBRAW_MAKE_VERSION(0, 21, 0)
void ignore_memory_error(void *, const char *, const char *) {}
#endif

bool read_past_end(const CheckedStream &stream) {
  return stream.empty_reads() > 0 || stream.short_reads() > 0 || stream.missing_characters() > 0;
}

bool has_at(const glassine_raw &raw, size_t place, const char *mark) {
  if (!raw.stream) return false;
  const size_t length = std::strlen(mark);
  const auto count = static_cast<size_t>(raw.stream->size());
  return count >= place + length && std::memcmp(raw.stream->bytes() + place, mark, length) == 0;
}

// Whether the first bytes are those of a container that raw images come in; otherwise a failure to read says nothing of damage.
bool begins_as_raw(const glassine_raw &raw) {
  if (!raw.stream || raw.stream->size() < 8) return false;
  return has_at(raw, 0, "II") || has_at(raw, 0, "MM") || has_at(raw, 6, "HEAP") || has_at(raw, 0, "FUJIFILMCCD-RAW")
    || has_at(raw, 4, "ftypcrx ") || has_at(raw, 0, "FOVb") || has_at(raw, 1, "MRM");
}

// Whether a file that LibRaw does not read was made to hold a raw image: a directory says so, or the container serves nothing else.
bool is_raw_container(const glassine_raw &raw) {
  return raw.library.declares_mosaic() || has_at(raw, 4, "ftypcrx ") || has_at(raw, 0, "FUJIFILMCCD-RAW");
}

glassine_raw_status status_of(int code, const glassine_raw &raw) {
  switch (code) {
  case LIBRAW_SUCCESS: return glassine_raw_ok;
  case LIBRAW_FILE_UNSUPPORTED: return is_raw_container(raw) ? glassine_raw_unreadable : glassine_raw_unrecognised;
  case LIBRAW_UNSUFFICIENT_MEMORY: return glassine_raw_no_memory;
  case LIBRAW_TOO_BIG:
  case LIBRAW_MEMPOOL_OVERFLOW: return glassine_raw_too_big;
  case LIBRAW_IO_ERROR: return raw.stream && read_past_end(*raw.stream) ? glassine_raw_truncated : glassine_raw_corrupt;
  case LIBRAW_DATA_ERROR:
  case LIBRAW_BAD_CROP: return glassine_raw_corrupt;
  default: return glassine_raw_failed;
  }
}

// Runs LibRaw where it may throw: nothing but a status leaves.
template <typename Body> glassine_raw_status guarded(const glassine_raw *raw, Body body) {
  if (raw == nullptr) return glassine_raw_failed;
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return glassine_raw_no_memory;
  } catch (const LibRaw_exceptions &exception) {
    switch (exception) {
    case LIBRAW_EXCEPTION_ALLOC: return glassine_raw_no_memory;
    case LIBRAW_EXCEPTION_TOOBIG:
    case LIBRAW_EXCEPTION_MEMPOOL: return glassine_raw_too_big;
    case LIBRAW_EXCEPTION_IO_EOF: return glassine_raw_truncated;
    default: return glassine_raw_corrupt;
    }
  } catch (...) {
    return glassine_raw_corrupt;
  }
}

bool begins(const char *name, const char *prefix) { return std::strncmp(name, prefix, std::strlen(prefix)) == 0; }

// Whether the samples end before the file says they do. Some routines fetch in blocks or peek a code ahead, and so ask for a
// little more than there is even of a whole file.
bool samples_are_cut(glassine_raw &raw) {
  const CheckedStream &stream = *raw.stream;
  const char *routine = raw.library.unpack_function_name();
  if (routine == nullptr) routine = "";
  const bool in_blocks = begins(routine, "panasonic") || begins(routine, "fuji_compressed") || begins(routine, "crx");
  const uint64_t peeked = begins(routine, "packed_load_raw") ? 3 : 16;
  return stream.empty_reads() > 0 || (stream.short_reads() > 0 && !in_blocks) || stream.missing_characters() > peeked;
}

// Whether the place of the samples alone shows that the file was cut. Kodak's JPEG is fetched whole and never checked.
bool samples_lie_outside(glassine_raw &raw) {
  const auto &place = raw.library.get_internal_data_pointer()->unpacker_data;
  const INT64 count = raw.stream->size();
  const char *routine = raw.library.unpack_function_name();
  if (place.data_offset < 0 || place.data_offset >= count) return true;
  return routine != nullptr && begins(routine, "kodak_jpeg") && INT64(place.data_size) > count - place.data_offset;
}

// Whether a CR2's slices have no width, by which LibRaw 0.20 divides.
bool slices_are_empty(glassine_raw &raw) {
  const auto &slices = raw.library.get_internal_data_pointer()->unpacker_data.cr2_slice;
  return slices[0] != 0 && (slices[1] == 0 || slices[2] == 0);
}

}  // namespace

glassine_raw::glassine_raw() : library(LIBRAW_OPTIONS_NONE) {
  library.set_dataerror_handler(note_data_error, this);
#if LIBRAW_VERSION < LIBRAW_MAKE_VERSION(0, 21, 0)
  library.set_memerror_handler(ignore_memory_error, nullptr);
#endif
}

glassine_raw::~glassine_raw() {
  if (developed != nullptr) LibRaw::dcraw_clear_mem(developed);
}

glassine_raw *glassine_raw_create(void) {
  try {
    return new glassine_raw();
  } catch (...) {
    return nullptr;
  }
}

void glassine_raw_destroy(glassine_raw *raw) {
  try {
    delete raw;
  } catch (...) {
  }
}

glassine_raw_status glassine_raw_open(
  glassine_raw *raw, const uint8_t *bytes, size_t count, uint32_t memory_megabytes, int keep_floats) {
  return guarded(raw, [&] {
    if (raw->stream || bytes == nullptr || count == 0) return glassine_raw_unrecognised;
    auto &parameters = GLASSINE_RAW_PARAMETERS(raw->library);
    parameters.max_raw_memory_mb = memory_megabytes;
    // Other people's decoders, where LibRaw was built with them, would make the samples depend on the build.
    parameters.use_rawspeed = 0;
    parameters.use_dngsdk = 0;
#if LIBRAW_VERSION >= LIBRAW_MAKE_VERSION(0, 21, 0)
    if (keep_floats) parameters.options &= ~unsigned(LIBRAW_RAWOPTIONS_CONVERTFLOAT_TO_INT);
#else
    if (keep_floats) parameters.raw_processing_options &= ~unsigned(LIBRAW_PROCESSING_CONVERTFLOAT_TO_INT);
#endif
    raw->stream = std::make_unique<CheckedStream>(bytes, count);
    raw->stream->watch_filters(&raw->library.imgdata.idata.filters);
    const auto status = status_of(raw->library.open_datastream(raw->stream.get()), *raw);
    raw->opened = status == glassine_raw_ok;
    const bool is_damaged = status == glassine_raw_truncated || status == glassine_raw_corrupt;
    return is_damaged && !begins_as_raw(*raw) ? glassine_raw_unrecognised : status;
  });
}

glassine_raw_status glassine_raw_unpack(glassine_raw *raw) {
  return guarded(raw, [&] {
    if (!raw->opened || raw->unpacked) return glassine_raw_failed;
    if (samples_lie_outside(*raw)) return glassine_raw_truncated;
    if (slices_are_empty(*raw)) return glassine_raw_corrupt;
    raw->stream->forget_misses();
    // A few cameras set the error count beforehand, to say that it means nothing for them.
    const bool counts_errors = raw->library.error_count() == 0;
    const ClearedMemory cleared;
    const auto status = status_of(raw->library.unpack(), *raw);
    if (status != glassine_raw_ok) return status;
    if (samples_are_cut(*raw)) return glassine_raw_truncated;
    if (counts_errors && raw->library.error_count() != 0) return glassine_raw_corrupt;
    if (raw->stream->jpeg_warnings() > 0) return glassine_raw_corrupt;
    raw->unpacked = true;
    return glassine_raw_ok;
  });
}

int64_t glassine_raw_error_offset(glassine_raw *raw) { return raw != nullptr ? raw->error_offset : -1; }

int glassine_raw_copy_mosaic(glassine_raw *raw, uint16_t *samples, size_t capacity) {
  if (raw == nullptr || samples == nullptr || !raw->unpacked) return 0;
  const auto &data = raw->library.imgdata;
  const size_t width = data.sizes.raw_width, height = data.sizes.raw_height;
  const size_t pitch = data.sizes.raw_pitch != 0 ? data.sizes.raw_pitch / 2 : width;
  const ushort *source = data.rawdata.raw_image;
  if (source == nullptr || pitch < width || capacity != width * height) return 0;
  // LibRaw reserves eight rows more than the image; a larger pitch than it reserved for would read past them.
  const size_t reserved = std::max(width, size_t(data.sizes.width) + data.sizes.left_margin) * (height + 8);
  if (height == 0 || pitch * (height - 1) + width > reserved) return 0;
  for (size_t row = 0; row < height; row += 1) std::memcpy(samples + row * width, source + row * pitch, width * sizeof(uint16_t));
  return 1;
}

glassine_raw_status glassine_raw_develop(glassine_raw *raw, int bits, int half_size, int upright) {
  return guarded(raw, [&] {
    if (!raw->unpacked || raw->developed != nullptr) return glassine_raw_failed;
    auto &parameters = raw->library.imgdata.params;
    parameters.use_camera_wb = 1;
    parameters.output_color = 1;
    parameters.gamm[0] = 1 / 2.4;
    parameters.gamm[1] = 12.92;
    parameters.output_bps = bits;
    parameters.half_size = half_size;
    parameters.user_flip = upright ? -1 : 0;
    parameters.no_auto_bright = bits == 16;
    const auto status = status_of(raw->library.dcraw_process(), *raw);
    if (status != glassine_raw_ok) return status;
    int code = LIBRAW_SUCCESS;
    raw->developed = raw->library.dcraw_make_mem_image(&code);
    if (raw->developed == nullptr) return code == LIBRAW_SUCCESS ? glassine_raw_failed : status_of(code, *raw);
    return glassine_raw_ok;
  });
}

void glassine_raw_developed_size(glassine_raw *raw, uint32_t *width, uint32_t *height, uint32_t *colors, uint32_t *bits) {
  *width = *height = *colors = *bits = 0;
  if (raw == nullptr || raw->developed == nullptr || raw->developed->type != LIBRAW_IMAGE_BITMAP) return;
  *width = raw->developed->width;
  *height = raw->developed->height;
  *colors = raw->developed->colors;
  *bits = raw->developed->bits;
}

int glassine_raw_copy_developed(glassine_raw *raw, uint16_t *samples, size_t capacity) {
  if (raw == nullptr || samples == nullptr || raw->developed == nullptr) return 0;
  const auto &image = *raw->developed;
  const size_t count = size_t(image.width) * image.height * image.colors;
  const size_t bytes = image.bits == 16 ? 2 : 1;
  if (count != capacity || image.data_size < count * bytes) return 0;
  if (bytes == 2) {
    std::memcpy(samples, image.data, count * 2);
  } else {
    for (size_t index = 0; index < count; index += 1) samples[index] = image.data[index];
  }
  return 1;
}

const char *glassine_raw_version(void) { return LibRaw::version(); }
