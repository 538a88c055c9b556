// The door to libtiff: what Swift cannot call (variadic setters) and file access whose errno is kept.
#pragma once

#include <stddef.h>
#include <stdint.h>

// A TIFF file being written; one owner, freed by glassine_tiff_free.
typedef struct glassine_tiff glassine_tiff;

// Creates (or empties) a classic TIFF file of either byte order. NULL when memory is short; otherwise ask glassine_tiff_failed.
glassine_tiff *glassine_tiff_create(const char *path, int big_endian);
// Whether creating the file or any write failed.
int glassine_tiff_failed(const glassine_tiff *file);
// The first message libtiff gave, or an empty text; lives as long as the file.
const char *glassine_tiff_message(const glassine_tiff *file);
// errno of the first failed system call, or 0.
int glassine_tiff_errno(const glassine_tiff *file);

// Sets a field from numbers, converted to what the tag takes; tags libtiff does not know are declared with `type`
// (a TIFF field type). TIFFSetField is variadic, and how it takes a tag's values depends on the tag. 1 on success.
int glassine_tiff_set_numbers(glassine_tiff *file, uint32_t tag, int type, uint32_t count, const double *values);
// Sets a field of bytes, undefined bytes or text (`bytes` ends with a zero byte then).
int glassine_tiff_set_bytes(glassine_tiff *file, uint32_t tag, int type, uint32_t count, const uint8_t *bytes);
// Sets YCbCr 2x2 subsampling and JPEG compression from RGB samples, with complete streams. 1 on success.
int glassine_tiff_set_jpeg(glassine_tiff *file, int quality);
// The next directory but one becomes the child of the directory being written.
int glassine_tiff_expect_child(glassine_tiff *file);

// Codes and writes one strip; the buffer may be changed.
int glassine_tiff_write_strip(glassine_tiff *file, uint32_t strip, uint8_t *bytes, size_t size);
// Writes a tile whose bytes are coded already.
int glassine_tiff_write_coded_tile(glassine_tiff *file, uint32_t tile, const uint8_t *bytes, size_t size);
// Ends the current directory and starts the next.
int glassine_tiff_write_directory(glassine_tiff *file);

// The file's length so far.
uint64_t glassine_tiff_length(glassine_tiff *file);
// Writes bytes of the caller's own at an offset at or past the end, outside libtiff's knowledge; never amid a strip.
int glassine_tiff_place(glassine_tiff *file, uint64_t offset, const uint8_t *bytes, size_t size);

// Writes what is pending and frees libtiff's part; entries can be amended from now on. 1 when every byte reached the system.
int glassine_tiff_settle(glassine_tiff *file);
// Amends an entry of the first directory: its field type and, where `size` is not 0, the bytes of its value, which must
// be as many as before and lie outside the entry. For what libtiff writes otherwise than wanted.
int glassine_tiff_amend(glassine_tiff *file, uint16_t tag, uint16_t type, const uint8_t *value, size_t size);
// Settles and closes the file. 1 when every byte reached the system.
int glassine_tiff_finish(glassine_tiff *file);
void glassine_tiff_free(glassine_tiff *file);
