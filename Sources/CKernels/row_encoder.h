// Codes rows of samples, docs/FORMAT.md 5.6. All numbers are known, so most steps are done for a chunk of samples at a time, each step in
// vectors; only running means, models and the range coder wait for the sample before. Needs tile.h.

#ifndef GLASSINE_CHUNK
#define GLASSINE_CHUNK
enum { CHUNK = 128 };

// Samples of a row between one step and the next.
typedef struct {
  int32_t predicted[CHUNK], mean[CHUNK], code[CHUNK], scale[CHUNK];
  int32_t corrected[CHUNK];
  uint32_t serial[CHUNK][4];
  uint64_t out[CHUNK];
  uint8_t signs[CHUNK];
  int16_t context[CHUNK];
  int32_t index[CHUNK], low[CHUNK], high[CHUNK];
  int64_t reciprocal[CHUNK];
} glassine_chunk;
#endif

// The linear prediction and its error.
static void NAME(predict_chunk)(glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n) {
  const int32_t *restrict sums = t->sums + from;
  const int16_t *restrict own = t->own + from;
  const uint8_t *restrict classes = t->classes + from;
  int16_t *restrict errors = t->errors + from;
  const int32_t *w = p->left_weights;
  const int32_t w0 = w[0], w1 = w[2], w2 = w[4], w3 = w[6], v0 = w[1], v1 = w[3], v2 = w[5], v3 = w[7];
  const int32_t middle = p->middle, lowest = p->lowest16, highest = p->highest16;
  const int shift = p->shift, error_shift = p->error_shift;
  for (int x = 0; x < n; x++) {
    uint8_t c = classes[x];
    int32_t first = c == 0 ? w0 : c == 1 ? w1 : c == 2 ? w2 : w3, second = c == 0 ? v0 : c == 1 ? v1 : c == 2 ? v2 : v3;
    uint32_t sum = (uint32_t)sums[x] + (uint32_t)first * (uint32_t)(int32_t)own[x - 1] + (uint32_t)second * (uint32_t)(int32_t)own[x - 2];
    int32_t predicted = ((int32_t)sum >> shift) + middle;
    predicted = AT_LEAST(predicted, lowest);
    k->predicted[x] = AT_MOST(predicted, highest);
  }
  for (int x = 0; x < n; x++) {
    int32_t away = own[x] * 16 + middle - k->predicted[x];
    int32_t error = (away < 0 ? -away : away) >> error_shift;
    errors[x] = (int16_t)AT_MOST(error, 32767);
  }
  if (!p->network) return;
  int16_t *restrict signed_errors = t->signed_errors + from;
  for (int x = 0; x < n; x++) signed_errors[x] = (int16_t)(own[x] * 16 + middle < k->predicted[x] ? -errors[x] : errors[x]);
}

// The error expected, and its scale code: mean and code without a network.
static void NAME(scale_chunk)(glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n) {
  const int32_t *restrict scales = t->scales + from;
  const int16_t *restrict errors = t->errors + from;
  const uint32_t first = (uint32_t)p->left_scale, second = (uint32_t)p->left_scale_before;
  for (int x = 0; x < n; x++) {
    uint32_t sum = (uint32_t)scales[x] + first * (uint32_t)(int32_t)errors[x - 1] + second * (uint32_t)(int32_t)errors[x - 2];
    int32_t scale = (int32_t)sum >> 10;
    scale = AT_LEAST(scale, 1);
    k->scale[x] = scale;
    // An integer below 2^24 is exact as a float, whose bits hold exponent and fraction.
    float f = (float)AT_MOST(scale, 0xffffff);
    int32_t bits;
    memcpy(&bits, &f, 4);
    k->code[x] = (bits >> 19) - 127 * 16 - 8;
    k->mean[x] = k->predicted[x];
  }
}

// Mean and scale code by the network.
INLINE void NAME(network_chunk)(
    glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n, const int shape) {
  const int32_t *restrict row_scale = t->row_scale + from, *restrict factors = t->factor + from;
  const int16_t *restrict limits = t->limits + from, *restrict error_limits = t->error_limits + from;
  const int16_t *restrict references = t->reference + from, *restrict own = t->own + from;
  const int16_t *restrict signed_errors = t->signed_errors + from;
  const int32_t middle = p->middle, lowest = p->lowest16, highest = p->highest16;
  const int error_shift = 18 - p->error_shift;
  int32_t row_code[CHUNK];
  for (int x = 0; x < n; x++) {
    float f = (float)AT_MOST(row_scale[x], 0xffffff);
    int32_t bits;
    memcpy(&bits, &f, 4);
    row_code[x] = (bits >> 19) - 127 * 16 - 8;
  }
  for (int x = 0; x < n; x++) {
    const int32_t factor = factors[x], reference = references[x], limit = limits[x], error_limit = error_limits[x];
    const int32_t lean_limit = AT_MOST(row_scale[x] * 8, 1 << 22);
    const int32_t a = TIMES(WITHIN(own[x - 1] - reference, limit), factor) >> 14;
    const int32_t b = TIMES(WITHIN(own[x - 2] - reference, limit), factor) >> 14;
    const int32_t c = TIMES(WITHIN(signed_errors[x - 1], error_limit), factor) >> error_shift;
    const int32_t d = TIMES(WITHIN(signed_errors[x - 2], error_limit), factor) >> error_shift;
    const int32_t lean = MINUS(MINUS(k->predicted[x], middle), reference * 16);
    const int32_t e = TIMES(WITHIN(lean, lean_limit), factor) >> 18;
    const int32_t f = WITHIN((k->code[x] - row_code[x]) * 4, 1023);
    k->serial[x][0] = NAME(two)(a, b);
    k->serial[x][1] = NAME(two)(c, d);
    k->serial[x][2] = NAME(two)(e, f);
    k->serial[x][3] = NAME(parities)(p, t, from + x);
  }
  const ptrdiff_t stride = p->network->outputs[0];
  for (int x = 0; x < n; x++) k->out[x] = NAME(outputs)(t->network_sums + (from + x) * stride, k->serial[x], p->network, shape);
  for (int x = 0; x < n; x++) {
    const int32_t out0 = (int32_t)(uint32_t)k->out[x], out1 = (int32_t)(uint32_t)(k->out[x] >> 32);
    const int32_t lift = WITHIN(out0, 4096), wide = WITHIN(out1, 8192);
    int32_t mean = k->predicted[x] + (int32_t)(((int64_t)row_scale[x] * lift) >> 10);
    mean = AT_LEAST(mean, lowest);
    k->mean[x] = AT_MOST(mean, highest);
    k->code[x] = row_code[x] + 8 + (wide >> 6);
    k->scale[x] = row_scale[x];
  }
}

// Which neighbours, and what simple predictors make of them, lie above the mean.
static void NAME(sign_chunk)(glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n) {
  const int16_t *restrict above = t->above + from, *restrict own = t->own + from;
  const int32_t middle = p->middle;
  for (int x = 0; x < n; x++) {
    const int32_t relative = MINUS(k->mean[x], middle), north = above[x], east = above[x + 1], west = above[x - 1];
    const int32_t left = own[x - 1], leftmost = own[x - 2];
    int32_t signs = north * 16 > relative ? 16 : 0;
    signs |= left * 16 > relative ? 32 : 0;
    signs |= east * 16 > relative ? 64 : 0;
    signs |= west * 16 > relative ? 128 : 0;
    signs |= (north + left - west) * 16 > relative ? 1 : 0;
    signs |= (2 * left - leftmost) * 16 > relative ? 2 : 0;
    signs |= (north + east + 2 * left) * 4 > relative ? 4 : 0;
    signs |= k->predicted[x] > k->mean[x] ? 8 : 0;
    k->signs[x] = (uint8_t)signs;
    int32_t code = AT_LEAST(k->code[x], 0);
    k->code[x] = AT_MOST(code, GLASSINE_CODES - 1);
  }
}

// Corrects means by the errors seen in the same context.
static void NAME(correct_chunk)(glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n) {
  const int16_t *restrict own = t->own + from;
  const int32_t middle = p->middle;
  int32_t *restrict coarse_biases = t->biases, *restrict fine_biases = t->biases + GLASSINE_COARSE_BIASES;
  int32_t bounded[CHUNK];
  for (int x = 0; x < n; x++) {
    const int32_t limit = AT_MOST(k->scale[x], 1 << 20) * 3;
    bounded[x] = WITHIN(own[x] * 16 + middle - k->mean[x], limit) * 256;
  }
  for (int x = 0; x < n; x++) {
    const int context = p->scales[k->code[x]].context, signs = k->signs[x];
    k->reciprocal[x] = p->scales[k->code[x]].reciprocal;
    k->context[x] = (int16_t)(context * 4);
    int32_t *coarse = coarse_biases + context * 16 + (signs >> 4), *fine = fine_biases + (context >> 1) * 256 + signs;
    const int32_t coarse_bias = *coarse, fine_bias = *fine;
    k->corrected[x] = k->mean[x] + ((int32_t)((uint32_t)coarse_bias + (uint32_t)fine_bias) >> 9);
    *coarse = coarse_bias + (MINUS(bounded[x], coarse_bias) >> 6);
    *fine = fine_bias + (MINUS(bounded[x], fine_bias) >> 6);
  }
}

// Where both edges of each sample's cell lie in the logistic table, from 0 on.
static void NAME(place_chunk)(glassine_chunk *restrict k, const glassine_tile *t, const glassine_plane *p, int from, int n) {
  const int16_t *restrict own = t->own + from;
  const int32_t offset = p->centre - p->lowest, last = p->count - 1;
  if (p->edges) {
    for (int x = 0; x < n; x++) {
      const int32_t index = k->index[x] = p->positions[own[x] + offset];
      k->low[x] = p->edges[index];
      k->high[x] = p->edges[AT_MOST(index + 1, last)];
    }
  } else {
    const int32_t first = p->first16;
    for (int x = 0; x < n; x++) {
      const int32_t index = k->index[x] = own[x] + offset;
      k->low[x] = first + index * 16;
      k->high[x] = first + index * 16 + 16;
    }
  }
  for (int x = 0; x < n; x++) {
    const int64_t reciprocal = k->reciprocal[x];
    int64_t low = ((int64_t)((uint64_t)(int64_t)(k->low[x] - k->corrected[x]) * (uint64_t)reciprocal) >> 24) + 65536;
    int64_t high = ((int64_t)((uint64_t)(int64_t)(k->high[x] - k->corrected[x]) * (uint64_t)reciprocal) >> 24) + 65536;
    low = AT_LEAST(low, 0);
    high = AT_LEAST(high, 0);
    // Nothing lies below the first cell.
    k->low[x] = k->index[x] == 0 ? 0 : (int32_t)AT_MOST(low, 131071);
    k->high[x] = (int32_t)AT_MOST(high, 131071);
  }
}

// Codes the samples by the places of their cells and their contexts.
static void NAME(code_chunk)(const glassine_chunk *restrict k, glassine_tile *tile, const glassine_plane *plane, int from, int n) {
  glassine_tile t = *tile;
  const glassine_plane p = *plane;
  for (int x = 0; x < n; x++) {
    glassine_model *m = (glassine_model *)t.models + (k->context[x] + t.classes[from + x]);
    const int32_t index = k->index[x];
    const uint32_t floors = (uint32_t)index * p.floor;
    const uint32_t start = NAME(part_at)(&p, m, k->low[x], floors);
    const uint32_t part = NAME(part_at)(&p, m, k->high[x], floors + p.floor), end = index + 1 < p.count ? part : 1 << TOTAL_BITS;
    NAME(produce)(&t, start, end - start);
    NAME(learn)(m, &t.dither, start, end - start);
  }
  *tile = t;
}

INLINE void NAME(encode_chunks)(glassine_tile *t, const glassine_plane *p, int width, const int shape) {
  glassine_chunk chunk;
  if (shape != NO_NETWORK) t->signed_errors[-1] = t->signed_errors[-2] = 0;
  for (int from = 0; from < width; from += CHUNK) {
    const int n = AT_MOST(width - from, CHUNK);
    NAME(predict_chunk)(&chunk, t, p, from, n);
    NAME(scale_chunk)(&chunk, t, p, from, n);
    if (shape != NO_NETWORK) NAME(network_chunk)(&chunk, t, p, from, n, shape);
    NAME(sign_chunk)(&chunk, t, p, from, n);
    NAME(correct_chunk)(&chunk, t, p, from, n);
    NAME(place_chunk)(&chunk, t, p, from, n);
    NAME(code_chunk)(&chunk, t, p, from, n);
  }
}

static void NAME(encode_row)(glassine_tile *t, const glassine_plane *p, int width) {
  switch (NAME(shape)(p->network)) {
  case NO_NETWORK: NAME(encode_chunks)(t, p, width, NO_NETWORK); break;
#ifdef NETWORK_LANE
  case SHAPE_16_16: NAME(encode_chunks)(t, p, width, SHAPE_16_16); break;
  case SHAPE_32_16: NAME(encode_chunks)(t, p, width, SHAPE_32_16); break;
  case SHAPE_64_32: NAME(encode_chunks)(t, p, width, SHAPE_64_32); break;
#endif
  default: NAME(encode_chunks)(t, p, width, ANY_SHAPE);
  }
}
