#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) glassine_convolution_avx2_##x
#define VARIANT "AVX2"
#define BLOCK 6
#include "rows.h"
#pragma clang attribute pop
#else
typedef int no_avx2;
#endif
