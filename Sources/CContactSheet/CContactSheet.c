#include "CContactSheet.h"

// Real files in `page/`, so that a browser, an editor and the tests can open them; bytes of the program, so that it needs no folder beside it.

#ifdef __has_embed
// Swift's interface to C is that of C 17, where this is an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define PAGE(variable) const struct glassine_page glassine_page_##variable = {variable, sizeof variable}

static const unsigned char index[] = {
#embed "page/index.html"
};
static const unsigned char style[] = {
#embed "page/sheet.css"
};
static const unsigned char theme[] = {
#embed "page/theme.js"
};
static const unsigned char words[] = {
#embed "page/words.js"
};
static const unsigned char shots[] = {
#embed "page/shots.js"
};
static const unsigned char grid[] = {
#embed "page/grid.js"
};
static const unsigned char compare[] = {
#embed "page/compare.js"
};
static const unsigned char viewer[] = {
#embed "page/viewer.js"
};
static const unsigned char sheet[] = {
#embed "page/sheet.js"
};

PAGE(index);
PAGE(style);
PAGE(theme);
PAGE(words);
PAGE(shots);
PAGE(grid);
PAGE(compare);
PAGE(viewer);
PAGE(sheet);

#else
// Clang before 19. A change of a file alone does not make it compile this file again.

#define EMBED(variable, path) \
  __asm__(".pushsection .data.rel.ro, \"aw\"\n .balign 8\n .globl " #variable "\n .type " #variable ", @object\n .size " #variable ", 16\n" \
          #variable ": .quad 1f, 2f - 1f\n .popsection\n .pushsection .rodata\n 1: .incbin \"" path "\"\n 2:\n .popsection")

EMBED(glassine_page_index, "page/index.html");
EMBED(glassine_page_style, "page/sheet.css");
EMBED(glassine_page_theme, "page/theme.js");
EMBED(glassine_page_words, "page/words.js");
EMBED(glassine_page_shots, "page/shots.js");
EMBED(glassine_page_grid, "page/grid.js");
EMBED(glassine_page_compare, "page/compare.js");
EMBED(glassine_page_viewer, "page/viewer.js");
EMBED(glassine_page_sheet, "page/sheet.js");
#endif
