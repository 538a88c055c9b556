// How a sample is coded by a mean, a scale code and a model, docs/FORMAT.md 5.6.10. Needs NAME, INLINE and model.h.

enum { TOTAL_BITS = 26 };

// What lies below a position of 0...131071, of 2^26; `floors` are the floors below it.
INLINE uint32_t NAME(part_at)(const glassine_plane *p, const glassine_model *m, int32_t position, uint32_t floors) {
  const glassine_step *step = p->logistic.steps + (position >> 6);
  uint32_t share = step->base + ((step->slope * ((uint32_t)position & 63)) >> 6);
  const uint32_t *c = m->cumulative + step->bin;
  uint64_t whole = ((uint64_t)c[0] << 16) + (uint64_t)(c[1] - c[0]) * share;
  return (uint32_t)((whole * p->shared) >> 32) + floors;
}

// The same; `product` is the edge's distance from the mean times the scale's reciprocal.
INLINE uint32_t NAME(part_below)(const glassine_plane *p, const glassine_model *m, int64_t product, uint32_t floors) {
  int64_t position = (product >> 24) + 65536;
  // Cells far from the mean are rare, or come in runs.
  if (__builtin_expect((uint64_t)position > 131071, 0)) position = position < 0 ? 0 : 131071;
  return NAME(part_at)(p, m, (int32_t)position, floors);
}

// What lies below an index, of 2^26.
INLINE uint32_t NAME(below)(const glassine_plane *p, const glassine_model *m, int64_t reciprocal, int32_t mean, int32_t index) {
  if (index <= 0) return 0;
  if (index >= p->count) return 1 << TOTAL_BITS;
  int64_t edge = p->edges ? p->edges[index] : p->first16 + index * 16;
  return NAME(part_below)(p, m, (int64_t)((uint64_t)(edge - mean) * (uint64_t)reciprocal), (uint32_t)index * p->floor);
}

#ifndef GLASSINE_INTERVAL_TYPE
#define GLASSINE_INTERVAL_TYPE
typedef struct {
  int32_t index;
  uint32_t start, end;
} glassine_interval;
#endif

// The interval of an index that is neither the first nor the last.
INLINE glassine_interval NAME(inner_interval)(
    const glassine_plane *p, const glassine_model *m, int64_t reciprocal, int32_t mean, int32_t index) {
  const uint32_t floors = (uint32_t)index * p->floor;
  int64_t low, high;
  if (p->edges) {
    low = (int64_t)((uint64_t)((int64_t)p->edges[index] - mean) * (uint64_t)reciprocal);
    high = (int64_t)((uint64_t)((int64_t)p->edges[index + 1] - mean) * (uint64_t)reciprocal);
  } else {
    low = (int64_t)((uint64_t)((int64_t)p->first16 + index * 16 - mean) * (uint64_t)reciprocal);
    high = low + 16 * reciprocal;
  }
  glassine_interval found = {
      index, NAME(part_below)(p, m, low, floors), NAME(part_below)(p, m, high, floors + p->floor)};
  return found;
}

// The interval of any index; one outside of the alphabet stands for the nearest in it.
static __attribute__((noinline)) glassine_interval NAME(end_interval)(
    const glassine_plane *p, const glassine_model *m, int64_t reciprocal, int32_t mean, int32_t index) {
  index = index < 0 ? 0 : index;
  index = index > p->count - 1 ? p->count - 1 : index;
  glassine_interval found = {
      index, NAME(below)(p, m, reciprocal, mean, index), NAME(below)(p, m, reciprocal, mean, index + 1)};
  return found;
}

// The interval that holds the target, where a guess was wrong.
static __attribute__((noinline)) glassine_interval NAME(search)(
    const glassine_plane *p, const glassine_model *m, int64_t reciprocal, int32_t mean, uint32_t target, glassine_interval guess) {
  int32_t low, high;
  if (target < guess.start) {
    glassine_interval before = {guess.index - 1, NAME(below)(p, m, reciprocal, mean, guess.index - 1), guess.start};
    if (target >= before.start) return before;
    low = 0;
    high = before.index;
  } else {
    glassine_interval after = {guess.index + 1, guess.end, NAME(below)(p, m, reciprocal, mean, guess.index + 2)};
    if (target < after.end) return after;
    low = guess.index + 2;
    high = p->count;
  }
  while (high - low > 1) {
    int32_t middle = (low + high) / 2;
    if (NAME(below)(p, m, reciprocal, mean, middle) <= target) low = middle;
    else high = middle;
  }
  return NAME(end_interval)(p, m, reciprocal, mean, low);
}

// The index that the inverse of the distribution guesses; it may lie outside of the alphabet.
INLINE int32_t NAME(guess)(const glassine_plane *p, const glassine_model *m, const glassine_scale *scale, int32_t mean, uint32_t target) {
  int bin = NAME(bin_of)(m, target >> 10);
  // The bin holds the target, so that its share is below 2^16.
  uint32_t inside = (target << 6) - (m->cumulative[bin] << 16);
  uint32_t share = (uint32_t)(((uint64_t)inside * m->shares[bin]) >> 31);
  const int32_t *node = p->logistic.inverse + bin * 17 + (share >> 12);
  int32_t position = node[0] + (int32_t)((uint32_t)(node[1] - node[0]) * (share & 4095) >> 12);
  return (mean + (int32_t)(((int64_t)position * scale->scale) >> 20) - p->first16) >> 4;
}
