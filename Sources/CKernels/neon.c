#if defined(__aarch64__)
#include <arm_neon.h>
#define NAME(x) neon_##x
#include "plain.h"
#include "fit.h"
#include "variants.h"
#define TRAINING_BLOCK 2
#include "training.h"

static void sum_rows(
    int32_t *sums, ptrdiff_t stride, const int16_t *const *rows, const int16_t *weights, const int32_t *biases, int taps, int outputs,
    int width) {
  for (int x = 0; x < width; x += 16) {
    for (int o = 0; o < outputs; o++) {
      const int16_t *w = weights + (ptrdiff_t)o * taps;
      int32x4_t s[4];
      for (int i = 0; i < 4; i++) s[i] = vdupq_n_s32(biases[o]);
      for (int t = 0; t < taps; t++) {
        int16x8_t a = vld1q_s16(rows[t] + x), b = vld1q_s16(rows[t] + x + 8);
        s[0] = vmlal_n_s16(s[0], vget_low_s16(a), w[t]);
        s[1] = vmlal_n_s16(s[1], vget_high_s16(a), w[t]);
        s[2] = vmlal_n_s16(s[2], vget_low_s16(b), w[t]);
        s[3] = vmlal_n_s16(s[3], vget_high_s16(b), w[t]);
      }
      for (int i = 0; i < 4; i++) vst1q_s32(sums + o * stride + x + 4 * i, s[i]);
    }
  }
}

// Adds a pair of inputs times the weights of 16 outputs; the weights of a pair alternate.
static inline void add_pair(int32x4_t *s, int32_t pair, const int16_t *w) {
  int16_t u = (int16_t)(uint16_t)pair, v = (int16_t)(uint16_t)((uint32_t)pair >> 16);
  int16x8x2_t a = vld2q_s16(w), b = vld2q_s16(w + 16);
  s[0] = vmlal_n_s16(vmlal_n_s16(s[0], vget_low_s16(a.val[0]), u), vget_low_s16(a.val[1]), v);
  s[1] = vmlal_n_s16(vmlal_n_s16(s[1], vget_high_s16(a.val[0]), u), vget_high_s16(a.val[1]), v);
  s[2] = vmlal_n_s16(vmlal_n_s16(s[2], vget_low_s16(b.val[0]), u), vget_low_s16(b.val[1]), v);
  s[3] = vmlal_n_s16(vmlal_n_s16(s[3], vget_high_s16(b.val[0]), u), vget_high_s16(b.val[1]), v);
}

static void dense_pairs(
    int32_t *sums, const int32_t *pairs, ptrdiff_t stride, const int16_t *weights, const int32_t *biases, int count, int outputs,
    int width) {
  for (int x = 0; x < width; x += 4) {
    int n = width - x < 4 ? width - x : 4;
    for (int o = 0; o < outputs; o += 16) {
      int32x4_t s[4][4];
      for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) s[i][j] = vld1q_s32(biases + o + 4 * j);
      for (int k = 0; k < count / 2; k++)
        for (int i = 0; i < 4; i++) add_pair(s[i], pairs[k * stride + x + i], weights + ((ptrdiff_t)k * outputs + o) * 2);
      for (int i = 0; i < 4; i++) {
        if (i >= n) break;
        for (int j = 0; j < 4; j++) vst1q_s32(sums + (ptrdiff_t)(x + i) * outputs + o + 4 * j, s[i][j]);
      }
    }
  }
}

static void neon_dense_step(
    int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift) {
  const int32x4_t down = vdupq_n_s32(-shift);
  for (int o = 0; o < outputs; o += 16) {
    int32x4_t s[4];
    for (int j = 0; j < 4; j++) s[j] = vld1q_s32(sums + o + 4 * j);
    for (int k = 0; k < count / 2; k++) {
      uint32_t pair = (uint32_t)(uint16_t)inputs[2 * k] | (uint32_t)(uint16_t)inputs[2 * k + 1] << 16;
      add_pair(s, (int32_t)pair, weights + ((ptrdiff_t)k * outputs + o) * 2);
    }
    for (int j = 0; j < 2; j++) {
      int16x4_t low = vqmovn_s32(vshlq_s32(s[2 * j], down)), high = vqmovn_s32(vshlq_s32(s[2 * j + 1], down));
      vst1q_s16(hidden + o + 8 * j, vmaxq_s16(vcombine_s16(low, high), vdupq_n_s16(0)));
    }
  }
}

static void gram(int64_t *sums, const int16_t *const *rows, int count, int width) {
  int whole = width & ~7;
  for (int i = 0; i < count; i++)
    for (int j = 0; j <= i; j++) {
      const int16_t *a = rows[i], *b = rows[j];
      int64x2_t s = vdupq_n_s64(0);
      for (int x = 0; x < whole; x += 8) {
        int16x8_t u = vld1q_s16(a + x), v = vld1q_s16(b + x);
        s = vpadalq_s32(s, vmull_s16(vget_low_s16(u), vget_low_s16(v)));
        s = vpadalq_s32(s, vmull_high_s16(u, v));
      }
      int64_t sum = vaddvq_s64(s);
      for (int x = whole; x < width; x++) sum += (int64_t)a[x] * b[x];
      sums[i * count + j] += sum;
    }
}

static void gram_small(int64_t *sums, const int16_t *const *rows, int count, int width) {
  for (int start = 0; start < width; start += 512) {
    // 64 sums of two products of 12 bits each stay within 32 bits.
    const int n = width - start < 512 ? width - start : 512, whole = n & ~7;
    for (int i0 = 0; i0 < count; i0 += 2)
      for (int j0 = 0; j0 <= i0 + 1; j0 += 4) {
        const int16_t *a[2], *b[4];
        int32x4_t s[2][4];
        for (int i = 0; i < 2; i++) a[i] = rows[i0 + i < count ? i0 + i : i0] + start;
        for (int j = 0; j < 4; j++) b[j] = rows[j0 + j < count ? j0 + j : j0] + start;
        for (int i = 0; i < 2; i++)
          for (int j = 0; j < 4; j++) s[i][j] = vdupq_n_s32(0);
        for (int x = 0; x < whole; x += 8) {
          int16x8_t u[2] = {vld1q_s16(a[0] + x), vld1q_s16(a[1] + x)};
          for (int j = 0; j < 4; j++) {
            int16x8_t v = vld1q_s16(b[j] + x);
            for (int i = 0; i < 2; i++)
              s[i][j] = vmlal_high_s16(vmlal_s16(s[i][j], vget_low_s16(u[i]), vget_low_s16(v)), u[i], v);
          }
        }
        for (int i = 0; i < 2; i++)
          for (int j = 0; j < 4; j++) {
            if (i0 + i >= count || j0 + j > i0 + i) continue;
            int64_t sum = vaddlvq_s32(s[i][j]);
            for (int x = whole; x < n; x++) sum += (int64_t)((int32_t)a[i][x] * b[j][x]);
            sums[(i0 + i) * count + j0 + j] += sum;
          }
      }
  }
}
#include "loops.h"

const glassine_kernels glassine_neon = {
    .name = "NEON",
    .sum_rows = sum_rows,
    .normalise_rows = neon_normalise_rows,
    .dense_pairs = dense_pairs,
    .network_step = neon_network_step,
    .dense_step = neon_dense_step,
    .sum_differences = neon_sum_differences,
    .choose = neon_choose,
    .references = neon_references,
    .mean_of_four = neon_mean_of_four,
    .gram = gram,
    .train_batch = neon_train_batch,
    .trained_bits = neon_trained_bits,
    .gram_small = gram_small,
    .row_peaks = neon_row_peaks,
    .near_errors = neon_near_errors,
    .fit_weights = neon_fit_weights,
    .class_places = neon_class_places,
    .weigh_rows = neon_weigh_rows,
    .error_magnitudes = neon_error_magnitudes,
    .narrow_magnitudes = neon_narrow_magnitudes,
    .texture_row = neon_texture_row,
    .factorise = neon_factorise,
    .begin_tile = neon_begin_tile,
    .encode_row = neon_encode_row,
    .decode_row = neon_decode_row,
    .decode_two_rows = neon_decode_two_rows,
};
#endif
