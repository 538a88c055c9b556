#define NAME(x) glassine_convolution_plain_##x
#define VARIANT "plain"
#define BLOCK 4
#include "rows.h"
