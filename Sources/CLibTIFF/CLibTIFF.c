#include "include/CLibTIFF.h"
