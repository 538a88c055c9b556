#pragma once

#include <stddef.h>

/// A file of `page/` that is part of the program.
struct glassine_page {
  const unsigned char *_Nonnull bytes;
  size_t count;
};

/// page/index.html, with `{{title}}` to be filled in.
extern const struct glassine_page glassine_page_index;
/// page/sheet.css
extern const struct glassine_page glassine_page_style;
/// page/theme.js: light and dark, before anything is drawn.
extern const struct glassine_page glassine_page_theme;
/// page/words.js: how values are written.
extern const struct glassine_page glassine_page_words;
/// page/shots.js: takes the data in, searches and sorts it.
extern const struct glassine_page glassine_page_shots;
/// page/grid.js: draws the part of the sheet that is in sight.
extern const struct glassine_page glassine_page_grid;
/// page/compare.js: the slider between a preview and its restored copy.
extern const struct glassine_page glassine_page_compare;
/// page/viewer.js: shows one picture with its facts.
extern const struct glassine_page glassine_page_viewer;
/// page/sheet.js: puts the parts together.
extern const struct glassine_page glassine_page_sheet;
