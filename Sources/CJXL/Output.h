#pragma once

// Inside the door only: what both encoders share.

#include <jxl/encode.h>

#include "include/CJXL.h"

// All output of an encoder whose input is closed, in a buffer of its own.
glassine_jxl_status glassine_jxl_collect(JxlEncoder *encoder, uint8_t **bytes, size_t *count);
