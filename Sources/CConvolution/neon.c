#if defined(__aarch64__)
#define NAME(x) glassine_convolution_neon_##x
#define VARIANT "NEON"
#define BLOCK 6
#include "rows.h"
#else
typedef int no_neon;
#endif
