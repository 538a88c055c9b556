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

// A sample between one stage and the next.
typedef struct {
  int32_t energy, predicted, scale, code, mean, corrected;
  uint32_t serial[4];
  int32_t row_scale, row_code;
  int32_t coarse_bias, fine_bias, limit;
  int32_t *coarse, *fine;
  const glassine_scale *scaled;
  glassine_model *m;
  uint64_t unit;
  uint32_t target;
  int32_t guess;
  glassine_interval found;
} NAME(stage);

// Linear prediction, the error expected, and the network's inputs.
INLINE void NAME(predict_stage)(NAME(lane) *l, NAME(stage) *s, const glassine_plane *p, const int x, const int shape) {
  const glassine_tile *t = &l->tile;
  const int energy = s->energy = t->classes[x];
  const int32_t left = l->left, leftmost = l->leftmost, middle = p->middle;
  const int32_t sum = (int32_t)(
      (uint32_t)t->sums[x] + (uint32_t)leftmost * (uint32_t)p->left_weights[2 * energy + 1]
      + (uint32_t)left * (uint32_t)p->left_weights[2 * energy]);
  int32_t predicted = (sum >> p->shift) + middle;
  predicted = AT_LEAST(predicted, p->lowest16);
  s->mean = s->predicted = predicted = AT_MOST(predicted, p->highest16);
  int32_t scale = (int32_t)(
      (uint32_t)t->scales[x] + (uint32_t)p->left_scale_before * (uint32_t)l->error_before
      + (uint32_t)p->left_scale * (uint32_t)l->error) >> 10;
  s->scale = scale = AT_LEAST(scale, 1);
  s->code = NAME(sixteenths)(scale) - 8;
  s->unit = t->range >> TOTAL_BITS;
  const uint64_t ratio = t->code / s->unit;
  s->target = ratio > (1 << TOTAL_BITS) - 1 ? (1 << TOTAL_BITS) - 1 : (uint32_t)ratio;
  if (shape == NO_NETWORK) return;
  const int32_t factor = t->factor[x], reference = t->reference[x], limit = t->limits[x], error_limit = t->error_limits[x];
  const int error_shift = 18 - p->error_shift;
  s->row_scale = t->row_scale[x];
  s->row_code = NAME(sixteenths)(s->row_scale) - 8;
  const int32_t lean_limit = AT_MOST(s->row_scale * 8, 1 << 22);
  const int32_t a = TIMES(WITHIN(left - reference, limit), factor) >> 14;
  const int32_t b = TIMES(WITHIN(leftmost - reference, limit), factor) >> 14;
  const int32_t c = TIMES(WITHIN(l->signed_left, error_limit), factor) >> error_shift;
  const int32_t d = TIMES(WITHIN(l->signed_before, error_limit), factor) >> error_shift;
  const int32_t lean = MINUS(MINUS(predicted, middle), reference * 16);
  const int32_t e = TIMES(WITHIN(lean, lean_limit), factor) >> 18;
  const int32_t f = WITHIN((s->code - s->row_code) * 4, 1023);
  s->serial[0] = NAME(two)(a, b);
  s->serial[1] = NAME(two)(c, d);
  s->serial[2] = NAME(two)(e, f);
  s->serial[3] = NAME(parities)(p, t, x);
}

// Mean and scale code by the network.
INLINE void NAME(network_stage)(const NAME(lane) *l, NAME(stage) *s, const glassine_plane *p, const int x, const int shape) {
  if (shape == NO_NETWORK) return;
  const glassine_tile *t = &l->tile;
  const uint64_t out = NAME(outputs)(t->network_sums + (ptrdiff_t)x * p->network->outputs[0], s->serial, p->network, shape);
  const int32_t lift = WITHIN((int32_t)(uint32_t)out, 4096), wide = WITHIN((int32_t)(uint32_t)(out >> 32), 8192);
  int32_t mean = s->predicted + (int32_t)(((int64_t)s->row_scale * lift) >> 10);
  mean = AT_LEAST(mean, p->lowest16);
  s->mean = AT_MOST(mean, p->highest16);
  s->code = s->row_code + 8 + (wide >> 6);
  s->scale = s->row_scale;
}

// The context, and the mean's correction by the errors seen in it.
INLINE void NAME(context_stage)(const NAME(lane) *l, NAME(stage) *s, const glassine_plane *p, const int x) {
  const glassine_tile *t = &l->tile;
  int32_t code = AT_LEAST(s->code, 0);
  code = AT_MOST(code, GLASSINE_CODES - 1);
  s->scaled = p->scales + code;
  const int context = s->scaled->context;
  const uint32_t signs = NAME(signs)(t->above + x, l->left, l->leftmost, MINUS(s->mean, p->middle), MINUS(s->predicted, p->middle));
  s->coarse = t->biases + context * 16 + (signs >> 4);
  s->fine = t->biases + GLASSINE_COARSE_BIASES + (context >> 1) * 256 + signs;
  s->coarse_bias = *s->coarse;
  s->fine_bias = *s->fine;
  s->corrected = s->mean + ((int32_t)((uint32_t)s->coarse_bias + (uint32_t)s->fine_bias) >> 9);
  s->limit = AT_MOST(s->scale, 1 << 20) * 3;
  s->m = (glassine_model *)t->models + (context * 4 + s->energy);
}

// The index that the inverse of the distribution guesses.
INLINE void NAME(guess_stage)(NAME(stage) *s, const glassine_plane *p) {
  s->guess = NAME(guess)(p, s->m, s->scaled, s->corrected, s->target);
}

// The interval that holds the target.
INLINE void NAME(find_stage)(NAME(stage) *s, const glassine_plane *p) {
  int32_t index = s->guess;
  if (p->edges) {
    index = AT_LEAST(index, 0);
    index = p->indices[AT_MOST(index, p->span)];
  }
  // The ends of the alphabet are rare, or come in runs.
  if (__builtin_expect((uint32_t)(index - 1) >= (uint32_t)(p->count - 2), 0)) {
    s->found = NAME(end_interval)(p, s->m, s->scaled->reciprocal, s->corrected, index);
  } else {
    s->found = NAME(inner_interval)(p, s->m, s->scaled->reciprocal, s->corrected, index);
  }
  if (__builtin_expect(s->target < s->found.start || s->target >= s->found.end, 0))
    s->found = NAME(search)(p, s->m, s->scaled->reciprocal, s->corrected, s->target, s->found);
}

// Takes the interval from the stream, and learns.
INLINE void NAME(learn_stage)(NAME(lane) *l, NAME(stage) *s, const glassine_plane *p, const int x, const int shape) {
  glassine_tile *t = &l->tile;
  const int32_t number = p->numbers ? p->numbers[s->found.index] : p->lowest + s->found.index;
  const uint32_t start = s->found.start, size = s->found.end - s->found.start;
  NAME(consume)(t, s->unit, start, size);
  const int16_t value = (int16_t)(number - p->centre);
  t->own[x] = value;
  l->leftmost = l->left;
  l->left = value;
  const int32_t away = number * 16 - s->predicted;
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
  const int32_t bounded = WITHIN(number * 16 - s->mean, s->limit) * 256;
  *s->coarse = s->coarse_bias + (MINUS(bounded, s->coarse_bias) >> 6);
  *s->fine = s->fine_bias + (MINUS(bounded, s->fine_bias) >> 6);
  NAME(learn)(s->m, &t->dither, start, size);
}

INLINE void NAME(decode_sample)(NAME(lane) *l, const glassine_plane *p, const int x, const int shape) {
  NAME(stage) s;
  NAME(predict_stage)(l, &s, p, x, shape);
  NAME(network_stage)(l, &s, p, x, shape);
  NAME(context_stage)(l, &s, p, x);
  NAME(guess_stage)(&s, p);
  NAME(find_stage)(&s, p);
  NAME(learn_stage)(l, &s, p, x, shape);
}

// A sample of each of two tiles, stage by stage in turns: a processor looks ahead by fewer steps than a sample takes.
INLINE void NAME(decode_samples)(NAME(lane) *l, NAME(lane) *m, const glassine_plane *p, const int x, const int shape) {
  NAME(stage) s, t;
  NAME(predict_stage)(l, &s, p, x, shape);
  NAME(predict_stage)(m, &t, p, x, shape);
  NAME(network_stage)(l, &s, p, x, shape);
  NAME(network_stage)(m, &t, p, x, shape);
  NAME(context_stage)(l, &s, p, x);
  NAME(context_stage)(m, &t, p, x);
  NAME(guess_stage)(&s, p);
  NAME(guess_stage)(&t, p);
  NAME(find_stage)(&s, p);
  NAME(find_stage)(&t, p);
  NAME(learn_stage)(l, &s, p, x, shape);
  NAME(learn_stage)(m, &t, p, x, shape);
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
  for (int x = 0; x < both; x++) NAME(decode_samples)(&l, &m, p, x, shape);
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
