#include "include/CJXL.h"
