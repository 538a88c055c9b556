// Decodes rows of samples, docs/FORMAT.md 5.6. Every sample waits for the one before: what counts is how long that takes, and that a second
// tile has its turn meanwhile. Needs tile.h.

// What passes from sample to sample of a row; held in registers as far as they reach.
typedef struct {
  glassine_tile tile;
  int32_t left, leftmost, error, error_before, signed_left, signed_before;
} NAME(lane);

INLINE void NAME(begin_lane)(NAME(lane) *l, const glassine_tile *t) {
  l->tile = *t;
  l->left = t->own[-1];
  l->leftmost = t->own[-2];
  l->error = t->errors[-1];
  l->error_before = t->errors[-2];
  l->signed_left = l->signed_before = 0;
}

INLINE void NAME(decode_sample)(NAME(lane) *l, const glassine_plane *p, const int x, const int shape) {
  glassine_tile *t = &l->tile;
  const int energy = t->classes[x];
  const int32_t left = l->left, leftmost = l->leftmost, middle = p->centre * 16;
  const int32_t sum = (int32_t)(
      (uint32_t)t->sums[x] + (uint32_t)leftmost * (uint32_t)p->left_weights[2 * energy + 1] + (uint32_t)left * (uint32_t)p->left_weights[2 * energy]);
  int32_t predicted = (sum >> p->shift) + middle;
  predicted = AT_LEAST(predicted, p->lowest16);
  predicted = AT_MOST(predicted, p->highest16);
  int32_t scale = (int32_t)(
      (uint32_t)t->scales[x] + (uint32_t)p->left_scale_before * (uint32_t)l->error_before + (uint32_t)p->left_scale * (uint32_t)l->error) >> 10;
  scale = AT_LEAST(scale, 1);
  int32_t mean = predicted, code = NAME(sixteenths)(scale) - 8;
  if (shape != NO_NETWORK) {
    const int32_t row_scale = t->row_scale[x], factor = t->factor[x], reference = t->reference[x];
    const int32_t limit = t->limits[x], error_limit = t->error_limits[x];
    const int error_shift = 18 - p->error_shift;
    const int32_t row_code = NAME(sixteenths)(row_scale) - 8;
    const int32_t lean_limit = AT_MOST(row_scale * 8, 1 << 22);
    const int32_t a = TIMES(WITHIN(left - reference, limit), factor) >> 14;
    const int32_t b = TIMES(WITHIN(leftmost - reference, limit), factor) >> 14;
    const int32_t c = TIMES(WITHIN(l->signed_left, error_limit), factor) >> error_shift;
    const int32_t d = TIMES(WITHIN(l->signed_before, error_limit), factor) >> error_shift;
    const int32_t lean = MINUS(MINUS(predicted, middle), reference * 16);
    const int32_t e = TIMES(WITHIN(lean, lean_limit), factor) >> 18;
    const int32_t f = WITHIN((code - row_code) * 4, 1023);
    const uint32_t serial[4] = {NAME(two)(a, b), NAME(two)(c, d), NAME(two)(e, f), NAME(parities)(p, t->row, x)};
    const uint64_t out = NAME(outputs)(t->network_sums + (ptrdiff_t)x * p->network->outputs[0], serial, p->network, shape);
    const int32_t lift = WITHIN((int32_t)(uint32_t)out, 4096), wide = WITHIN((int32_t)(uint32_t)(out >> 32), 8192);
    mean = predicted + (int32_t)(((int64_t)row_scale * lift) >> 10);
    mean = AT_LEAST(mean, p->lowest16);
    mean = AT_MOST(mean, p->highest16);
    code = row_code + 8 + (wide >> 6);
    scale = row_scale;
  }
  code = AT_LEAST(code, 0);
  code = AT_MOST(code, GLASSINE_CODES - 1);
  const glassine_scale *scaled = p->scales + code;
  const int context = scaled->context;
  const int32_t relative = MINUS(mean, middle), north = t->above[x], east = t->above[x + 1], west = t->above[x - 1];
  uint32_t signs = (uint32_t)(north * 16 > relative) << 4 | (uint32_t)(east * 16 > relative) << 6 | (uint32_t)(west * 16 > relative) << 7;
  signs |= (uint32_t)((2 * left - leftmost) * 16 > relative) << 1 | (uint32_t)(left * 16 > relative) << 5;
  signs |= (uint32_t)((north + left - west) * 16 > relative);
  signs |= (uint32_t)((north + east + 2 * left) * 4 > relative) << 2;
  signs |= (uint32_t)(predicted > mean) << 3;
  int32_t *coarse = t->biases + context * 16 + (signs >> 4);
  int32_t *fine = t->biases + GLASSINE_COARSE_BIASES + (context >> 1) * 256 + signs;
  const int32_t coarse_bias = *coarse, fine_bias = *fine;
  const int32_t corrected = mean + ((int32_t)((uint32_t)coarse_bias + (uint32_t)fine_bias) >> 9);

  glassine_model *m = (glassine_model *)t->models + (context * 4 + energy);
  const uint64_t unit = t->range >> TOTAL_BITS;
  const uint64_t ratio = t->code / unit;
  const uint32_t target = ratio > (1 << TOTAL_BITS) - 1 ? (1 << TOTAL_BITS) - 1 : (uint32_t)ratio;
  const glassine_interval found = NAME(find)(p, m, scaled, corrected, target);
  const int32_t number = p->numbers ? p->numbers[found.index] : p->lowest + found.index;
  NAME(consume)(t, unit, found.start, found.end - found.start);
  NAME(learn)(m, &t->dither, found.start, found.end - found.start);

  const int16_t value = (int16_t)(number - p->centre);
  t->own[x] = value;
  l->leftmost = left;
  l->left = value;
  const int32_t away = number * 16 - predicted;
  int32_t error = (away < 0 ? -away : away) >> p->error_shift;
  error = AT_MOST(error, 32767);
  t->errors[x] = (int16_t)error;
  l->error_before = l->error;
  l->error = error;
  if (shape != NO_NETWORK) {
    l->signed_before = l->signed_left;
    l->signed_left = away < 0 ? -error : error;
    t->signed_errors[x] = (int16_t)l->signed_left;
  }
  const int32_t limit = AT_MOST(scale, 1 << 20) * 3;
  const int32_t bounded = WITHIN(number * 16 - mean, limit) * 256;
  *coarse = coarse_bias + (MINUS(bounded, coarse_bias) >> 6);
  *fine = fine_bias + (MINUS(bounded, fine_bias) >> 6);
}

// Copies the row pointers' tile back: what a row changes.
INLINE void NAME(end_lane)(const NAME(lane) *l, glassine_tile *t) { *t = l->tile; }

INLINE void NAME(one_row)(glassine_tile *t, const glassine_plane *p, int width, const int shape) {
  NAME(lane) l;
  NAME(begin_lane)(&l, t);
  for (int x = 0; x < width; x++) NAME(decode_sample)(&l, p, x, shape);
  NAME(end_lane)(&l, t);
}

INLINE void NAME(two_rows)(
    glassine_tile *a, glassine_tile *b, const glassine_plane *p, int width_a, int width_b, const int shape) {
  NAME(lane) l, m;
  NAME(begin_lane)(&l, a);
  NAME(begin_lane)(&m, b);
  const int both = AT_MOST(width_a, width_b);
  for (int x = 0; x < both; x++) {
    NAME(decode_sample)(&l, p, x, shape);
    NAME(decode_sample)(&m, p, x, shape);
  }
  for (int x = both; x < width_a; x++) NAME(decode_sample)(&l, p, x, shape);
  for (int x = both; x < width_b; x++) NAME(decode_sample)(&m, p, x, shape);
  NAME(end_lane)(&l, a);
  NAME(end_lane)(&m, b);
}

static void NAME(decode_row)(glassine_tile *t, const glassine_plane *p, int width) {
  switch (NAME(shape)(p->network)) {
  case NO_NETWORK: NAME(one_row)(t, p, width, NO_NETWORK); break;
#ifdef NETWORK_LANE
  case SHAPE_16_16: NAME(one_row)(t, p, width, SHAPE_16_16); break;
  case SHAPE_32_16: NAME(one_row)(t, p, width, SHAPE_32_16); break;
  case SHAPE_64_32: NAME(one_row)(t, p, width, SHAPE_64_32); break;
#endif
  default: NAME(one_row)(t, p, width, ANY_SHAPE);
  }
}

static void NAME(decode_two_rows)(glassine_tile *a, glassine_tile *b, const glassine_plane *p, int width_a, int width_b) {
  switch (NAME(shape)(p->network)) {
  case NO_NETWORK: NAME(two_rows)(a, b, p, width_a, width_b, NO_NETWORK); break;
#ifdef NETWORK_LANE
  case SHAPE_16_16: NAME(two_rows)(a, b, p, width_a, width_b, SHAPE_16_16); break;
  case SHAPE_32_16: NAME(two_rows)(a, b, p, width_a, width_b, SHAPE_32_16); break;
  case SHAPE_64_32: NAME(two_rows)(a, b, p, width_a, width_b, SHAPE_64_32); break;
#endif
  default: NAME(two_rows)(a, b, p, width_a, width_b, ANY_SHAPE);
  }
}
