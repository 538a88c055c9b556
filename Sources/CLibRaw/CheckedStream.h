#pragma once

// The caller's bytes as LibRaw's input. LibRaw's own buffer stream trusts its position and reads text past the end; this one
// checks every access, and remembers what was asked for beyond the end, because many decoders never look.

#include <libraw/libraw.h>

#include <cstdint>

class CheckedStream : public LibRaw_buffer_datastream {
public:
  CheckedStream(const uint8_t *bytes, size_t count)
      : LibRaw_buffer_datastream(const_cast<uint8_t *>(bytes), count), bytes_(bytes), count_(count) {}

  int valid() override { return 1; }
  int read(void *target, size_t size, size_t items) override;
  int seek(INT64 offset, int origin) override;
  INT64 tell() override { return static_cast<INT64>(position_); }
  INT64 size() override { return static_cast<INT64>(count_); }
  int eof() override { return position_ >= count_; }
  char *gets(char *text, int capacity) override;
  int scanf_one(const char *format, void *value) override;
  int jpeg_src(void *decompressor) override;

  int get_char() override {
    if (position_ >= count_) {
      missing_characters_ += 1;
      return -1;
    }
    return bytes_[position_++];
  }

  void forget_misses();

  // Where LibRaw keeps the colour filters that it has found so far; null for no look at them.
  void watch_filters(const unsigned *filters) { filters_ = filters; }

  const uint8_t *bytes() const { return bytes_; }
  // Single bytes asked for at the end.
  uint64_t missing_characters() const { return missing_characters_; }
  // Reads that began inside and ended past the end.
  uint64_t short_reads() const { return short_reads_; }
  // Reads that began at the end.
  uint64_t empty_reads() const { return empty_reads_; }
  // Wrong data that libjpeg went on after, on this thread.
  uint64_t jpeg_warnings() const;

private:
  bool is_pattern_without_size() const;

  const unsigned *filters_ = nullptr;
  const uint8_t *bytes_;
  size_t count_;
  size_t position_ = 0;
  uint64_t missing_characters_ = 0;
  uint64_t short_reads_ = 0;
  uint64_t empty_reads_ = 0;
};
