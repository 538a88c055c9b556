#pragma once

#include <stddef.h>

/// A document of docs/ that is part of the program.
struct glassine_document {
  const unsigned char *_Nonnull bytes;
  size_t count;
};

/// docs/FORMAT.md
extern const struct glassine_document glassine_document_format;

/// docs/RESTORE.md
extern const struct glassine_document glassine_document_restore;

/// docs/unglassine.py
extern const struct glassine_document glassine_document_reader;
