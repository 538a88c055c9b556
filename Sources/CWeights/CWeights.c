#include "CWeights.h"

// As in CDocuments: Swift's array literals of this size take the compiler minutes; these take nothing.

#ifdef __has_embed
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char dcsc[] = {
#embed "../../Profiles/dcsc.safetensors"
};
static const unsigned char hr_cnn[] = {
#embed "../../Profiles/hr-cnn.safetensors"
};

const struct glassine_weights glassine_weights_dcsc = {dcsc, sizeof dcsc};
const struct glassine_weights glassine_weights_hr_cnn = {hr_cnn, sizeof hr_cnn};

#else
// Clang before 19. A change of a file alone does not make it compile this one again.

#define EMBED(variable, path) \
  __asm__(".pushsection .data.rel.ro, \"aw\"\n .balign 8\n .globl " #variable "\n .type " #variable ", @object\n .size " #variable ", 16\n" \
          #variable ": .quad 1f, 2f - 1f\n .popsection\n .pushsection .rodata\n 1: .incbin \"" path "\"\n 2:\n .popsection")

EMBED(glassine_weights_dcsc, "dcsc.safetensors");
EMBED(glassine_weights_hr_cnn, "hr-cnn.safetensors");
#endif
