#pragma once

#include <stddef.h>

/// Weights of a restoration network, a file of Profiles/ that is part of the program.
struct glassine_weights {
  const unsigned char *_Nonnull bytes;
  size_t count;
};

/// Profiles/dcsc.safetensors
extern const struct glassine_weights glassine_weights_dcsc;

/// Profiles/hr-cnn.safetensors
extern const struct glassine_weights glassine_weights_hr_cnn;
