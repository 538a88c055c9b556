#ifndef GLASSINE_KERNELS_H
#define GLASSINE_KERNELS_H
// Integer kernels over rows of samples. Every variant gives equal integers: sums wrap modulo 2^32, so order does not matter.
//
// `width` is any number from 0 on. Memory beyond what a comment names is neither read nor written. "Past width" means up to the next
// multiple of 32: such places must exist, what they hold does not matter, and nothing is promised about what is written there.
// What a kernel writes must not overlap what it reads. No pointer needs any alignment but its type's.
#include <stddef.h>
#include <stdint.h>
#include "glassine_network.h"
#include "glassine_tile.h"

// A network that is being trained, in floating point. All memory is the caller's; counts of floats in brackets.
//
// Parameters lie layer by layer: weights [outputs][inputs], then biases [outputs]. Sizes are those of the inputs (a multiple of 4), of each
// hidden layer (a multiple of 16, 64 at most) and 2. Batches are [input][GLASSINE_TRAINING_BATCH] and [3][GLASSINE_TRAINING_BATCH]: lower
// and upper edge of the sample's cell relative to the linear prediction, and the cell's width, 1e6 for one without an end, in local scales.
enum { GLASSINE_TRAINING_BATCH = 256 };
#define GLASSINE_TRAINING_TOP (32767.0f / 256)
typedef struct {
  int32_t layers;         // 2...4
  int32_t sizes[5];
  float *parameters;      // [all, and up to 15 more]
  float *gradients;       // likewise
  float *first_moments;   // likewise
  float *second_moments;  // likewise
  float *activations;     // [batch * sum of all sizes but the inputs']
  float *slopes;          // [batch * 128]
} glassine_trainer;

typedef struct {
  const char *name;
  // sums[o * stride + x] = biases[o] + sum over t of weights[o * taps + t] * rows[t][x]. taps is even.
  // Reads rows and writes sums past width.
  void (*sum_rows)(
      int32_t *sums, ptrdiff_t stride, const int16_t *const *rows, const int16_t *weights, const int32_t *biases, int taps, int outputs,
      int width);
  // pairs[k * stride + x] holds features 2k (low half) and 2k + 1. A feature is the low 16 bits of
  // (clamp(rows[t][x] - reference[x], -limit[x], limit[x]) * factor[x]) >> shift, the product wrapping modulo 2^32.
  // reference NULL means zero; limit is 0...32767, shift 1...31, count even. Reads all rows and writes pairs past width.
  void (*normalise_rows)(
      int32_t *pairs, ptrdiff_t stride, const int16_t *const *rows, const int16_t *reference, const int16_t *limit,
      const int32_t *factor, int shift, int count, int width);
  // sums[x * outputs + o] = biases[o] + sum over k of the dot product of pairs[k * stride + x] with weights[(k * outputs + o) * 2 ...].
  // k is below count / 2; count is even, outputs a multiple of 16. Reads pairs past width; writes sums for x < width only.
  void (*dense_pairs)(
      int32_t *sums, const int32_t *pairs, ptrdiff_t stride, const int16_t *weights, const int32_t *biases, int count, int outputs,
      int width);
  // The network's two outputs: hidden layers are clamp(sum >> (8 for the first, 10 for others), 0, 32767), outputs sum >> 8.
  // sums are those of the first layer's row part, its biases included. Fastest for two hidden layers of 16 + 16, 32 + 16 or 64 + 32 values
  // and 0 or 8 serial inputs.
  void (*network_step)(int32_t *out, const int32_t *sums, const int16_t *serial, const glassine_network *network);
  // hidden[o] = clamp((sums[o] + sum over i of inputs[i] * weights) >> shift, 0, 32767); weights as in dense_pairs.
  // count is even, outputs a multiple of 16, shift 0...31.
  void (*dense_step)(
      int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift);
  // out[x] = min(65535, sum over t of |a[t][x] - b[t][x]|), the differences exact. count is at most 32767.
  void (*sum_differences)(uint16_t *out, const int16_t *const *a, const int16_t *const *b, int count, int width);
  // For each x the class c = how many of the 3 thresholds, which never fall, activity[x] reaches; classes[x] = c and
  // chosen[x] = sums[c * stride + x].
  void (*choose)(
      int32_t *chosen, uint8_t *classes, const int32_t *sums, ptrdiff_t stride, const uint16_t *activity, const uint16_t *thresholds,
      int width);
  // What a row knows of its scale and level before its samples are there. For each x:
  // scale = max((scales[x] + left_scale * errors[x]) >> 10, 1), below 2^21; code = 16 log2(scale), straight between powers of two, 0...335;
  // factor = factors[code]; with s = min(scale, 32767): limits[0] = s, limits[1] = min(16 s >> error_shift, 32767), limits[2] =
  // min(4 s, 32767), each limit_stride after the one before; reference = clamp((sums[x] + left_weights[classes[x]] * above[x]) >> shift,
  // lowest, highest), the bounds within 16 bits; level = clamp(4 (code - middle), -1023, 1023), middle within +-2^28. classes are 0...3.
  void (*references)(
      int32_t *scale, int32_t *factor, int16_t *limits, ptrdiff_t limit_stride, int16_t *reference, int16_t *level, const int32_t *scales,
      const int16_t *errors, const int32_t *sums, const int16_t *above, const uint8_t *classes, const int32_t *left_weights,
      const int32_t *factors, int left_scale, int error_shift, int shift, int lowest, int highest, int middle, int width);
  // out[x] = (a[x] + b[x] + c[x] + d[x]) >> 2.
  void (*mean_of_four)(int16_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int16_t *d, int width);
  // sums[i * count + j] += sum over x of rows[i][x] * rows[j][x] for j <= i, in 64 bits, which no sum may leave.
  void (*gram)(int64_t *sums, const int16_t *const *rows, int count, int width);
  // The same of rows whose numbers stay within +-4095: several times as fast.
  void (*gram_small)(int64_t *sums, const int16_t *const *rows, int count, int width);
  // One step of training by the rate loss: forward, backward, Adam. All variants give equal bits.
  void (*train_batch)(const glassine_trainer *trainer, const float *inputs, const float *targets, float rate);
  // Bits that a batch takes by the logistic distributions of the network, all samples together. All variants give equal bits.
  double (*trained_bits)(const glassine_trainer *trainer, const float *inputs, const float *targets);
  // peaks[x] = the largest |rows[t][x] - reference[x]|, at least |reference[x]| / 8 + 1, cut off; reference NULL means zero.
  void (*row_peaks)(uint16_t *peaks, const int16_t *const *rows, const int16_t *reference, int count, int width);
  // out[x] = ((here[x - 2] + ... + here[x + 2] + above[x - 1] + above[x] + above[x + 1]) << shift) + offset. Errors are not negative,
  // shift is 0...6. Reads two columns on either side.
  void (*near_errors)(int32_t *out, const int16_t *here, const int16_t *above, int shift, int offset, int width);
  // weights[x] = min(2^28 / expected[x], 4095 * 2^16 / peaks[x]) in single precision, cut off; both above 0.
  void (*fit_weights)(int32_t *weights, const int32_t *expected, const uint16_t *peaks, int width);
  // For each x the class c, how many of the 3 thresholds, which never fall, activity[x] reaches, but at most classes - 1; places[x] =
  // next[c], which goes up by 1.
  void (*class_places)(
      int32_t *places, int32_t *next, const uint16_t *activity, const uint16_t *thresholds, int classes, int width);
  // out[t * stride + places[x]] = ((rows[t][x] - reference[x]) * weights[x] + 2^15) >> 16, the product wrapping modulo 2^32.
  // reference NULL means zero, places NULL means places[x] = x; places are not negative.
  void (*weigh_rows)(
      int16_t *out, ptrdiff_t stride, const int16_t *const *rows, const int16_t *reference, const int32_t *weights, const int32_t *places,
      int count, int width);
  // out[x] = |16 values[x] - clamp(sums[x] >> shift, lowest, highest)|; the bounds are within 2^20.
  void (*error_magnitudes)(
      int32_t *out, const int32_t *sums, const int16_t *values, int shift, int lowest, int highest, int width);
  // out[x] = min(values[x] >> shift, 32767); values are not negative.
  void (*narrow_magnitudes)(int16_t *out, const int32_t *values, int shift, int width);
  // out[x] = min(|4 here[x] - above[x] - below[x] - here[x - 1] - here[x + 1]|, 32767).
  void (*texture_row)(int16_t *out, const int16_t *above, const int16_t *here, const int16_t *below, int width);
  // Cholesky's factor of a symmetric matrix, whose upper triangle it replaces; pivots that are not above 0 make their rows 0. Element by
  // element the terms are taken away in order of rows, without contraction.
  void (*factorise)(double *matrix, int size);
  // Sets a tile's models, running means, dither and range coder to their start; decoding, it reads the first words of the stream.
  void (*begin_tile)(glassine_tile *tile, const glassine_plane *plane);
  // Codes the row at hand, and fills its errors.
  void (*encode_row)(glassine_tile *tile, const glassine_plane *plane, int width);
  // Decodes the row at hand, and fills its errors. Whatever the stream is, this takes a bounded number of steps and stays within it.
  void (*decode_row)(glassine_tile *tile, const glassine_plane *plane, int width);
  // The same for two tiles of one plane, and faster than one after the other: each waits for its samples while the other works.
  void (*decode_two_rows)(glassine_tile *a, glassine_tile *b, const glassine_plane *plane, int width_a, int width_b);
} glassine_kernels;

// 0 plain, 1 AVX2, 2 AVX-512 with VNNI, 3 NEON; NULL where this processor or build has no such variant.
const glassine_kernels *glassine_kernels_variant(int number);
#endif
