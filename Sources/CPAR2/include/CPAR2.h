#pragma once

// Loops of PAR 2.0: arithmetic on runs of 16-bit little-endian words as elements of GF(2^16), polynomial 0x1100B, and CRC-32.
//
// Runs are kept split: of every 64 bytes, first the low bytes of 32 words, then their high bytes. Lengths are multiples of 64.

#include <stddef.h>
#include <stdint.h>

// Splits a run of words; `words` and `split` must not overlap.
void glassine_par2_split(const uint8_t *words, uint8_t *split, size_t count);

// The reverse.
void glassine_par2_join(const uint8_t *split, uint8_t *words, size_t count);

// sum += factor * source, for split runs that do not overlap.
void glassine_par2_multiply_add(uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count);

// The same without instructions that not every processor has; for tests.
void glassine_par2_multiply_add_plain(uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count);

// CRC-32 as in zlib; begins with 0, and goes on with what it gave.
uint32_t glassine_par2_crc32(uint32_t crc, const uint8_t *bytes, size_t count);
