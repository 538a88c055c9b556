#include "include/CISAL.h"

#include <isa-l/erasure_code.h>

uint8_t glassine_gf_inverse(uint8_t value) { return gf_inv(value); }

uint8_t glassine_gf_product(uint8_t left, uint8_t right) { return gf_mul(left, right); }

size_t glassine_gf_tables_size(int rows, int columns) { return (size_t)32 * (size_t)rows * (size_t)columns; }

void glassine_gf_tables(const uint8_t *matrix, int rows, int columns, uint8_t *tables) {
  ec_init_tables(columns, rows, (unsigned char *)matrix, tables);
}

void glassine_gf_multiply(
    const uint8_t *tables, int rows, int columns, const uint8_t *const *sources, uint8_t *const *results, size_t count) {
  // The library takes lengths as int and nothing of it as const; it does not write to tables or sources.
  ec_encode_data((int)count, columns, rows, (unsigned char *)tables, (unsigned char **)sources, (unsigned char **)results);
}

void glassine_gf_add(const uint8_t *source, uint8_t *sum, size_t count) {
  for (size_t index = 0; index < count; index += 1) sum[index] ^= source[index];
}

// Products of a piece of all rows stay in the first-level cache until they are added.
enum { piece = 512 };

void glassine_gf_multiply_add(
    const uint8_t *tables, int rows, int columns, const uint8_t *const *sources, uint8_t *const *sums, size_t count) {
  if (rows <= 0 || rows > 255 || columns <= 0 || columns > 255) return;
  _Alignas(64) uint8_t products[255][piece];
  const uint8_t *from[255];
  uint8_t *to[255];
  for (int row = 0; row < rows; row += 1) to[row] = products[row];
  for (size_t offset = 0; offset < count; offset += piece) {
    const size_t length = count - offset < piece ? count - offset : piece;
    for (int column = 0; column < columns; column += 1) from[column] = sources[column] + offset;
    glassine_gf_multiply(tables, rows, columns, from, to, length);
    for (int row = 0; row < rows; row += 1) glassine_gf_add(products[row], sums[row] + offset, length);
  }
}

int glassine_gf_invert(uint8_t *matrix, uint8_t *inverse, int size) {
  return gf_invert_matrix(matrix, inverse, size);
}
