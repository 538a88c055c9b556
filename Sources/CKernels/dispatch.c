#include "variants.h"

#if defined(__x86_64__)
// With what every processor that has AVX2 has besides.
static int hasAVX2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
      && __builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("popcnt");
}
#endif

const glassine_kernels *glassine_kernels_variant(int number) {
  switch (number) {
  case 0: return &glassine_plain;
#if defined(__x86_64__)
  case 1: return hasAVX2() ? &glassine_avx2 : 0;
  case 2:
    return hasAVX2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni")
        ? &glassine_avx512
        : 0;
#elif defined(__aarch64__)
  // Every ARM64 processor has NEON.
  case 3: return &glassine_neon;
#endif
  default: return 0;
  }
}
