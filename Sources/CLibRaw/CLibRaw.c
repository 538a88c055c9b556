#include "include/CLibRaw.h"
