// A few steps of training for the network of one plane: encoders only, in floating point. A decoder is told the integers that come of it.
//
// Every variant adds and multiplies in the same order and fuses nothing, so all give equal bits; what the compiler chooses is only how many
// lanes go at once. Included once a variant, after NAME is defined; TRAINING_BLOCK is how many rows are worked on together.
#include <string.h>
#include "glassine_kernels.h"
#pragma clang fp contract(off)
// Vectors wider than the processor's are passed between inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define TRAINED static inline __attribute__((always_inline))
#define EACH _Pragma("clang loop unroll(full)")
enum { LANES = 16, BATCH = GLASSINE_TRAINING_BATCH };
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t places __attribute__((vector_size(64), aligned(4), may_alias));

TRAINED lanes NAME(load)(const float *p) { return *(const lanes *)p; }
TRAINED void NAME(store)(float *p, lanes v) { *(lanes *)p = v; }
TRAINED lanes NAME(all)(float v) { return (lanes){v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v}; }
TRAINED lanes NAME(choose_lanes)(places where, lanes a, lanes b) { return (lanes)((where & (places)a) | (~where & (places)b)); }
TRAINED lanes NAME(least)(lanes a, lanes b) { return NAME(choose_lanes)(a < b, a, b); }
TRAINED lanes NAME(most)(lanes a, lanes b) { return NAME(choose_lanes)(a > b, a, b); }

TRAINED float NAME(total)(lanes v) {
  typedef float eight __attribute__((vector_size(32)));
  typedef float four __attribute__((vector_size(16)));
  eight a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  four b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

// 2^x for x within +-126, to about 2^-22 of it: the nearest whole power, times a polynomial for the rest.
TRAINED lanes NAME(power_of_two)(lanes x) {
  const lanes magic = NAME(all)(12582912.0f);
  lanes whole = x + magic;
  places exponent = ((places)whole - (places)magic) << 23;
  lanes r = (x - (whole - magic)) * 0.69314718f;
  lanes p = NAME(all)(1.0f / 720);
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return (lanes)((places)p + exponent);
}

// log2 of positive numbers, to about 2^-16: exponent and an odd series of (m - 1) / (m + 1).
TRAINED lanes NAME(binary_logarithm)(lanes x) {
  places bits = (places)x;
  places exponent = ((bits - 0x3f3504f3) >> 23);
  lanes m = (lanes)(bits - (exponent << 23));
  lanes t = (m - 1.0f) / (m + 1.0f), u = t * t;
  lanes series = t * (2.8853901f + u * (0.96179669f + u * (0.57707802f + u * 0.41219859f)));
  return __builtin_convertvector(exponent, lanes) + series;
}

// out[o][b] = biases[o] + sum over i of weights[o][i] * in[i][b], for `rows` outputs.
TRAINED void NAME(forward_rows)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, const int rows, int ramp) {
  for (int b = 0; b < BATCH; b += 2 * LANES) {
    lanes s[4][2];
    EACH for (int o = 0; o < rows; o++) s[o][0] = s[o][1] = NAME(all)(biases[o]);
    for (int i = 0; i < inputs; i++) {
      lanes x = NAME(load)(in + i * BATCH + b), y = NAME(load)(in + i * BATCH + b + LANES);
      EACH for (int o = 0; o < rows; o++) {
        float w = weights[o * inputs + i];
        s[o][0] += x * w;
        s[o][1] += y * w;
      }
    }
    EACH for (int o = 0; o < rows; o++) {
      EACH for (int k = 0; k < 2; k++) {
        lanes v = s[o][k];
        if (ramp) v = NAME(least)(NAME(most)(v, NAME(all)(0)), NAME(all)(GLASSINE_TRAINING_TOP));
        NAME(store)(out + o * BATCH + b + k * LANES, v);
      }
    }
  }
}

static void NAME(forward_layer)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int ramp) {
  for (int o = 0; o < outputs; o += TRAINING_BLOCK) {
    const float *w = weights + o * inputs;
    if (TRAINING_BLOCK == 4 && o + 4 <= outputs) NAME(forward_rows)(out + o * BATCH, in, w, biases + o, inputs, TRAINING_BLOCK, ramp);
    else NAME(forward_rows)(out + o * BATCH, in, w, biases + o, inputs, 2, ramp);
  }
}

// gradients[o][i] = sum over b of slopes[o][b] * in[i][b] for `rows` outputs, inputs being a multiple of 4.
TRAINED void NAME(slope_rows)(float *gradients, const float *slopes, const float *in, int inputs, const int rows) {
  for (int i0 = 0; i0 < inputs; i0 += TRAINING_BLOCK) {
    lanes s[4][4];
    EACH for (int o = 0; o < rows; o++) EACH for (int i = 0; i < TRAINING_BLOCK; i++) s[o][i] = NAME(all)(0);
    for (int b = 0; b < BATCH; b += LANES) {
      lanes d[4];
      EACH for (int o = 0; o < rows; o++) d[o] = NAME(load)(slopes + o * BATCH + b);
      EACH for (int i = 0; i < TRAINING_BLOCK; i++) {
        lanes x = NAME(load)(in + (i0 + i) * BATCH + b);
        EACH for (int o = 0; o < rows; o++) s[o][i] += d[o] * x;
      }
    }
    EACH for (int o = 0; o < rows; o++)
      EACH for (int i = 0; i < TRAINING_BLOCK; i++) gradients[o * inputs + i0 + i] = NAME(total)(s[o][i]);
  }
}

static void NAME(slope_layer)(float *gradients, float *bias_gradients, const float *slopes, const float *in, int inputs, int outputs) {
  for (int o = 0; o < outputs; o += TRAINING_BLOCK) {
    if (TRAINING_BLOCK == 4 && o + 4 <= outputs)
      NAME(slope_rows)(gradients + o * inputs, slopes + o * BATCH, in, inputs, TRAINING_BLOCK);
    else NAME(slope_rows)(gradients + o * inputs, slopes + o * BATCH, in, inputs, 2);
  }
  for (int o = 0; o < outputs; o++) {
    lanes s = NAME(all)(0);
    for (int b = 0; b < BATCH; b += LANES) s += NAME(load)(slopes + o * BATCH + b);
    bias_gradients[o] = NAME(total)(s);
  }
}

// before[i][b] = sum over o of weights[o][i] * slopes[o][b], or 0 where values[i][b], of a ramp's two flat parts, does not move.
static void NAME(back_layer)(float *before, const float *slopes, const float *values, const float *weights, int inputs, int outputs) {
  for (int i = 0; i < inputs; i += 2) {
    for (int b = 0; b < BATCH; b += 2 * LANES) {
      lanes s[2][2];
      EACH for (int j = 0; j < 2; j++) s[j][0] = s[j][1] = NAME(all)(0);
      for (int o = 0; o < outputs; o++) {
        lanes x = NAME(load)(slopes + o * BATCH + b), y = NAME(load)(slopes + o * BATCH + b + LANES);
        EACH for (int j = 0; j < 2; j++) {
          float w = weights[o * inputs + i + j];
          s[j][0] += x * w;
          s[j][1] += y * w;
        }
      }
      EACH for (int j = 0; j < 2; j++) {
        EACH for (int k = 0; k < 2; k++) {
          int at = (i + j) * BATCH + b + k * LANES;
          lanes v = NAME(load)(values + at);
          places moves = (v > NAME(all)(0)) & (v < NAME(all)(GLASSINE_TRAINING_TOP));
          NAME(store)(before + at, NAME(choose_lanes)(moves, s[j][k], NAME(all)(0)));
        }
      }
    }
  }
}

static float *NAME(forward)(const glassine_trainer *t, const float *inputs) {
  const float *in = inputs, *at = t->parameters;
  float *out = t->activations;
  for (int layer = 0; layer < t->layers; layer++) {
    int n = t->sizes[layer], m = t->sizes[layer + 1];
    NAME(forward_layer)(out, in, at, at + n * m, n, m, layer + 1 < t->layers);
    at += n * m + m;
    in = out;
    out += m * BATCH;
  }
  return (float *)in;
}

// The interval's ends in scales from the mean, and its width.
typedef struct { lanes low, high, width, scale; } NAME(interval);

TRAINED NAME(interval) NAME(interval_of)(const float *outputs, const float *targets, int b) {
  const lanes far = NAME(all)(40), bound = NAME(all)(8);
  lanes mean = NAME(load)(outputs + b);
  lanes level = NAME(least)(NAME(most)(NAME(load)(outputs + BATCH + b), -bound), bound);
  NAME(interval) r;
  r.scale = NAME(power_of_two)(-level);
  r.low = NAME(least)(NAME(most)((NAME(load)(targets + b) - mean) * r.scale, -far), far);
  r.high = NAME(least)(NAME(most)((NAME(load)(targets + BATCH + b) - mean) * r.scale, -far), far);
  lanes width = NAME(load)(targets + 2 * BATCH + b);
  r.width = NAME(choose_lanes)(width > NAME(all)(1e5f), r.high - r.low, NAME(least)(width * r.scale, NAME(all)(80)));
  r.width = NAME(most)(r.width, NAME(all)(1e-6f));
  return r;
}

// w / (1 - e^-w), by its series for small w.
TRAINED lanes NAME(spread)(lanes w) {
  lanes direct = w / (1.0f - NAME(power_of_two)(w * -1.44269504f));
  lanes q = w * w;
  lanes series = 1.0f + w * 0.5f + q * (1.0f / 12) - q * q * (1.0f / 720);
  return NAME(choose_lanes)(w < NAME(all)(1), series, direct);
}

static void NAME(train_batch)(const glassine_trainer *t, const float *inputs, const float *targets, float rate) {
  const float *outputs = NAME(forward)(t, inputs);
  float *slopes = t->slopes, *other = t->slopes + 64 * BATCH;
  // With s the logistic function and u, v the interval's ends, the slope of -ln(s(v) - s(u)) is 1 - s(u) - s(v) over the scale for the
  // mean, and w s'(v) / (s(v) - s(u)) + u (1 - s(u) - s(v)) for the scale's logarithm.
  const float share = 1.0f / BATCH;
  for (int b = 0; b < BATCH; b += LANES) {
    NAME(interval) i = NAME(interval_of)(outputs, targets, b);
    lanes eu = NAME(power_of_two)(i.low * 1.44269504f), ev = NAME(power_of_two)(i.high * 1.44269504f);
    lanes tilt = 1.0f / (1.0f + eu) + 1.0f / (1.0f + ev) - 1.0f;
    lanes mean = tilt * i.scale * 1.44269504f;
    lanes level = NAME(spread)(i.width) * ((1.0f + eu) / (1.0f + ev)) + i.low * tilt;
    level = NAME(most)(level, NAME(all)(-8));
    NAME(store)(slopes + b, mean * share);
    NAME(store)(slopes + BATCH + b, level * share);
  }
  int offsets[4], total = 0;
  const float *values[4] = {inputs};
  float *activation = t->activations;
  for (int layer = 0; layer < t->layers; layer++) {
    offsets[layer] = total;
    total += t->sizes[layer] * t->sizes[layer + 1] + t->sizes[layer + 1];
    if (layer) values[layer] = activation;
    if (layer) activation += t->sizes[layer] * BATCH;
  }
  for (int layer = t->layers - 1; layer >= 0; layer--) {
    int n = t->sizes[layer], m = t->sizes[layer + 1];
    float *gradients = t->gradients + offsets[layer];
    NAME(slope_layer)(gradients, gradients + n * m, slopes, values[layer], n, m);
    if (layer == 0) break;
    NAME(back_layer)(other, slopes, values[layer], t->parameters + offsets[layer], n, m);
    float *swap = slopes;
    slopes = other;
    other = swap;
  }
  // Adam (Kingma and Ba, 2015), its two corrections for the start folded into `rate`.
  for (int at = 0; at < total; at += LANES) {
    lanes g = NAME(load)(t->gradients + at);
    lanes m = NAME(load)(t->first_moments + at) * 0.9f + g * 0.1f;
    lanes v = NAME(load)(t->second_moments + at) * 0.99f + g * g * 0.01f;
    NAME(store)(t->first_moments + at, m);
    NAME(store)(t->second_moments + at, v);
    lanes p = NAME(load)(t->parameters + at);
    NAME(store)(t->parameters + at, p - m * rate / (__builtin_elementwise_sqrt(v) + 1e-8f));
  }
}

static double NAME(trained_bits)(const glassine_trainer *t, const float *inputs, const float *targets) {
  const float *outputs = NAME(forward)(t, inputs);
  double sum = 0;
  for (int b = 0; b < BATCH; b += LANES) {
    NAME(interval) i = NAME(interval_of)(outputs, targets, b);
    // s(v) - s(u) = s(v) s(-u) (1 - e^-w), exact on both tails.
    lanes eu = NAME(power_of_two)(i.low * 1.44269504f), minus = NAME(power_of_two)(i.high * -1.44269504f);
    lanes mass = i.width / NAME(spread)(i.width) / ((1.0f + eu) * (1.0f + minus));
    sum -= NAME(total)(NAME(binary_logarithm)(mass * 0.9998f + 2e-7f));
  }
  return sum;
}
#undef EACH
#undef TRAINED
