// The range coder of docs/FORMAT.md 5.6.11. Needs NAME and INLINE.

// The next word of the stream; zero past its end.
INLINE uint64_t NAME(word)(const glassine_tile *t) {
  if (__builtin_expect(t->next + 2 <= t->count, 1)) return t->bytes[t->next] | (uint64_t)t->bytes[t->next + 1] << 8;
  return t->next < t->count ? t->bytes[t->next] : 0;
}

// Narrows the range; `size` is at least 1 and start + size at most 2^26. `code` is held less `low`.
INLINE void NAME(consume)(glassine_tile *t, uint64_t unit, uint32_t start, uint32_t size) {
  uint64_t before = unit * start;
  uint64_t low = t->low + before, code = t->code - before, range = unit * size;
  // Mostly no word is needed, or one: that is done without a branch, which could not be foreseen.
  uint64_t differs = low ^ (low + range);
  const int isShort = differs < (uint64_t)1 << 48;
  const uint64_t word = NAME(word)(t);
  const int shift = isShort ? 16 : 0;
  code = code << shift | (isShort ? word : 0);
  low <<= shift;
  range <<= shift;
  t->next += isShort ? 2 : 0;
  if (__builtin_expect((differs << shift) < (uint64_t)1 << 48 || range < (uint64_t)1 << 32, 0)) {
    for (;;) {
      if ((low ^ (low + range)) >= (uint64_t)1 << 48) {
        if (range >= (uint64_t)1 << 32) break;
        range = (0 - low) & 0xffffffff;
      }
      code = code << 16 | NAME(word)(t);
      t->next += 2;
      low <<= 16;
      range <<= 16;
    }
  }
  t->low = low;
  t->range = range;
  t->code = code;
}

// Codes an interval.
INLINE void NAME(produce)(glassine_tile *t, uint32_t start, uint32_t size) {
  uint64_t unit = t->range >> 26;
  uint64_t low = t->low + unit * start, range = unit * size;
  uint64_t differs = low ^ (low + range);
  const int isShort = differs < (uint64_t)1 << 48;
  const int shift = isShort ? 16 : 0;
  t->words[t->word_count] = (uint16_t)(low >> 48);
  t->word_count += (size_t)isShort;
  low <<= shift;
  range <<= shift;
  if (__builtin_expect((differs << shift) < (uint64_t)1 << 48 || range < (uint64_t)1 << 32, 0)) {
    for (;;) {
      if ((low ^ (low + range)) >= (uint64_t)1 << 48) {
        if (range >= (uint64_t)1 << 32) break;
        range = (0 - low) & 0xffffffff;
      }
      t->words[t->word_count++] = (uint16_t)(low >> 48);
      low <<= 16;
      range <<= 16;
    }
  }
  t->low = low;
  t->range = range;
}

static void NAME(begin_tile)(glassine_tile *t, const glassine_plane *p) {
  NAME(begin_models)(t->models, p->logistic.masses);
  memset(t->biases, 0, GLASSINE_BIASES * sizeof *t->biases);
  t->dither = 0;
  t->low = 0;
  t->range = ~(uint64_t)0;
  t->next = 0;
  t->word_count = 0;
  t->code = 0;
  if (t->bytes) {
    for (int k = 0; k < 4; k++) {
      t->code = t->code << 16 | NAME(word)(t);
      t->next += 2;
    }
  }
}
