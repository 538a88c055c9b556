#include <CConvolution.h>

extern const glassine_convolution_kernels glassine_convolution_plain_kernels;
#if defined(__x86_64__)
extern const glassine_convolution_kernels glassine_convolution_avx2_kernels;
extern const glassine_convolution_kernels glassine_convolution_avx512_kernels;
#elif defined(__aarch64__)
extern const glassine_convolution_kernels glassine_convolution_neon_kernels;
#endif

const glassine_convolution_kernels *glassine_convolution_variant(int number) {
  switch (number) {
  case 0: return &glassine_convolution_plain_kernels;
#if defined(__x86_64__)
  case 1: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &glassine_convolution_avx2_kernels : 0;
  case 2:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512bw")
        ? &glassine_convolution_avx512_kernels
        : 0;
#elif defined(__aarch64__)
  case 3: return &glassine_convolution_neon_kernels;
#endif
  default: return 0;
  }
}
