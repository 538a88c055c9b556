// What the loops that code and that decode a row have in common. Needs NAME, INLINE, model.h, sample.h and range_coder.h.

#ifndef GLASSINE_SHAPES
#define GLASSINE_SHAPES
// Networks that loops are made for; a variant without steps of its own has but the first and the last.
enum { NO_NETWORK, SHAPE_16_16, SHAPE_32_16, SHAPE_64_32, ANY_SHAPE };

#define AT_LEAST(v, least) ((v) < (least) ? (least) : (v))
#define AT_MOST(v, most) ((v) > (most) ? (most) : (v))
#define WITHIN(v, limit) AT_MOST(AT_LEAST(v, -(limit)), limit)
#define MINUS(a, b) ((int32_t)((uint32_t)(a) - (uint32_t)(b)))
#define TIMES(a, b) ((int32_t)((uint32_t)(a) * (uint32_t)(b)))
#endif

static int NAME(shape)(const glassine_network *n) {
  if (!n) return NO_NETWORK;
#ifdef NETWORK_LANE
  if (n->hidden_layers == 2 && n->serial_inputs == 8) {
    if (n->outputs[0] == 16 && n->outputs[1] == 16) return SHAPE_16_16;
    if (n->outputs[0] == 32 && n->outputs[1] == 16) return SHAPE_32_16;
    if (n->outputs[0] == 64 && n->outputs[1] == 32) return SHAPE_64_32;
  }
#endif
  return ANY_SHAPE;
}

// The two outputs, the first in the lower half. `serial` are eight inputs in twos, the first of each two in the lower half.
INLINE uint64_t NAME(outputs)(const int32_t *sums, const uint32_t *serial, const glassine_network *network, const int shape) {
#ifdef NETWORK_LANE
  if (shape == SHAPE_16_16) return NETWORK_LANE(sums, serial, network, 2, 2);
  if (shape == SHAPE_32_16) return NETWORK_LANE(sums, serial, network, 4, 2);
  if (shape == SHAPE_64_32) return NETWORK_LANE(sums, serial, network, 8, 4);
#endif
  (void)shape;
  int16_t inputs[32] = {0};
  int32_t out[2];
  for (int k = 0; k < 4; k++) {
    inputs[2 * k] = (int16_t)(uint16_t)serial[k];
    inputs[2 * k + 1] = (int16_t)(uint16_t)(serial[k] >> 16);
  }
  NAME(network_step)(out, sums, inputs, network);
  return (uint32_t)out[0] | (uint64_t)(uint32_t)out[1] << 32;
}

// 16 log2 of 1..<2^24, straight between powers of two.
INLINE int32_t NAME(sixteenths)(int32_t value) {
  value = AT_MOST(value, 0xffffff);
  int octave = 31 - __builtin_clz((uint32_t)value);
  return (value << 4 >> octave) + 16 * octave - 16;
}

INLINE uint32_t NAME(two)(int32_t low, int32_t high) { return ((uint32_t)low & 0xffff) | (uint32_t)high << 16; }

// Serial inputs 6 and 7.
INLINE uint32_t NAME(parities)(const glassine_plane *p, const glassine_tile *t, int column) {
  return p->parity ? NAME(two)(t->row & 1 ? 64 : -64, (t->first_column + column) & 1 ? 64 : -64) : 0;
}

#ifndef OWN_SIGNS
// Which neighbours, and what simple predictors make of them, lie above the mean; it and the prediction are less the centre.
INLINE uint32_t NAME(signs)(const int16_t *above, int32_t left, int32_t leftmost, int32_t mean, int32_t predicted) {
  const int32_t north = above[0], east = above[1], west = above[-1];
  uint32_t signs = (uint32_t)((north + left - west) * 16 > mean) | (uint32_t)((2 * left - leftmost) * 16 > mean) << 1;
  signs |= (uint32_t)((north + east + 2 * left) * 4 > mean) << 2 | (uint32_t)(predicted > mean) << 3;
  signs |= (uint32_t)(north * 16 > mean) << 4 | (uint32_t)(left * 16 > mean) << 5;
  return signs | (uint32_t)(east * 16 > mean) << 6 | (uint32_t)(west * 16 > mean) << 7;
}
#endif
