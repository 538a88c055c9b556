// The door to Exiv2: reads the metadata of a camera file held in memory and writes XMP packets.
//
// Exiv2 is C++ and its XMP toolkit is not safe for threads: callers hold one process-wide lock around every call here.
// No C++ exception leaves these functions; texts of what went wrong come back in `message`.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a call came to.
enum {
  glassine_exiv2_done = 0,
  glassine_exiv2_unknown_format = 1,
  glassine_exiv2_refused = 2,
  glassine_exiv2_over_limit = 3,
};

// Which directory a field belongs to.
enum {
  glassine_exiv2_image = 0,
  glassine_exiv2_photo = 1,
  glassine_exiv2_gps = 2,
};

// One field with its value in little-endian order; `bytes` lives as long as the block.
typedef struct {
  int32_t group;
  uint16_t tag;
  uint16_t type;
  uint32_t count;
  const uint8_t *bytes;
  size_t size;
} glassine_exiv2_field;

typedef struct glassine_exiv2_block glassine_exiv2_block;

// Prepares Exiv2 for use in this process: silences its log. May be called again.
void glassine_exiv2_prepare(void);

// Reads a file's metadata; values of more than `limit` bytes in all are refused.
int glassine_exiv2_read(const uint8_t *bytes, size_t size, size_t limit, glassine_exiv2_block **out, char *message,
                        size_t capacity);
void glassine_exiv2_block_free(glassine_exiv2_block *block);

size_t glassine_exiv2_field_count(const glassine_exiv2_block *block);
glassine_exiv2_field glassine_exiv2_field_at(const glassine_exiv2_block *block, size_t index);
const uint8_t *glassine_exiv2_maker_note(const glassine_exiv2_block *block, size_t *size);
// The maker note's offset from the TIFF header, or -1.
int64_t glassine_exiv2_maker_note_offset(const glassine_exiv2_block *block);
int glassine_exiv2_maker_note_big_endian(const glassine_exiv2_block *block);
const uint8_t *glassine_exiv2_xmp(const glassine_exiv2_block *block, size_t *size);
const uint8_t *glassine_exiv2_iptc(const glassine_exiv2_block *block, size_t *size);

// How an XMP property holds its text.
enum {
  glassine_xmp_text = 0,
  glassine_xmp_sequence = 1,
  glassine_xmp_default_language = 2,
};

typedef struct glassine_xmp glassine_xmp;

// Starts an XMP packet from an embedded one (`size` 0 for none); one that does not parse is left out.
// `prefix` and `uri` name a namespace of the caller's own. The toolkit starts with a fresh namespace table, so that
// packets do not depend on those written before.
int glassine_xmp_begin(const uint8_t *embedded, size_t size, const char *prefix, const char *uri, glassine_xmp **out,
                       char *message, size_t capacity);
// Sets a property by Exiv2 key (`Xmp.tiff.Make`); an existing one stays unless `replace` is set.
int glassine_xmp_set(glassine_xmp *packet, const char *key, int kind, const char *text, int replace, char *message,
                     size_t capacity);
// Serialises; the bytes live as long as the packet.
int glassine_xmp_finish(glassine_xmp *packet, const uint8_t **bytes, size_t *size, char *message, size_t capacity);
void glassine_xmp_free(glassine_xmp *packet);

#ifdef __cplusplus
}
#endif
