#include "include/CZstd.h"

#include <zstd.h>
#include <zstd_errors.h>

static glassine_zstd_status status_of(size_t code) {
  switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_no_error:
      return glassine_zstd_ok;
    case ZSTD_error_memory_allocation:
      return glassine_zstd_no_memory;
    case ZSTD_error_dstSize_tooSmall:
      return glassine_zstd_size;
    default:
      return glassine_zstd_damaged;
  }
}

size_t glassine_zstd_bound(size_t count) {
  size_t bound = ZSTD_compressBound(count);
  return ZSTD_isError(bound) ? 0 : bound;
}

glassine_zstd_status glassine_zstd_compress(
    const void *bytes, size_t count, int level, void *frame, size_t capacity, size_t *written) {
  ZSTD_CCtx *context = ZSTD_createCCtx();
  if (!context) return glassine_zstd_no_memory;
  glassine_zstd_status status = glassine_zstd_failed;
  if (!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) &&
      !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)) &&
      !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))) {
    size_t result = ZSTD_compress2(context, frame, capacity, bytes, count);
    if (ZSTD_isError(result)) {
      status = ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? glassine_zstd_no_memory : glassine_zstd_failed;
    } else {
      *written = result;
      status = glassine_zstd_ok;
    }
  }
  ZSTD_freeCCtx(context);
  return status;
}

glassine_zstd_status glassine_zstd_decompress(const void *frame, size_t frame_count, void *bytes, size_t count) {
  size_t length = ZSTD_findFrameCompressedSize(frame, frame_count);
  if (ZSTD_isError(length) || length != frame_count) return glassine_zstd_damaged;
  if (ZSTD_getFrameContentSize(frame, frame_count) != (unsigned long long)count) return glassine_zstd_size;
  ZSTD_DCtx *context = ZSTD_createDCtx();
  if (!context) return glassine_zstd_no_memory;
  size_t result = ZSTD_decompressDCtx(context, bytes, count, frame, frame_count);
  ZSTD_freeDCtx(context);
  if (ZSTD_isError(result)) return status_of(result);
  return result == count ? glassine_zstd_ok : glassine_zstd_size;
}

const char *glassine_zstd_version(void) { return ZSTD_versionString(); }
