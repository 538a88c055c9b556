#include "CPAR2.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

void glassine_par2_split(const uint8_t *words, uint8_t *split, size_t count) {
  for (size_t base = 0; base < count; base += 64)
    for (size_t i = 0; i < 32; i++) {
      split[base + i] = words[base + 2 * i];
      split[base + 32 + i] = words[base + 2 * i + 1];
    }
}

void glassine_par2_join(const uint8_t *split, uint8_t *words, size_t count) {
  for (size_t base = 0; base < count; base += 64)
    for (size_t i = 0; i < 32; i++) {
      words[base + 2 * i] = split[base + i];
      words[base + 2 * i + 1] = split[base + 32 + i];
    }
}

// factor * 2^i for each i: multiplication is linear over bits, so that these sixteen products tell all.
static void basis(uint16_t factor, uint16_t products[16]) {
  uint32_t value = factor;
  for (int i = 0; i < 16; i++) {
    products[i] = (uint16_t)value;
    value <<= 1;
    if (value & 0x10000) value ^= 0x1100B;
  }
}

void glassine_par2_multiply_add_plain(uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count) {
  uint16_t products[16], low[256], high[256];
  basis(factor, products);
  low[0] = high[0] = 0;
  for (int i = 1; i < 256; i++) {
    int bit = __builtin_ctz((unsigned)i);
    low[i] = low[i & (i - 1)] ^ products[bit];
    high[i] = high[i & (i - 1)] ^ products[8 + bit];
  }
  for (size_t base = 0; base < count; base += 64)
    for (size_t i = 0; i < 32; i++) {
      uint16_t product = low[source[base + i]] ^ high[source[base + 32 + i]];
      sum[base + i] ^= (uint8_t)product;
      sum[base + 32 + i] ^= (uint8_t)(product >> 8);
    }
}

#if defined(__x86_64__)

// Sixteen entries for each half byte of a word, for the low and the high byte of the product.
__attribute__((target("avx2"))) static void multiply_add_avx2(
    uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count) {
  uint16_t products[16];
  uint8_t entries[8][16];
  basis(factor, products);
  for (int part = 0; part < 4; part++) {
    uint16_t table[16] = {0};
    for (int i = 1; i < 16; i++) {
      table[i] = table[i & (i - 1)] ^ products[4 * part + __builtin_ctz((unsigned)i)];
      entries[2 * part][i] = (uint8_t)table[i];
      entries[2 * part + 1][i] = (uint8_t)(table[i] >> 8);
    }
    entries[2 * part][0] = entries[2 * part + 1][0] = 0;
  }
  __m256i tables[8];
  for (int i = 0; i < 8; i++) tables[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)entries[i]));
  const __m256i mask = _mm256_set1_epi8(15);
  for (size_t base = 0; base < count; base += 64) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(source + base));
    __m256i high = _mm256_loadu_si256((const __m256i *)(source + base + 32));
    __m256i parts[4] = {
        _mm256_and_si256(low, mask), _mm256_and_si256(_mm256_srli_epi16(low, 4), mask), _mm256_and_si256(high, mask),
        _mm256_and_si256(_mm256_srli_epi16(high, 4), mask)};
    __m256i first = _mm256_loadu_si256((const __m256i *)(sum + base));
    __m256i second = _mm256_loadu_si256((const __m256i *)(sum + base + 32));
    for (int part = 0; part < 4; part++) {
      first = _mm256_xor_si256(first, _mm256_shuffle_epi8(tables[2 * part], parts[part]));
      second = _mm256_xor_si256(second, _mm256_shuffle_epi8(tables[2 * part + 1], parts[part]));
    }
    _mm256_storeu_si256((__m256i *)(sum + base), first);
    _mm256_storeu_si256((__m256i *)(sum + base + 32), second);
  }
}

// The matrix over bits that takes byte `input` of a word to byte `output` of its product, as the instruction has it: first row last.
static uint64_t matrix(const uint16_t products[16], int input, int output) {
  uint64_t rows = 0;
  for (int row = 0; row < 8; row++) {
    uint64_t bits = 0;
    for (int column = 0; column < 8; column++) bits |= (uint64_t)(products[8 * input + column] >> (8 * output + row) & 1) << column;
    rows |= bits << (8 * (7 - row));
  }
  return rows;
}

__attribute__((target("avx2,gfni"))) static void multiply_add_gfni(
    uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count) {
  uint16_t products[16];
  basis(factor, products);
  const __m256i low_low = _mm256_set1_epi64x((long long)matrix(products, 0, 0));
  const __m256i low_high = _mm256_set1_epi64x((long long)matrix(products, 0, 1));
  const __m256i high_low = _mm256_set1_epi64x((long long)matrix(products, 1, 0));
  const __m256i high_high = _mm256_set1_epi64x((long long)matrix(products, 1, 1));
  for (size_t base = 0; base < count; base += 64) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(source + base));
    __m256i high = _mm256_loadu_si256((const __m256i *)(source + base + 32));
    __m256i first = _mm256_xor_si256(
        _mm256_gf2p8affine_epi64_epi8(low, low_low, 0), _mm256_gf2p8affine_epi64_epi8(high, high_low, 0));
    __m256i second = _mm256_xor_si256(
        _mm256_gf2p8affine_epi64_epi8(low, low_high, 0), _mm256_gf2p8affine_epi64_epi8(high, high_high, 0));
    __m256i *sums = (__m256i *)(sum + base);
    _mm256_storeu_si256(sums, _mm256_xor_si256(_mm256_loadu_si256(sums), first));
    _mm256_storeu_si256(sums + 1, _mm256_xor_si256(_mm256_loadu_si256(sums + 1), second));
  }
}

#endif

void glassine_par2_multiply_add(uint16_t factor, const uint8_t *source, uint8_t *sum, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    if (__builtin_cpu_supports("gfni")) {
      multiply_add_gfni(factor, source, sum, count);
    } else {
      multiply_add_avx2(factor, source, sum, count);
    }
    return;
  }
#endif
  glassine_par2_multiply_add_plain(factor, source, sum, count);
}
