#pragma once

// The door to libzstd: one frame in one call, without the types and macros of zstd.h.

#include <stddef.h>
#include <stdint.h>

// What a call came to.
typedef enum {
  glassine_zstd_ok = 0,
  glassine_zstd_damaged,    // the bytes are no frame, or do not decode
  glassine_zstd_size,       // the frame gives another number of bytes than asked for
  glassine_zstd_no_memory,
  glassine_zstd_failed,     // anything else
} glassine_zstd_status;

// The most bytes a frame of `count` bytes can take; 0 where that is more than the library handles.
size_t glassine_zstd_bound(size_t count);

// Compresses to one frame with content size and checksum; `written` is its length.
glassine_zstd_status glassine_zstd_compress(
    const void *bytes, size_t count, int level, void *frame, size_t capacity, size_t *written);

// Decompresses one frame that fills exactly `frame_count` bytes and gives exactly `count` bytes.
glassine_zstd_status glassine_zstd_decompress(const void *frame, size_t frame_count, void *bytes, size_t count);

// The library's version, "1.5.4".
const char *glassine_zstd_version(void);
