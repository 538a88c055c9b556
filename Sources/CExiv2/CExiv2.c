#include "include/CExiv2.h"
