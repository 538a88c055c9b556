// The loops, once a variant: NAME is defined, and BLOCK, how many pixels of 16 outputs stay in registers at once.
#include <CConvolution.h>
// Vectors wider than the processor's are passed between inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define EACH _Pragma("clang loop unroll(full)")
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

// `taps` of them, their inputs at in[tap][pixel * inputs]; pixels and vectors are constants, so that sums stay in registers.
INLINE void NAME(sum)(
    lanes *restrict sums, const float *const *in, int taps, const float *weights, ptrdiff_t block, int inputs, const int pixels,
    const int vectors) {
#pragma clang fp contract(fast)
  for (int tap = 0; tap < taps; tap++) {
    const float *restrict from = in[tap];
    const float *restrict with = weights + (ptrdiff_t)tap * inputs * 16;
    for (int i = 0; i < inputs; i++) {
      lanes factor[4];
      EACH for (int v = 0; v < vectors; v++) factor[v] = *(const lanes *)(with + v * block + (ptrdiff_t)i * 16);
      EACH for (int p = 0; p < pixels; p++) {
        float one = from[(ptrdiff_t)p * inputs + i];
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
  NAME(sum)(sums, in, 9, layer->weights + o / 16 * block, block, layer->inputs, pixels, vectors);
  EACH for (int p = 0; p < pixels; p++) {
    ptrdiff_t place = (ptrdiff_t)(x + p) * layer->outputs + o, target = (ptrdiff_t)(x + p) * layer->stride + o;
    EACH for (int v = 0; v < vectors; v++) {
      lanes sum = sums[p * vectors + v];
      if (added) sum += *(const lanes *)(added + place + v * 16);
      if (driven) sum += *(const lanes *)(driven + place + v * 16) * *(const lanes *)(layer->factors + o + v * 16);
      *(lanes *)(out + target + v * 16) = layer->rectified ? NAME(positive)(sum) : sum;
    }
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

INLINE void NAME(transform)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int rectified, int x, int o,
    const int pixels) {
  const float *from = in + (ptrdiff_t)x * inputs;
  lanes sums[BLOCK];
  EACH for (int p = 0; p < pixels; p++) sums[p] = *(const lanes *)(biases + o);
  NAME(sum)(sums, &from, 1, weights + (ptrdiff_t)o * inputs, 0, inputs, pixels, 1);
  EACH for (int p = 0; p < pixels; p++) {
    *(lanes *)(out + (ptrdiff_t)(x + p) * outputs + o) = rectified ? NAME(positive)(sums[p]) : sums[p];
  }
}

static void NAME(transform_row)(
    float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int rectified, int width) {
#define STEP(x, pixels) NAME(transform)(out, in, weights, biases, inputs, outputs, rectified, x, o, pixels)
  for (int o = 0; o + 16 <= outputs; o += 16) ALONG_ROW(width, BLOCK, STEP);
}

const glassine_convolution_kernels NAME(kernels) = {VARIANT, NAME(convolve_row), NAME(transform_row)};
