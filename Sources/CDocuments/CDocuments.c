#include "CDocuments.h"

// Swift's array literals of this size take the compiler half a minute; these take nothing.

#ifdef __has_embed
// Swift's interface to C is that of C 17, where this is an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char format[] = {
#embed "../../docs/FORMAT.md"
};
static const unsigned char restore[] = {
#embed "../../docs/RESTORE.md"
};
static const unsigned char reader[] = {
#embed "../../docs/unglassine.py"
};

const struct glassine_document glassine_document_format = {format, sizeof format};
const struct glassine_document glassine_document_restore = {restore, sizeof restore};
const struct glassine_document glassine_document_reader = {reader, sizeof reader};

#else
// Clang before 19. A change of a document alone does not make it compile this file again.

#define EMBED(variable, path) \
  __asm__(".pushsection .data.rel.ro, \"aw\"\n .balign 8\n .globl " #variable "\n .type " #variable ", @object\n .size " #variable ", 16\n" \
          #variable ": .quad 1f, 2f - 1f\n .popsection\n .pushsection .rodata\n 1: .incbin \"" path "\"\n 2:\n .popsection")

EMBED(glassine_document_format, "FORMAT.md");
EMBED(glassine_document_restore, "RESTORE.md");
EMBED(glassine_document_reader, "unglassine.py");
#endif
