#pragma once

// The door to Little CMS: samples of 8 bits from the space of an ICC profile to sRGB, and the profiles that pictures are given.

#include <stddef.h>
#include <stdint.h>

// What a call came to.
typedef enum {
  glassine_lcms_ok = 0,
  glassine_lcms_same,    // the profile is sRGB but for rounding: nothing was changed
  glassine_lcms_refused, // no profile, one of another kind of picture, or one the library cannot use
  glassine_lcms_no_memory,
} glassine_lcms_status;

// Profiles of the program's own.
typedef enum {
  glassine_lcms_srgb,
  glassine_lcms_srgb_grey,  // grey with the tone curve of sRGB
  glassine_lcms_adobe_rgb,
} glassine_lcms_profile;

// Changes `pixels` pixels in place, of one channel (to grey with the tone curve of sRGB) or three (to sRGB): relative colorimetric
// intent with black point compensation.
glassine_lcms_status glassine_lcms_to_srgb(const uint8_t *icc, size_t icc_count, uint32_t channels, uint8_t *samples, size_t pixels);

// Writes a profile (ICC version 4, the same bytes at any time) into `bytes` and gives its length; 0 where that failed.
size_t glassine_lcms_make(glassine_lcms_profile profile, uint8_t *bytes, size_t capacity);
