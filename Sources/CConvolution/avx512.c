#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#define NAME(x) glassine_convolution_avx512_##x
#define VARIANT "AVX-512"
#define BLOCK 24
#include "rows.h"
#pragma clang attribute pop
#else
typedef int no_avx512;
#endif
