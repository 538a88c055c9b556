#ifndef GLASSINE_CONVOLUTION_H
#define GLASSINE_CONVOLUTION_H
// Convolutions of pictures in floating point, for reading copies: what an archive keeps never depends on them.
//
// Maps lie pixel by pixel, all channels of a pixel together; channels are a multiple of 16. Pointers need no alignment but their type's.
#include <stddef.h>
#include <stdint.h>

// One row of a 3 x 3 convolution and what follows it. For each pixel x < width and output o:
// sum = biases[o] + weights * inputs + (added ? added[x][o] : 0) + (driven ? factors[o] * driven[x][o] : 0); out = rectified ? max(sum, 0) : sum.
typedef struct {
  int32_t inputs;          // channels in, a multiple of 16
  int32_t outputs;         // channels out, a multiple of 16
  int32_t stride;          // floats from one pixel of `out` to the next, `outputs` or more
  int32_t dilation;        // pixels between taps, 1 or more
  int32_t rectified;
  const float *weights;    // [outputs / 16][9 taps, row by row][inputs][16]
  const float *biases;     // [outputs]
  const float *factors;    // [outputs], read with `driven` only
} glassine_convolution;

typedef struct {
  const char *name;
  // `rows` are the rows above, at and below; each is read from -dilation to width + dilation. `out` must not overlap what is read.
  void (*convolve_row)(
      float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int width);
  // The inputs' side of convolutions that multiply half as often, by F(4, 3) of Winograd along a row: six numbers for every four pixels,
  // out[tile][6][channels]. `in` is read from -1 to 4 * tiles.
  void (*spread_row)(float *out, const float *in, int channels, int tiles);
  // The same as convolve_row from spread rows of (width + 3) / 4 tiles, with dilation 1 and weights [outputs / 16][6][3 rows][inputs][16].
  void (*convolve_spread)(
      float *out, const float *const rows[3], const float *added, const float *driven, const glassine_convolution *layer, int width);
  // out[x][o] = biases[o] + sum over i of weights * in[x][i], with weights [outputs / 16][inputs][16]; rectified where asked.
  void (*transform_row)(
      float *out, const float *in, const float *weights, const float *biases, int inputs, int outputs, int rectified, int width);
} glassine_convolution_kernels;

// 0 plain, 1 AVX2 with FMA, 2 AVX-512, 3 NEON; NULL where this processor or build has no such variant.
const glassine_convolution_kernels *glassine_convolution_variant(int number);
#endif
