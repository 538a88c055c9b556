#ifndef GLASSINE_NETWORK_H
#define GLASSINE_NETWORK_H
#include <stdint.h>

// A small network whose first layer's row part was summed beforehand. Hidden layers have a multiple of 16 outputs, 64 at most.
typedef struct {
  int32_t hidden_layers;            // 1...3
  int32_t serial_inputs;            // even, from 0 on
  int32_t outputs[3];               // of each hidden layer
  const int16_t *serial_weights;    // of the first layer, for the serial inputs; laid out as in dense_pairs
  const int16_t *weights[3];        // of the second and third hidden layer, at 1 and 2; laid out as in dense_pairs
  const int32_t *biases[3];
  const int16_t *last_weights;      // [2][outputs of the last hidden layer]
  int32_t last_biases[2];
} glassine_network;
#endif
