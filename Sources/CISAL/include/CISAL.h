#pragma once

// The door to ISA-L's erasure codes: arithmetic on runs of bytes as elements of GF(2^8), polynomial 0x11D.

#include <stddef.h>
#include <stdint.h>

// The multiplicative inverse; 0 for 0.
uint8_t glassine_gf_inverse(uint8_t value);

// The product of two elements.
uint8_t glassine_gf_product(uint8_t left, uint8_t right);

// Bytes that `glassine_gf_tables` fills for a matrix of that size.
size_t glassine_gf_tables_size(int rows, int columns);

// Expands a matrix, row after row, into the tables that `glassine_gf_multiply` takes.
void glassine_gf_tables(const uint8_t *matrix, int rows, int columns, uint8_t *tables);

// results[r][i] = sum over c of matrix[r][c] * sources[c][i], for `count` bytes each. Results and sources must not overlap.
void glassine_gf_multiply(
    const uint8_t *tables, int rows, int columns, const uint8_t *const *sources, uint8_t *const *results, size_t count);

// sums[r][i] += the same, for up to 255 rows and 255 columns.
void glassine_gf_multiply_add(
    const uint8_t *tables, int rows, int columns, const uint8_t *const *sources, uint8_t *const *sums, size_t count);

// sum[i] += source[i].
void glassine_gf_add(const uint8_t *source, uint8_t *sum, size_t count);

// Inverts a matrix of size by size elements, which it overwrites; 0 on success, -1 where there is no inverse.
int glassine_gf_invert(uint8_t *matrix, uint8_t *inverse, int size);
