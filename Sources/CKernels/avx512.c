#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                                                  \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))), apply_to = function)
#define NAME(x) avx512_##x
#define OWN_NORMALISE
#include "plain.h"
#include "fit.h"
#include "variants.h"
#define TRAINING_BLOCK 4
#include "training.h"
#define DOT(sum, a, b) _mm256_dpwssd_epi32(sum, a, b)
#include "network256.h"
// How many of 32 numbers are below a key.
INLINE int avx512_below_key(const __m512i *edges, int16_t key) {
  return __builtin_popcount(_mm512_cmpgt_epi16_mask(_mm512_set1_epi16(key), _mm512_load_si512(edges)));
}
#define BIN_OF avx512_below_key
#include "loops.h"

static inline int32_t pair_at(const int16_t *p) {
  int32_t v;
  memcpy(&v, p, 4);
  return v;
}

static void sum_rows(
    int32_t *sums, ptrdiff_t stride, const int16_t *const *rows, const int16_t *weights, const int32_t *biases, int taps, int outputs,
    int width) {
  const __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
  for (int x = 0; x < width; x += 32) {
    for (int o0 = 0; o0 < outputs; o0 += 8) {
      int n = outputs - o0 < 8 ? outputs - o0 : 8;
      __m512i lo[8], hi[8];
      for (int o = 0; o < 8; o++) lo[o] = hi[o] = _mm512_set1_epi32(o < n ? biases[o0 + o] : 0);
      for (int t = 0; t < taps; t += 2) {
        __m512i a = _mm512_loadu_si512(rows[t] + x), b = _mm512_loadu_si512(rows[t + 1] + x);
        __m512i p = _mm512_unpacklo_epi16(a, b), q = _mm512_unpackhi_epi16(a, b);
        for (int o = 0; o < 8; o++) {
          if (o >= n) break;
          __m512i w = _mm512_set1_epi32(pair_at(weights + (o0 + o) * taps + t));
          lo[o] = _mm512_dpwssd_epi32(lo[o], p, w);
          hi[o] = _mm512_dpwssd_epi32(hi[o], q, w);
        }
      }
      for (int o = 0; o < n; o++) {
        // Unpacking works within 128 bits: lo holds samples 0-3, 8-11, 16-19, 24-27.
        int32_t *out = sums + (o0 + o) * stride + x;
        _mm512_storeu_si512(out, _mm512_permutex2var_epi64(lo[o], first, hi[o]));
        _mm512_storeu_si512(out + 16, _mm512_permutex2var_epi64(lo[o], second, hi[o]));
      }
    }
  }
}

static void dense_pairs(
    int32_t *sums, const int32_t *pairs, ptrdiff_t stride, const int16_t *weights, const int32_t *biases, int count, int outputs,
    int width) {
  for (int x = 0; x < width; x += 8) {
    int n = width - x < 8 ? width - x : 8;
    for (int o = 0; o < outputs; o += 16) {
      __m512i s[8];
      for (int i = 0; i < 8; i++) s[i] = _mm512_loadu_si512(biases + o);
      for (int k = 0; k < count / 2; k++) {
        __m512i w = _mm512_loadu_si512(weights + ((ptrdiff_t)k * outputs + o) * 2);
        const int32_t *p = pairs + k * stride + x;
        for (int i = 0; i < 8; i++) s[i] = _mm512_dpwssd_epi32(s[i], _mm512_set1_epi32(p[i]), w);
      }
      for (int i = 0; i < 8; i++) {
        if (i >= n) break;
        _mm512_storeu_si512(sums + (ptrdiff_t)(x + i) * outputs + o, s[i]);
      }
    }
  }
}

static void avx512_dense_step(
    int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift) {
  for (int o = 0; o < outputs; o += 16) {
    __m512i even = _mm512_loadu_si512(sums + o), odd = _mm512_setzero_si512();
    int k = 0;
    for (; k + 1 < count / 2; k += 2) {
      const int16_t *w = weights + ((ptrdiff_t)k * outputs + o) * 2;
      even = _mm512_dpwssd_epi32(even, _mm512_set1_epi32(pair_at(inputs + 2 * k)), _mm512_loadu_si512(w));
      odd = _mm512_dpwssd_epi32(odd, _mm512_set1_epi32(pair_at(inputs + 2 * k + 2)), _mm512_loadu_si512(w + 2 * outputs));
    }
    if (k < count / 2)
      even = _mm512_dpwssd_epi32(
          even, _mm512_set1_epi32(pair_at(inputs + 2 * k)), _mm512_loadu_si512(weights + ((ptrdiff_t)k * outputs + o) * 2));
    __m512i sum = _mm512_srai_epi32(_mm512_add_epi32(even, odd), (unsigned)shift);
    sum = _mm512_max_epi32(sum, _mm512_setzero_si512());
    _mm256_storeu_si256((__m256i *)(hidden + o), _mm512_cvtsepi32_epi16(sum));
  }
}

static void avx512_normalise_rows(
    int32_t *pairs, ptrdiff_t stride, const int16_t *const *rows, const int16_t *reference, const int16_t *limit, const int32_t *factor,
    int shift, int count, int width) {
  const __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
  const int low = shift < 16 ? shift : 16;
  const __m128i down = _mm_cvtsi32_si128(low), up = _mm_cvtsi32_si128(16 - low), rest = _mm_cvtsi32_si128(shift - low);
  const __m512i half = _mm512_set1_epi32(1 << (low - 1)), zero = _mm512_setzero_si512();
  for (int x = 0; x < width; x += 32) {
    // factor = high * 2^low + rest, so that (value * factor) >> low is a low half and a high half of 16-bit products.
    __m512i f0 = _mm512_loadu_si512(factor + x), f1 = _mm512_loadu_si512(factor + x + 16);
    __m512i h0 = _mm512_sra_epi32(_mm512_add_epi32(f0, half), down), h1 = _mm512_sra_epi32(_mm512_add_epi32(f1, half), down);
    __m512i l0 = _mm512_sub_epi32(f0, _mm512_sll_epi32(h0, down)), l1 = _mm512_sub_epi32(f1, _mm512_sll_epi32(h1, down));
    __m512i high = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi32_epi16(h0)), _mm512_cvtepi32_epi16(h1), 1);
    __m512i fine = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi32_epi16(l0)), _mm512_cvtepi32_epi16(l1), 1);
    fine = _mm512_sll_epi16(fine, up);
    __m512i top = _mm512_loadu_si512(limit + x), bottom = _mm512_sub_epi16(zero, top);
    __m512i level = reference ? _mm512_loadu_si512(reference + x) : zero;
    for (int k = 0; k < count / 2; k++) {
      __m512i v[2];
      for (int i = 0; i < 2; i++) {
        __m512i d = _mm512_subs_epi16(_mm512_loadu_si512(rows[2 * k + i] + x), level);
        d = _mm512_max_epi16(_mm512_min_epi16(d, top), bottom);
        v[i] = _mm512_sra_epi16(_mm512_add_epi16(_mm512_mullo_epi16(d, high), _mm512_mulhi_epi16(d, fine)), rest);
      }
      __m512i p = _mm512_unpacklo_epi16(v[0], v[1]), q = _mm512_unpackhi_epi16(v[0], v[1]);
      _mm512_storeu_si512(pairs + k * stride + x, _mm512_permutex2var_epi64(p, first, q));
      _mm512_storeu_si512(pairs + k * stride + x + 16, _mm512_permutex2var_epi64(p, second, q));
    }
  }
}

static void gram(int64_t *sums, const int16_t *const *rows, int count, int width) {
  // Added to a sum of two products, this makes it an unsigned number of 32 bits.
  const int32_t offset = 2 * 32768 * 32767;
  for (int i0 = 0; i0 < count; i0 += 2)
    for (int j0 = 0; j0 <= i0 + 1; j0 += 4) {
      const int16_t *a[2], *b[4];
      __m512i low[2][4], high[2][4];
      for (int i = 0; i < 2; i++) a[i] = rows[i0 + i < count ? i0 + i : i0];
      for (int j = 0; j < 4; j++) b[j] = rows[j0 + j < count ? j0 + j : i0];
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++) low[i][j] = high[i][j] = _mm512_setzero_si512();
      for (int x = 0; x < width; x += 32) {
        __mmask32 there = width - x < 32 ? (1u << (width - x)) - 1 : ~0u;
        __m512i u[2] = {_mm512_maskz_loadu_epi16(there, a[0] + x), _mm512_maskz_loadu_epi16(there, a[1] + x)};
        UNROLL for (int j = 0; j < 4; j++) {
          __m512i v = _mm512_maskz_loadu_epi16(there, b[j] + x);
          UNROLL for (int i = 0; i < 2; i++) {
            // The upper number of each two is summed on its own, and with the lower one, modulo 2^64.
            __m512i m = _mm512_add_epi32(_mm512_madd_epi16(u[i], v), _mm512_set1_epi32(offset));
            low[i][j] = _mm512_add_epi64(low[i][j], m);
            high[i][j] = _mm512_add_epi64(high[i][j], _mm512_srli_epi64(m, 32));
          }
        }
      }
      const uint64_t added = (uint64_t)((width + 31) / 32) * 16 * offset;
      UNROLL for (int i = 0; i < 2; i++) {
        UNROLL for (int j = 0; j < 4; j++) {
          uint64_t upper = (uint64_t)_mm512_reduce_add_epi64(high[i][j]), both = (uint64_t)_mm512_reduce_add_epi64(low[i][j]);
          if (i0 + i < count && j0 + j <= i0 + i) sums[(i0 + i) * count + j0 + j] += (int64_t)(both - (upper << 32) + upper - added);
        }
      }
    }
}

static void gram_small(int64_t *sums, const int16_t *const *rows, int count, int width) {
  for (int start = 0; start < width; start += 2048) {
    // 64 sums of two products of 12 bits each stay within 32 bits.
    const int n = width - start < 2048 ? width - start : 2048, whole = n & ~31;
    const __mmask32 rest = (1u << (n - whole)) - 1;
    for (int i0 = 0; i0 < count; i0 += 4)
      for (int j0 = 0; j0 <= i0; j0 += 4) {
        const int16_t *a[4], *b[4];
        __m512i s[4][4];
        for (int i = 0; i < 4; i++) a[i] = rows[i0 + i < count ? i0 + i : i0] + start;
        for (int j = 0; j < 4; j++) b[j] = rows[j0 + j < count ? j0 + j : j0] + start;
        UNROLL for (int i = 0; i < 4; i++) {
          UNROLL for (int j = 0; j < 4; j++) s[i][j] = _mm512_setzero_si512();
        }
        for (int x = 0; x < whole; x += 32) {
          __m512i u[4];
          UNROLL for (int i = 0; i < 4; i++) u[i] = _mm512_loadu_si512(a[i] + x);
          UNROLL for (int j = 0; j < 4; j++) {
            __m512i v = _mm512_loadu_si512(b[j] + x);
            UNROLL for (int i = 0; i < 4; i++) s[i][j] = _mm512_dpwssd_epi32(s[i][j], u[i], v);
          }
        }
        if (rest) {
          __m512i u[4];
          UNROLL for (int i = 0; i < 4; i++) u[i] = _mm512_maskz_loadu_epi16(rest, a[i] + whole);
          UNROLL for (int j = 0; j < 4; j++) {
            __m512i v = _mm512_maskz_loadu_epi16(rest, b[j] + whole);
            UNROLL for (int i = 0; i < 4; i++) s[i][j] = _mm512_dpwssd_epi32(s[i][j], u[i], v);
          }
        }
        UNROLL for (int i = 0; i < 4; i++) {
          UNROLL for (int j = 0; j < 4; j++) {
            if (i0 + i >= count || j0 + j > i0 + i) continue;
            __m512i low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(s[i][j]));
            __m512i high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(s[i][j], 1));
            sums[(i0 + i) * count + j0 + j] += _mm512_reduce_add_epi64(_mm512_add_epi64(low, high));
          }
        }
      }
  }
}

#pragma clang attribute pop
const glassine_kernels glassine_avx512 = {
    .name = "AVX-512 VNNI",
    .sum_rows = sum_rows,
    .normalise_rows = avx512_normalise_rows,
    .dense_pairs = dense_pairs,
    .network_step = avx512_fused_step,
    .dense_step = avx512_dense_step,
    .sum_differences = avx512_sum_differences,
    .choose = avx512_choose,
    .references = avx512_references,
    .mean_of_four = avx512_mean_of_four,
    .gram = gram,
    .train_batch = avx512_train_batch,
    .trained_bits = avx512_trained_bits,
    .gram_small = gram_small,
    .row_peaks = avx512_row_peaks,
    .near_errors = avx512_near_errors,
    .fit_weights = avx512_fit_weights,
    .class_places = avx512_class_places,
    .weigh_rows = avx512_weigh_rows,
    .error_magnitudes = avx512_error_magnitudes,
    .narrow_magnitudes = avx512_narrow_magnitudes,
    .texture_row = avx512_texture_row,
    .factorise = avx512_factorise,
    .begin_tile = avx512_begin_tile,
    .encode_row = avx512_encode_row,
    .decode_row = avx512_decode_row,
    .decode_two_rows = avx512_decode_two_rows,
};
#endif
