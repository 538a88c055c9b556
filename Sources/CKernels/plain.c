#define NAME(x) plain_##x
#include "plain.h"
#include "fit.h"
#include "variants.h"
#define TRAINING_BLOCK 2
#include "training.h"

static void sum_rows(
    int32_t *sums, ptrdiff_t stride, const int16_t *const *rows, const int16_t *weights, const int32_t *biases, int taps, int outputs,
    int width) {
  for (int o = 0; o < outputs; o++) {
    uint32_t *restrict out = (uint32_t *)sums + o * stride;
    for (int x = 0; x < width; x++) out[x] = (uint32_t)biases[o];
    for (int t = 0; t < taps; t++) {
      const int16_t *restrict row = rows[t];
      uint32_t w = (uint32_t)(int32_t)weights[o * taps + t];
      for (int x = 0; x < width; x++) out[x] += w * (uint32_t)(int32_t)row[x];
    }
  }
}

static void dense_pairs(
    int32_t *sums, const int32_t *pairs, ptrdiff_t stride, const int16_t *weights, const int32_t *biases, int count, int outputs,
    int width) {
  for (int x = 0; x < width; x++) {
    uint32_t *restrict out = (uint32_t *)sums + (ptrdiff_t)x * outputs;
    for (int o = 0; o < outputs; o++) out[o] = (uint32_t)biases[o];
    for (int k = 0; k < count / 2; k++) {
      uint32_t pair = (uint32_t)pairs[k * stride + x];
      uint32_t u = (uint32_t)(int32_t)(int16_t)pair, v = (uint32_t)(int32_t)(int16_t)(pair >> 16);
      const int16_t *restrict w = weights + (ptrdiff_t)k * outputs * 2;
      for (int o = 0; o < outputs; o++) out[o] += u * (uint32_t)(int32_t)w[2 * o] + v * (uint32_t)(int32_t)w[2 * o + 1];
    }
  }
}

static void plain_dense_step(
    int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift) {
  for (int o = 0; o < outputs; o += 16) {
    uint32_t out[16];
    for (int k = 0; k < 16; k++) out[k] = (uint32_t)sums[o + k];
    for (int i = 0; i < count; i += 2) {
      const int16_t *w = weights + ((ptrdiff_t)i / 2 * outputs + o) * 2;
      const int32_t u = inputs[i], v = inputs[i + 1];
      for (int k = 0; k < 16; k++) out[k] += (uint32_t)(u * w[2 * k]) + (uint32_t)(v * w[2 * k + 1]);
    }
    for (int k = 0; k < 16; k++) {
      int32_t value = (int32_t)out[k] >> shift;
      hidden[o + k] = (int16_t)(value < 0 ? 0 : value > 32767 ? 32767 : value);
    }
  }
}

static void gram(int64_t *sums, const int16_t *const *rows, int count, int width) {
  for (int i = 0; i < count; i++)
    for (int j = 0; j <= i; j++) {
      int64_t sum = 0;
      for (int x = 0; x < width; x++) sum += (int64_t)((int32_t)rows[i][x] * (int32_t)rows[j][x]);
      sums[i * count + j] += sum;
    }
}

#include "loops.h"

const glassine_kernels glassine_plain = {
    .name = "plain",
    .sum_rows = sum_rows,
    .normalise_rows = plain_normalise_rows,
    .dense_pairs = dense_pairs,
    .network_step = plain_network_step,
    .dense_step = plain_dense_step,
    .sum_differences = plain_sum_differences,
    .choose = plain_choose,
    .references = plain_references,
    .mean_of_four = plain_mean_of_four,
    .gram = gram,
    .train_batch = plain_train_batch,
    .trained_bits = plain_trained_bits,
    .gram_small = gram,
    .row_peaks = plain_row_peaks,
    .near_errors = plain_near_errors,
    .fit_weights = plain_fit_weights,
    .class_places = plain_class_places,
    .weigh_rows = plain_weigh_rows,
    .error_magnitudes = plain_error_magnitudes,
    .narrow_magnitudes = plain_narrow_magnitudes,
    .texture_row = plain_texture_row,
    .factorise = plain_factorise,
    .begin_tile = plain_begin_tile,
    .encode_row = plain_encode_row,
    .decode_row = plain_decode_row,
    .decode_two_rows = plain_decode_two_rows,
};
