// The loops over the samples of a tile, once a variant. Needs NAME and INLINE.
#include "model.h"
#include "sample.h"
#include "range_coder.h"
#include "tile.h"
#include "row_decoder.h"
#include "row_encoder.h"
