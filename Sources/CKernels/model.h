// The adaptive models of a tile, docs/FORMAT.md 5.6.9. Needs NAME and INLINE; with BIN_OF defined, a variant brings its own search.
#include <string.h>
#include "glassine_tile.h"

#ifndef GLASSINE_MODEL_TYPE
#define GLASSINE_MODEL_TYPE
enum { INCREMENT = 64, MOST_COUNTS = 64 * 16384, LONGEST_INTERVAL = 64 };

typedef struct {
  // Searched for places: frequencies 1 to 25 less one, moved to signed numbers; what follows them is larger than all.
  _Alignas(64) int16_t edges[32];
  // Frequencies below each bin, out of 2^16, and 2^16.
  uint32_t cumulative[GLASSINE_BINS + 1];
  // Samples until renewal, and from the last renewal to the next in the upper half.
  uint32_t renewal;
  // 2^31 divided by a bin's frequency: only for guesses.
  uint32_t shares[GLASSINE_BINS];
  uint32_t counts[GLASSINE_BINS];
} glassine_model;
_Static_assert(sizeof(glassine_model) == GLASSINE_MODEL_BYTES, "the caller takes the memory");
#endif

// Turns counts into frequencies; every bin keeps at least one part in 2^16.
static void NAME(renew)(glassine_model *m) {
  uint32_t total = 0;
  for (int b = 0; b < GLASSINE_BINS; b++) total += m->counts[b];
  if (total > MOST_COUNTS) {
    total = 0;
    for (int b = 0; b < GLASSINE_BINS; b++) total += m->counts[b] -= m->counts[b] >> 1;
  }
  int32_t sums[GLASSINE_BINS], sum = 0;
  for (int b = 0; b < GLASSINE_BINS; b++) {
    sums[b] = sum;
    sum += (int32_t)m->counts[b];
  }
  // Quotients of integers below 2^38 and 2^21 are below 2^16, and 2^-21 at least from the next integer where they are none: the nearest
  // double lies on the same side of it, so that cutting it off rounds down.
  const double whole = (double)(int32_t)total;
  for (int b = 0; b < GLASSINE_BINS; b++)
    m->cumulative[b] = (uint32_t)((int32_t)((double)sums[b] * ((1 << 16) - GLASSINE_BINS) / whole) + b);
  m->cumulative[GLASSINE_BINS] = 1 << 16;
  for (int b = 1; b < GLASSINE_BINS; b++) m->edges[b - 1] = (int16_t)(uint16_t)((m->cumulative[b] - 1) ^ 0x8000);
  for (int b = 0; b < GLASSINE_BINS; b++)
    m->shares[b] = (uint32_t)(int32_t)(2147483520.0f / (float)(int32_t)(m->cumulative[b + 1] - m->cumulative[b]));
}

static void NAME(begin_models)(glassine_model *models, const uint32_t *masses) {
  glassine_model *first = models;
  for (int b = 0; b < GLASSINE_BINS; b++) {
    uint32_t count = (masses[b] * 40 * INCREMENT) >> 16;
    first->counts[b] = count < 1 ? 1 : count;
  }
  for (int b = 0; b < 32; b++) first->edges[b] = 32767;
  first->renewal = 8 << 16 | 8;
  NAME(renew)(first);
  for (int k = 1; k < GLASSINE_MODELS; k++) memcpy(models + k, first, sizeof *first);
}

#ifdef BIN_OF
INLINE int NAME(bin_of)(const glassine_model *m, uint32_t place) {
  return BIN_OF((const void *)m->edges, (int16_t)(uint16_t)(place ^ 0x8000));
}
#else
// The bin that holds a place in 0..<2^16.
INLINE int NAME(bin_of)(const glassine_model *m, uint32_t place) {
  const int16_t key = (int16_t)(uint16_t)(place ^ 0x8000);
  int16_t below = 0;
  for (int b = 0; b < 32; b++) below = (int16_t)(below + (m->edges[b] < key));
  return below;
}
#endif

static __attribute__((noinline)) void NAME(relearn)(glassine_model *m) {
  uint32_t interval = (m->renewal >> 16) * 2;
  if (interval > LONGEST_INTERVAL) interval = LONGEST_INTERVAL;
  m->renewal = interval << 16 | interval;
  NAME(renew)(m);
}

// Learns the bin of a place inside the interval of a sample that moves from sample to sample.
INLINE void NAME(learn)(glassine_model *m, uint32_t *dither, uint32_t start, uint32_t size) {
  *dither = (*dither + 40503) & 0xffff;
  uint32_t place = start + (uint32_t)(((uint64_t)size * *dither) >> 16);
  m->counts[NAME(bin_of)(m, place >> 10)] += INCREMENT;
  uint32_t renewal = m->renewal - 1;
  m->renewal = renewal;
  if ((renewal & 0xffff) == 0) NAME(relearn)(m);
}
