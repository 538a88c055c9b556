#include "include/CLibTIFF.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

struct glassine_tiff {
  TIFF *tiff;
  int descriptor;
  int error;
  int failed;
  int big_endian;
  char message[512];
};

// --- File access: as libtiff's own for Unix, but the first errno stays known.

static void remember_errno(glassine_tiff *file) {
  if (file->error == 0) file->error = errno;
  file->failed = 1;
}

static tmsize_t read_bytes(thandle_t handle, void *bytes, tmsize_t size) {
  glassine_tiff *file = handle;
  tmsize_t done = 0;
  while (done < size) {
    ssize_t got = read(file->descriptor, (uint8_t *)bytes + done, (size_t)(size - done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) remember_errno(file);
    if (got <= 0) break;
    done += got;
  }
  return done;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t size) {
  glassine_tiff *file = handle;
  tmsize_t done = 0;
  while (done < size) {
    // A short write is tried again, so that the system names its reason.
    ssize_t put = write(file->descriptor, (const uint8_t *)bytes + done, (size_t)(size - done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      remember_errno(file);
      break;
    }
    done += put;
  }
  return done;
}

static toff_t seek_bytes(thandle_t handle, toff_t offset, int whence) {
  glassine_tiff *file = handle;
  off_t position = lseek(file->descriptor, (off_t)offset, whence);
  if (position < 0) {
    remember_errno(file);
    return (toff_t)-1;
  }
  return (toff_t)position;
}

static int keep_open(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t file_size(thandle_t handle) {
  glassine_tiff *file = handle;
  struct stat facts;
  if (fstat(file->descriptor, &facts) != 0) return 0;
  return (toff_t)facts.st_size;
}

static int map_nothing(thandle_t handle, void **base, toff_t *size) {
  (void)handle;
  (void)base;
  (void)size;
  return 0;
}

static void unmap_nothing(thandle_t handle, void *base, toff_t size) {
  (void)handle;
  (void)base;
  (void)size;
}

// --- Messages: kept with the file they are about; returning 1 keeps libtiff's global handlers silent.

static int keep_error(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  (void)tiff;
  glassine_tiff *file = user;
  file->failed = 1;
  if (file->message[0] == 0) {
    int used = snprintf(file->message, sizeof file->message, "%s: ", module ? module : "libtiff");
    if (used >= 0 && (size_t)used < sizeof file->message) {
      vsnprintf(file->message + used, sizeof file->message - (size_t)used, format, arguments);
    }
  }
  return 1;
}

static int drop_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  (void)tiff;
  (void)user;
  (void)module;
  (void)format;
  (void)arguments;
  return 1;
}

// --- Life of a file.

glassine_tiff *glassine_tiff_create(const char *path, int big_endian) {
  glassine_tiff *file = calloc(1, sizeof *file);
  if (!file) return NULL;
  file->big_endian = big_endian;
  do {
    file->descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  } while (file->descriptor < 0 && errno == EINTR);
  if (file->descriptor < 0) {
    remember_errno(file);
    return file;
  }
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) {
    file->error = ENOMEM;
    file->failed = 1;
    return file;
  }
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, file);
  TIFFOpenOptionsSetWarningHandlerExtR(options, drop_warning, file);
  file->tiff = TIFFClientOpenExt("TIFF", big_endian ? "wb" : "wl", file, read_bytes, write_bytes, seek_bytes, keep_open, file_size,
                                 map_nothing, unmap_nothing, options);
  TIFFOpenOptionsFree(options);
  if (!file->tiff) file->failed = 1;
  return file;
}

int glassine_tiff_failed(const glassine_tiff *file) { return file->failed; }
const char *glassine_tiff_message(const glassine_tiff *file) { return file->message; }
int glassine_tiff_errno(const glassine_tiff *file) { return file->error; }

int glassine_tiff_settle(glassine_tiff *file) {
  if (file->tiff) {
    if (!TIFFFlush(file->tiff)) file->failed = 1;
    TIFFClose(file->tiff);
    file->tiff = NULL;
  }
  return !file->failed;
}

static uint32_t number(const glassine_tiff *file, const uint8_t *bytes, int count) {
  uint32_t value = 0;
  for (int index = 0; index < count; index++) value = value << 8 | bytes[file->big_endian ? index : count - 1 - index];
  return value;
}

int glassine_tiff_amend(glassine_tiff *file, uint16_t tag, uint16_t type, const uint8_t *value, size_t size) {
  uint8_t bytes[12];
  if (seek_bytes(file, 4, SEEK_SET) != 4 || read_bytes(file, bytes, 4) != 4) return 0;
  uint32_t directory = number(file, bytes, 4);
  if (seek_bytes(file, directory, SEEK_SET) != directory || read_bytes(file, bytes, 2) != 2) return 0;
  for (uint32_t left = number(file, bytes, 2), at = directory + 2; left > 0; left--, at += 12) {
    if (read_bytes(file, bytes, 12) != 12) return 0;
    if (number(file, bytes, 2) != tag) continue;
    uint32_t offset = number(file, bytes + 8, 4);
    uint8_t kind[2] = {(uint8_t)type, (uint8_t)(type >> 8)};
    if (file->big_endian) {
      kind[0] = (uint8_t)(type >> 8);
      kind[1] = (uint8_t)type;
    }
    if (seek_bytes(file, at + 2, SEEK_SET) != at + 2 || write_bytes(file, kind, 2) != 2) return 0;
    if (size == 0) return 1;
    uint64_t had = (uint64_t)number(file, bytes + 4, 4) * (uint64_t)TIFFDataWidth((TIFFDataType)type);
    return size > 4 && had == size && seek_bytes(file, offset, SEEK_SET) == offset
           && write_bytes(file, (void *)value, (tmsize_t)size) == (tmsize_t)size;
  }
  return 0;
}

int glassine_tiff_finish(glassine_tiff *file) {
  glassine_tiff_settle(file);
  if (file->descriptor >= 0) {
    if (close(file->descriptor) != 0) remember_errno(file);
    file->descriptor = -1;
  }
  return !file->failed;
}

void glassine_tiff_free(glassine_tiff *file) {
  if (!file) return;
  if (file->tiff) TIFFCleanup(file->tiff);
  if (file->descriptor >= 0) close(file->descriptor);
  free(file);
}

// --- Fields.

static const TIFFField *field_of(glassine_tiff *file, uint32_t tag, int type) {
  const TIFFField *field = TIFFFindField(file->tiff, tag, TIFF_ANY);
  if (field && !TIFFFieldIsAnonymous(field)) return field;
  char name[32];
  snprintf(name, sizeof name, "Tag%u", tag);
  int text = type == TIFF_ASCII;
  TIFFFieldInfo declared = {
    .field_tag = tag,
    .field_readcount = text ? TIFF_VARIABLE : TIFF_VARIABLE2,
    .field_writecount = text ? TIFF_VARIABLE : TIFF_VARIABLE2,
    .field_type = (TIFFDataType)type,
    .field_bit = FIELD_CUSTOM,
    .field_oktochange = 1,
    .field_passcount = text ? 0 : 1,
    .field_name = name,
  };
  if (TIFFMergeFieldInfo(file->tiff, &declared, 1) < 0) return NULL;
  return TIFFFindField(file->tiff, tag, TIFF_ANY);
}

static int set_array(glassine_tiff *file, const TIFFField *field, uint32_t tag, uint32_t count, const void *values) {
  if (!TIFFFieldPassCount(field)) return TIFFSetField(file->tiff, tag, values);
  if (TIFFFieldSetGetCountSize(field) == 4) return TIFFSetField(file->tiff, tag, count, values);
  return count <= UINT16_MAX && TIFFSetField(file->tiff, tag, (int)count, values);
}

static int set_scalar(glassine_tiff *file, uint32_t tag, TIFFDataType type, double value) {
  switch (type) {
    case TIFF_RATIONAL:
    case TIFF_SRATIONAL:
    case TIFF_FLOAT:
    case TIFF_DOUBLE: return TIFFSetField(file->tiff, tag, value);
    case TIFF_LONG8:
    case TIFF_IFD8: return TIFFSetField(file->tiff, tag, (uint64_t)value);
    case TIFF_SBYTE:
    case TIFF_SSHORT:
    case TIFF_SLONG: return TIFFSetField(file->tiff, tag, (int32_t)value);
    default: return TIFFSetField(file->tiff, tag, (uint32_t)value);
  }
}

int glassine_tiff_set_numbers(glassine_tiff *file, uint32_t tag, int type, uint32_t count, const double *values) {
  if (!file->tiff || count == 0) return 0;
  const TIFFField *field = field_of(file, tag, type);
  if (!field) return 0;
  TIFFDataType kind = TIFFFieldDataType(field);
  int fixed = TIFFFieldWriteCount(field);
  if (!TIFFFieldPassCount(field) && (fixed == 1 || fixed < 0)) return set_scalar(file, tag, kind, values[0]);
  if (fixed > 0 && (uint32_t)fixed != count) return 0;
  void *array = calloc(count, 8);
  if (!array) return 0;
  int wide = TIFFFieldSetGetSize(field) == 8;
  for (uint32_t index = 0; index < count; index++) {
    double value = values[index];
    switch (kind) {
      case TIFF_BYTE:
      case TIFF_UNDEFINED: ((uint8_t *)array)[index] = (uint8_t)value; break;
      case TIFF_SHORT: ((uint16_t *)array)[index] = (uint16_t)value; break;
      case TIFF_SSHORT: ((int16_t *)array)[index] = (int16_t)value; break;
      case TIFF_LONG:
      case TIFF_IFD: ((uint32_t *)array)[index] = (uint32_t)value; break;
      case TIFF_SLONG: ((int32_t *)array)[index] = (int32_t)value; break;
      case TIFF_LONG8:
      case TIFF_IFD8: ((uint64_t *)array)[index] = (uint64_t)value; break;
      case TIFF_DOUBLE: ((double *)array)[index] = value; break;
      default:
        if (wide) ((double *)array)[index] = value;
        else ((float *)array)[index] = (float)value;
    }
  }
  int set = set_array(file, field, tag, count, array);
  free(array);
  return set;
}

int glassine_tiff_set_bytes(glassine_tiff *file, uint32_t tag, int type, uint32_t count, const uint8_t *bytes) {
  if (!file->tiff) return 0;
  const TIFFField *field = field_of(file, tag, type);
  if (!field) return 0;
  // TIFF 6 files IPTC under LONG, and libtiff still counts it so.
  if (TIFFFieldDataType(field) == TIFF_LONG) count /= 4;
  if (TIFFFieldDataType(field) == TIFF_ASCII && !TIFFFieldPassCount(field)) return TIFFSetField(file->tiff, tag, bytes);
  return set_array(file, field, tag, count, bytes);
}

int glassine_tiff_set_jpeg(glassine_tiff *file, int quality) {
  TIFF *tiff = file->tiff;
  return tiff && TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG)
         && TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR) && TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 2, 2)
         && TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, quality) && TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
         && TIFFSetField(tiff, TIFFTAG_JPEGTABLESMODE, 0);
}

int glassine_tiff_expect_child(glassine_tiff *file) {
  uint64_t offset = 0;
  return file->tiff && TIFFSetField(file->tiff, TIFFTAG_SUBIFD, 1, &offset);
}

// --- Samples and directories.

int glassine_tiff_write_strip(glassine_tiff *file, uint32_t strip, uint8_t *bytes, size_t size) {
  return file->tiff && TIFFWriteEncodedStrip(file->tiff, strip, bytes, (tmsize_t)size) >= 0 && !file->failed;
}

int glassine_tiff_write_coded_tile(glassine_tiff *file, uint32_t tile, const uint8_t *bytes, size_t size) {
  return file->tiff && TIFFWriteRawTile(file->tiff, tile, (void *)bytes, (tmsize_t)size) >= 0 && !file->failed;
}

int glassine_tiff_write_directory(glassine_tiff *file) {
  return file->tiff && TIFFWriteDirectory(file->tiff) && !file->failed;
}

uint64_t glassine_tiff_length(glassine_tiff *file) { return file_size(file); }

int glassine_tiff_place(glassine_tiff *file, uint64_t offset, const uint8_t *bytes, size_t size) {
  if (offset < file_size(file) || offset > UINT32_MAX) return 0;
  if (seek_bytes(file, offset, SEEK_SET) != offset) return 0;
  return write_bytes(file, (void *)bytes, (tmsize_t)size) == (tmsize_t)size;
}
