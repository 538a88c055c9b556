#ifndef GLASSINE_VARIANTS_H
#define GLASSINE_VARIANTS_H
#include "glassine_kernels.h"
extern const glassine_kernels glassine_plain;
#if defined(__x86_64__)
extern const glassine_kernels glassine_avx2;
extern const glassine_kernels glassine_avx512;
#elif defined(__aarch64__)
extern const glassine_kernels glassine_neon;
#endif
#endif
