// The bodies that the compiler turns into vector code of the instruction set in force. Included once a variant.
//
// Sums that may wrap are unsigned. That a conversion to a signed number wraps, and that shifting one to the right keeps its sign, is what
// every compiler does that we build with (Clang and GCC promise both); the C standard leaves it to them.
#include <string.h>
#include "glassine_kernels.h"
#define INLINE static inline __attribute__((always_inline))

#ifndef OWN_NORMALISE
static void NAME(normalise_rows)(
    int32_t *restrict pairs, ptrdiff_t stride, const int16_t *const *rows, const int16_t *restrict reference, const int16_t *restrict limit,
    const int32_t *restrict factor, int shift, int count, int width) {
  for (int k = 0; k < count / 2; k++) {
    const int16_t *restrict a = rows[2 * k], *restrict b = rows[2 * k + 1];
    int32_t *restrict out = pairs + k * stride;
    if (reference) {
      for (int x = 0; x < width; x++) {
        int32_t top = limit[x], r = reference[x], f = factor[x];
        int32_t u = a[x] - r, v = b[x] - r;
        u = u > top ? top : u; u = u < -top ? -top : u;
        v = v > top ? top : v; v = v < -top ? -top : v;
        u = (int32_t)((uint32_t)u * (uint32_t)f) >> shift;
        v = (int32_t)((uint32_t)v * (uint32_t)f) >> shift;
        out[x] = (int32_t)(((uint32_t)u & 0xffff) | (uint32_t)v << 16);
      }
    } else {
      for (int x = 0; x < width; x++) {
        int32_t top = limit[x], f = factor[x];
        int32_t u = a[x], v = b[x];
        u = u > top ? top : u; u = u < -top ? -top : u;
        v = v > top ? top : v; v = v < -top ? -top : v;
        u = (int32_t)((uint32_t)u * (uint32_t)f) >> shift;
        v = (int32_t)((uint32_t)v * (uint32_t)f) >> shift;
        out[x] = (int32_t)(((uint32_t)u & 0xffff) | (uint32_t)v << 16);
      }
    }
  }
}
#endif

static void NAME(sum_differences)(uint16_t *restrict out, const int16_t *const *a, const int16_t *const *b, int count, int width) {
  for (int start = 0; start < width; start += 512) {
    int n = width - start < 512 ? width - start : 512;
    int32_t sums[512];
    memset(sums, 0, sizeof sums);
    for (int t = 0; t < count; t++) {
      const int16_t *restrict p = a[t] + start, *restrict q = b[t] + start;
      for (int x = 0; x < n; x++) {
        int32_t d = p[x] - q[x];
        sums[x] += d < 0 ? -d : d;
      }
    }
    for (int x = 0; x < n; x++) out[start + x] = (uint16_t)(sums[x] > 65535 ? 65535 : sums[x]);
  }
}

static void NAME(choose)(
    int32_t *restrict chosen, uint8_t *restrict classes, const int32_t *restrict sums, ptrdiff_t stride, const uint16_t *restrict activity,
    const uint16_t *thresholds, int width) {
  uint16_t t0 = thresholds[0], t1 = thresholds[1], t2 = thresholds[2];
  const int32_t *restrict s1 = sums + stride, *restrict s2 = sums + 2 * stride, *restrict s3 = sums + 3 * stride;
  for (int x = 0; x < width; x++) {
    uint16_t a = activity[x];
    int32_t value = a >= t0 ? s1[x] : sums[x];
    value = a >= t1 ? s2[x] : value;
    chosen[x] = a >= t2 ? s3[x] : value;
    classes[x] = (uint8_t)((a >= t0) + (a >= t1) + (a >= t2));
  }
}

static void NAME(references)(
    int32_t *restrict scale, int32_t *restrict factor, int16_t *restrict limits, ptrdiff_t limit_stride, int16_t *restrict reference,
    int16_t *restrict level, const int32_t *restrict scales, const int16_t *restrict errors, const int32_t *restrict sums,
    const int16_t *restrict above, const uint8_t *restrict classes, const int32_t *restrict left_weights, const int32_t *restrict factors,
    int left_scale, int error_shift, int shift, int lowest, int highest, int middle, int width) {
  int16_t *restrict l0 = limits, *restrict l1 = limits + limit_stride, *restrict l2 = limits + 2 * limit_stride;
  int32_t w0 = left_weights[0], w1 = left_weights[1], w2 = left_weights[2], w3 = left_weights[3];
  for (int x = 0; x < width; x++) {
    int32_t s = (int32_t)((uint32_t)scales[x] + (uint32_t)left_scale * (uint32_t)(int32_t)errors[x]) >> 10;
    s = s < 1 ? 1 : s;
    scale[x] = s;
    // An integer below 2^21 is exact as a float, whose bits hold exponent and fraction.
    float f = (float)s;
    int32_t bits;
    memcpy(&bits, &f, 4);
    int32_t code = (bits >> 19) - 127 * 16;
    factor[x] = factors[code];
    int32_t capped = s > 32767 ? 32767 : s;
    l0[x] = (int16_t)capped;
    int32_t wide = capped * 16 >> error_shift;
    l1[x] = (int16_t)(wide > 32767 ? 32767 : wide);
    l2[x] = (int16_t)(capped * 4 > 32767 ? 32767 : capped * 4);
    int32_t v = (code - middle) * 4;
    level[x] = (int16_t)(v < -1023 ? -1023 : v > 1023 ? 1023 : v);
  }
  for (int x = 0; x < width; x++) {
    uint8_t c = classes[x];
    int32_t w = c == 0 ? w0 : c == 1 ? w1 : c == 2 ? w2 : w3;
    int32_t r = (int32_t)((uint32_t)sums[x] + (uint32_t)w * (uint32_t)(int32_t)above[x]) >> shift;
    reference[x] = (int16_t)(r < lowest ? lowest : r > highest ? highest : r);
  }
}

static void NAME(mean_of_four)(
    int16_t *restrict out, const int16_t *restrict a, const int16_t *restrict b, const int16_t *restrict c, const int16_t *restrict d,
    int width) {
  for (int x = 0; x < width; x++) out[x] = (int16_t)((a[x] + b[x] + c[x] + d[x]) >> 2);
}

static void NAME(dense_step)(
    int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift);

static void NAME(network_step)(int32_t *out, const int32_t *sums, const int16_t *serial, const glassine_network *network) {
  _Alignas(64) int16_t first[64], second[64];
  int16_t *here = first, *next = second;
  NAME(dense_step)(here, sums, serial, network->serial_weights, network->serial_inputs, network->outputs[0], 8);
  int count = network->outputs[0];
  for (int layer = 1; layer < network->hidden_layers; layer++) {
    NAME(dense_step)(next, network->biases[layer], here, network->weights[layer], count, network->outputs[layer], 10);
    int16_t *swap = here;
    here = next;
    next = swap;
    count = network->outputs[layer];
  }
  const int16_t *w = network->last_weights;
  uint32_t a = (uint32_t)network->last_biases[0], b = (uint32_t)network->last_biases[1];
  for (int i = 0; i < count; i++) {
    a += (uint32_t)((int32_t)here[i] * (int32_t)w[i]);
    b += (uint32_t)((int32_t)here[i] * (int32_t)w[count + i]);
  }
  out[0] = (int32_t)a >> 8;
  out[1] = (int32_t)b >> 8;
}
