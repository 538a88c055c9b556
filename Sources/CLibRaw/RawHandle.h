#pragma once

#include "CheckedStream.h"
#include "include/CLibRaw.h"

#include <memory>

// LibRaw, with its table of TIFF directories in reach: some of what they say is not passed on.
class RawLibrary : public LibRaw {
public:
  using LibRaw::LibRaw;

  // The directory that the raw image was taken from; null where the file is no TIFF.
  const tiff_ifd_t *raw_directory() const;
  // Whether some directory declares colour filter data.
  bool declares_mosaic() const;

private:
  unsigned directory_count() const;
};

// One file: LibRaw's object and its input. The stream is declared first, so that it outlives the object reading from it.
struct glassine_raw {
  std::unique_ptr<CheckedStream> stream;
  RawLibrary library;
  bool opened = false;
  bool unpacked = false;
  int64_t error_offset = -1;
  libraw_processed_image_t *developed = nullptr;

  glassine_raw();
  ~glassine_raw();
  glassine_raw(const glassine_raw &) = delete;
  glassine_raw &operator=(const glassine_raw &) = delete;
};

// Field places that moved between LibRaw versions.
#if LIBRAW_VERSION >= LIBRAW_MAKE_VERSION(0, 21, 0)
#define GLASSINE_RAW_PARAMETERS(library) (library).imgdata.rawparams
#define GLASSINE_INSET_CROP(library) (library).imgdata.sizes.raw_inset_crops[0]
#else
#define GLASSINE_RAW_PARAMETERS(library) (library).imgdata.params
#define GLASSINE_INSET_CROP(library) (library).imgdata.sizes.raw_inset_crop
#endif
