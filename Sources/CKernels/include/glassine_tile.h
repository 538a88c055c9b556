#ifndef GLASSINE_TILE_H
#define GLASSINE_TILE_H
// What the loops over the samples of a tile read and keep, docs/FORMAT.md 5.6.
#include <stddef.h>
#include <stdint.h>
#include "glassine_network.h"

enum {
  GLASSINE_BINS = 26,
  GLASSINE_CODES = 352,
  // Adaptive models of a tile: four energy classes for each of 24 contexts.
  GLASSINE_MODELS = 96,
  GLASSINE_MODEL_BYTES = 384,
  // Running means of errors: 24 * 16, then 12 * 256.
  GLASSINE_COARSE_BIASES = 384,
  GLASSINE_BIASES = 3456,
  // No sample is coded in more words of 16 bits.
  GLASSINE_MOST_WORDS = 4,
};

// A step of the logistic table's grid: share of its bin's mass below it, its own share, both in 2^-16, and its bin.
typedef struct {
  uint16_t base;
  uint16_t slope;
  uint32_t bin;
} glassine_step;

// What a scale code stands for.
typedef struct {
  int64_t reciprocal;  // 2^36 / scale, the scale in sixteenths of a number
  int32_t scale;       // in 2^-8 sixteenths of a number
  int32_t context;     // 0...23
} glassine_scale;

// The tables that all planes share.
typedef struct {
  const glassine_step *steps;  // 2048
  const int32_t *inverse;      // 17 positions a bin, in 2^-12 scales from the centre: where each sixteenth of its mass ends
  const uint32_t *masses;      // of the bins, in 2^-16
} glassine_logistic;

// What is the same for all tiles of a plane.
typedef struct {
  glassine_logistic logistic;
  const glassine_scale *scales;  // GLASSINE_CODES
  int32_t centre, middle;        // the middle is 16 times the centre
  int32_t lowest16, highest16;   // bounds of predictions, sixteenths of a number
  int32_t shift;                 // of the prediction's sum: S - 4
  int32_t error_shift;
  int32_t left_weights[8];       // of each class: the sample to the left, and the one before it
  int32_t left_scale, left_scale_before;
  // Cells: `count` indices, of numbers from `lowest` on to lowest + span.
  int32_t lowest, span, count;
  int32_t first16;               // the lowest edge
  uint32_t floor;
  uint64_t shared;
  const int32_t *edges;          // of each index; NULL where all cells are equal, as the next three
  const uint16_t *indices;       // of span + 1 numbers: the index whose cell the number's middle falls into
  const uint16_t *numbers;       // of each index
  const uint16_t *positions;     // of span + 1 numbers in use: the index
  const glassine_network *network;  // NULL without one
  int32_t parity;                // not 0: serial inputs 6 and 7 tell the parity of row and column
} glassine_plane;

// A tile at work. Rows are those at hand; whoever steps from row to row sets them, and what lies left of the row.
typedef struct {
  // The range coder.
  uint64_t low, range;
  uint64_t code;             // decoding: of the stream, less low
  const uint8_t *bytes;      // decoding: the stream
  size_t count, next;        // decoding: its length, and the next byte, which may lie past it
  uint16_t *words;           // coding: what has been written; room for GLASSINE_MOST_WORDS a sample of the row and one more
  size_t word_count;
  void *models;              // GLASSINE_MODELS * GLASSINE_MODEL_BYTES, at a multiple of 64
  int32_t *biases;           // GLASSINE_BIASES
  uint32_t dither;
  // The row: samples less the centre from column -2 on, those above it from -1 to width, and errors from column -2 on.
  int32_t row, first_column; // of the plane, and where the tile begins in it: they tell parities
  int16_t *own;
  const int16_t *above;
  int16_t *errors;
  int16_t *signed_errors;    // only with a network, as all below
  const int32_t *sums, *scales;
  const uint8_t *classes;
  const int32_t *network_sums, *row_scale, *factor;
  const int16_t *limits, *error_limits, *reference;
} glassine_tile;
#endif
