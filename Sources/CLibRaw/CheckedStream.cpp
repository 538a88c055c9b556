#include "CheckedStream.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstring>

#if __has_include(<jpeglib.h>)
#include <jpeglib.h>
#define GLASSINE_HAS_JPEG 1
#endif

int CheckedStream::read(void *target, size_t size, size_t items) {
  size_t wanted = 0;
  if (size == 0 || items == 0 || __builtin_mul_overflow(size, items, &wanted)) return 0;
  const size_t available = count_ - position_;
  const size_t given = std::min(wanted, available);
  if (given < wanted) {
    if (given == 0) empty_reads_ += 1;
    else short_reads_ += 1;
  }
  if (given == 0) return 0;
  std::memcpy(target, bytes_ + position_, given);
  position_ += given;
  if (given == 4 && is_pattern_without_size()) throw LIBRAW_EXCEPTION_IO_CORRUPT;
  return static_cast<int>(std::min<size_t>(given / size, INT32_MAX));
}

// Whether what was just read is the count, 36, of a CFAPattern (tag 0x828E) in a directory that has not said 6x6 before.
//
// For such an entry LibRaw 0.20 runs past the end of its pattern, which compilers make a loop without end over its own memory.
bool CheckedStream::is_pattern_without_size() const {
  if (filters_ == nullptr || *filters_ == 9 || position_ < 8) return false;
  const uint8_t *entry = bytes_ + position_ - 8;
  const uint8_t little[] = {0x8E, 0x82, 36, 0, 0, 0}, big[] = {0x82, 0x8E, 0, 0, 0, 36};
  const auto is = [entry](const uint8_t *form) { return std::memcmp(entry, form, 2) == 0 && std::memcmp(entry + 4, form + 2, 4) == 0; };
  return is(little) || is(big);
}

int CheckedStream::seek(INT64 offset, int origin) {
  const INT64 base = origin == SEEK_CUR ? tell() : origin == SEEK_END ? size() : 0;
  INT64 wanted = 0;
  if (__builtin_add_overflow(base, offset, &wanted)) wanted = offset < 0 ? 0 : size();
  position_ = static_cast<size_t>(std::clamp<INT64>(wanted, 0, size()));
  return 0;
}

// As fgets: the line with its newline, always terminated.
char *CheckedStream::gets(char *text, int capacity) {
  if (text == nullptr || capacity < 1 || position_ >= count_) return nullptr;
  int length = 0;
  while (length < capacity - 1 && position_ < count_) {
    const char next = static_cast<char>(bytes_[position_++]);
    text[length++] = next;
    if (next == '\n') break;
  }
  text[length] = 0;
  return text;
}

// LibRaw asks for one number or short word at a time; a word of 63 bytes is more than any of them. Lengths in LibRaw's own
// formats ("%63s" and shorter) keep the value inside its buffer.
int CheckedStream::scanf_one(const char *format, void *value) {
  char word[64];
  size_t from = position_;
  while (from < count_ && std::isspace(bytes_[from])) from += 1;
  const size_t length = std::min<size_t>(sizeof(word) - 1, count_ - from);
  if (length == 0) return 0;
  std::memcpy(word, bytes_ + from, length);
  word[length] = 0;
  const int found = std::sscanf(word, format, value);
  if (found > 0) {
    position_ = from;
    for (int steps = 0; position_ < count_ && steps < 24; steps += 1) {
      position_ += 1;
      if (position_ >= count_ || bytes_[position_] == 0 || std::isspace(bytes_[position_])) break;
    }
  }
  return found;
}

namespace {
// libjpeg tells its warnings to a function without a context of ours; LibRaw decodes on the thread that called.
thread_local uint64_t warnings_of_this_thread = 0;

#ifdef GLASSINE_HAS_JPEG
// libjpeg goes on after wrong data and only counts; its own function would also print.
void count_warning(j_common_ptr decompressor, int level) {
  if (level >= 0) return;
  decompressor->err->num_warnings += 1;
  warnings_of_this_thread += 1;
}
void print_nothing(j_common_ptr) {}
#endif
}  // namespace

void CheckedStream::forget_misses() {
  missing_characters_ = 0;
  short_reads_ = 0;
  empty_reads_ = 0;
  warnings_of_this_thread = 0;
}

uint64_t CheckedStream::jpeg_warnings() const { return warnings_of_this_thread; }

int CheckedStream::jpeg_src(void *decompressor) {
#ifdef GLASSINE_HAS_JPEG
  auto *info = static_cast<j_decompress_ptr>(decompressor);
  if (info->err != nullptr) {
    info->err->emit_message = count_warning;
    info->err->output_message = print_nothing;
  }
#endif
  LibRaw_buffer_datastream::seek(tell(), SEEK_SET);
  return LibRaw_buffer_datastream::jpeg_src(decompressor);
}
