// The loops, once a variant: NAME is defined, and BLOCK, how many pixels of 16 outputs stay in registers at once.
#include <CConvolution.h>
// Vectors wider than the processor's are passed between inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define EACH _Pragma("clang loop unroll(full)")
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

// `taps` of them, their inputs at in[tap][pixel * step]; pixels and vectors are constants, so that sums stay in registers.
INLINE void NAME(sum)(
    lanes *restrict sums, const float *const *in, ptrdiff_t step, int taps, const float *weights, ptrdiff_t block, int inputs,
    const int pixels, const int vectors) {
#pragma clang fp contract(fast)
  for (int tap = 0; tap < taps; tap++) {
    const float *restrict from = in[tap];
    const float *restrict with = weights + (ptrdiff_t)tap * inputs * 16;
    for (int i = 0; i < inputs; i++) {
      lanes factor[4];
      EACH for (int v = 0; v < vectors; v++) factor[v] = *(const lanes *)(with + v * block + (ptrdiff_t)i * 16);
      EACH for (int p = 0; p < pixels; p++) {
        float one = from[p * step + i];
        lanes all = {one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one};
        EACH for (int v = 0; v < vectors; v++) sums[p * vectors + v] += all * factor[v];
      }
    }
  }
}

INLINE lanes NAME(positive)(lanes v) {
  typedef int32_t places __attribute__((vector_size(64), aligned(4), may_alias));
  return (lanes)((places)v & (places)(v > 0));
}

// What follows a sum, its bias included.
INLINE void NAME(finish)(
    float *out, lanes sum, const float *added, const float *driven, const glassine_convolution *layer, int x, int o) {
  ptrdiff_t place = (ptrdiff_t)x * layer->outputs + o;
  if (added) sum += *(const lanes *)(added + place);
  if (driven) sum += *(const lanes *)(driven + place) * *(const lanes *)(layer->factors + o);
  *(lanes *)(out + (ptrdiff_t)x * layer->stride + o) = layer->rectified ? NAME(positive)(sum) : sum;
}

// `pixels` pixels of `vectors` times 16 outputs from number `o` on.
INLINE void NAME(convolve)(
    float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int x, int o,
    const int pixels, const int vectors) {
  const float *in[9];
  for (int tap = 0; tap < 9; tap++) {
    in[tap] = rows[tap / 3] + (ptrdiff_t)(x + (tap % 3 - 1) * layer->dilation) * layer->inputs;
  }
  lanes sums[BLOCK];
  EACH for (int v = 0; v < vectors; v++) {
    lanes bias = *(const lanes *)(layer->biases + o + v * 16);
    EACH for (int p = 0; p < pixels; p++) sums[p * vectors + v] = bias;
  }
  ptrdiff_t block = (ptrdiff_t)layer->inputs * 9 * 16;
  NAME(sum)(sums, in, layer->inputs, 9, layer->weights + o / 16 * block, block, layer->inputs, pixels, vectors);
  EACH for (int p = 0; p < pixels; p++) {
    EACH for (int v = 0; v < vectors; v++) NAME(finish)(out, sums[p * vectors + v], added, driven, layer, x + p, o + v * 16);
  }
}

// All pixels of some outputs; the last pixels once more with those before them where they fill no block.
#define ALONG_ROW(width, pixels, step)                                \
  do {                                                                \
    int x = 0;                                                        \
    if ((width) >= (pixels)) {                                        \
      for (; x + (pixels) <= (width); x += (pixels)) step(x, pixels); \
      if (x < (width)) step((width) - (pixels), pixels);              \
    } else {                                                          \
      for (; x < (width); x++) step(x, 1);                            \
    }                                                                 \
  } while (0)

static void NAME(convolve_row)(
    float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int width) {
  int o = 0;
#define STEP4(x, pixels) NAME(convolve)(out, rows, added, driven, layer, x, o, pixels, 4)
#define STEP2(x, pixels) NAME(convolve)(out, rows, added, driven, layer, x, o, pixels, 2)
#define STEP1(x, pixels) NAME(convolve)(out, rows, added, driven, layer, x, o, pixels, 1)
#if BLOCK >= 16
  for (; o + 64 <= layer->outputs; o += 64) ALONG_ROW(width, BLOCK / 4, STEP4);
  for (; o + 32 <= layer->outputs; o += 32) ALONG_ROW(width, BLOCK / 2, STEP2);
#endif
  for (; o + 16 <= layer->outputs; o += 16) ALONG_ROW(width, BLOCK, STEP1);
}

// Six numbers for every four pixels and the two beside them: the inputs' side of F(4, 3).
static void NAME(spread_row)(float *out, const float *in, int channels, int tiles) {
#pragma clang fp contract(fast)
  for (int t = 0; t < tiles; t++, in += 4 * channels, out += 6 * channels) {
    for (int c = 0; c < channels; c += 16) {
      lanes d[6];
      EACH for (int k = 0; k < 6; k++) d[k] = *(const lanes *)(in + (k - 1) * (ptrdiff_t)channels + c);
      lanes a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], e = d[4] - d[2], f = 2 * (d[3] - d[1]);
      lanes v[6] = {4 * d[0] - 5 * d[2] + d[4], a + b, a - b, e + f, e - f, 4 * d[1] - 5 * d[3] + d[5]};
      EACH for (int k = 0; k < 6; k++) *(lanes *)(out + k * (ptrdiff_t)channels + c) = v[k];
    }
  }
}

// Four pixels of each of some tiles from tile `t` on.
INLINE void NAME(convolve_tiles)(
    float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int width, int t,
    int o, const int tiles, const int vectors) {
#pragma clang fp contract(fast)
  ptrdiff_t part = (ptrdiff_t)layer->inputs * 3 * 16, block = part * 6, step = (ptrdiff_t)layer->inputs * 6;
  lanes m[6][BLOCK];
  for (int k = 0; k < 6; k++) {
    const float *in[3];
    for (int row = 0; row < 3; row++) in[row] = rows[row] + t * step + (ptrdiff_t)k * layer->inputs;
    lanes sums[BLOCK];
    EACH for (int s = 0; s < tiles * vectors; s++) sums[s] = (lanes){0};
    NAME(sum)(sums, in, step, 3, layer->weights + o / 16 * block + k * part, block, layer->inputs, tiles, vectors);
    EACH for (int s = 0; s < tiles * vectors; s++) m[k][s] = sums[s];
  }
  for (int p = 0; p < tiles; p++) {
    for (int v = 0; v < vectors; v++) {
      int s = p * vectors + v, x = 4 * (t + p);
      lanes bias = *(const lanes *)(layer->biases + o + v * 16);
      lanes a = m[1][s] + m[2][s], b = m[1][s] - m[2][s], e = m[3][s] + m[4][s], f = m[3][s] - m[4][s];
      lanes y[4] = {m[0][s] + a + e + bias, b + 2 * f + bias, a + 4 * e + bias, b + 8 * f + m[5][s] + bias};
      for (int k = 0; k < 4 && x + k < width; k++) NAME(finish)(out, y[k], added, driven, layer, x + k, o + v * 16);
    }
  }
}

static void NAME(convolve_spread)(
    float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int width) {
  int o = 0, tiles = (width + 3) / 4;
#define TILES4(t, count) NAME(convolve_tiles)(out, rows, added, driven, layer, width, t, o, count, 4)
#define TILES2(t, count) NAME(convolve_tiles)(out, rows, added, driven, layer, width, t, o, count, 2)
#define TILES1(t, count) NAME(convolve_tiles)(out, rows, added, driven, layer, width, t, o, count, 1)
#if BLOCK >= 16
  for (; o + 64 <= layer->outputs; o += 64) ALONG_ROW(tiles, BLOCK / 4, TILES4);
  for (; o + 32 <= layer->outputs; o += 32) ALONG_ROW(tiles, BLOCK / 2, TILES2);
#endif
  for (; o + 16 <= layer->outputs; o += 16) ALONG_ROW(tiles, BLOCK, TILES1);
}

INLINE void NAME(transform)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int rectified, int x, int o,
    const int pixels) {
  const float *from = in + (ptrdiff_t)x * inputs;
  lanes sums[BLOCK];
  EACH for (int p = 0; p < pixels; p++) sums[p] = *(const lanes *)(biases + o);
  NAME(sum)(sums, &from, inputs, 1, weights + (ptrdiff_t)o * inputs, 0, inputs, pixels, 1);
  EACH for (int p = 0; p < pixels; p++) {
    *(lanes *)(out + (ptrdiff_t)(x + p) * outputs + o) = rectified ? NAME(positive)(sums[p]) : sums[p];
  }
}

static void NAME(transform_row)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int rectified, int width) {
#define STEP(x, pixels) NAME(transform)(out, in, weights, biases, inputs, outputs, rectified, x, o, pixels)
  for (int o = 0; o + 16 <= outputs; o += 16) ALONG_ROW(width, BLOCK, STEP);
}

const glassine_convolution_kernels NAME(kernels) = {
    VARIANT, NAME(convolve_row), NAME(spread_row), NAME(convolve_spread), NAME(transform_row)};
