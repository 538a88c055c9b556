#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#define NAME(x) avx2_##x
#define OWN_NORMALISE
#include "plain.h"
#include "fit.h"
#include "variants.h"
#define TRAINING_BLOCK 2
#include "training.h"
#define DOT(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#include "network256.h"
// How many of 32 numbers are below a key.
INLINE int avx2_below_key(const __m256i *edges, int16_t key) {
  const __m256i keys = _mm256_set1_epi16(key);
  __m256i low = _mm256_cmpgt_epi16(keys, _mm256_load_si256(edges)), high = _mm256_cmpgt_epi16(keys, _mm256_load_si256(edges + 1));
  return __builtin_popcount((unsigned)_mm256_movemask_epi8(_mm256_packs_epi16(low, high)));
}
#define BIN_OF avx2_below_key
#include "loops.h"

static inline int32_t pair_at(const int16_t *p) {
  int32_t v;
  memcpy(&v, p, 4);
  return v;
}

static void sum_rows(
    int32_t *sums, ptrdiff_t stride, const int16_t *const *rows, const int16_t *weights, const int32_t *biases, int taps, int outputs,
    int width) {
  for (int x = 0; x < width; x += 16) {
    for (int o0 = 0; o0 < outputs; o0 += 4) {
      int n = outputs - o0 < 4 ? outputs - o0 : 4;
      __m256i lo[4], hi[4];
      for (int o = 0; o < 4; o++) lo[o] = hi[o] = _mm256_set1_epi32(o < n ? biases[o0 + o] : 0);
      for (int t = 0; t < taps; t += 2) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(rows[t] + x)), b = _mm256_loadu_si256((const __m256i *)(rows[t + 1] + x));
        __m256i p = _mm256_unpacklo_epi16(a, b), q = _mm256_unpackhi_epi16(a, b);
        for (int o = 0; o < 4; o++) {
          if (o >= n) break;
          __m256i w = _mm256_set1_epi32(pair_at(weights + (o0 + o) * taps + t));
          lo[o] = _mm256_add_epi32(lo[o], _mm256_madd_epi16(p, w));
          hi[o] = _mm256_add_epi32(hi[o], _mm256_madd_epi16(q, w));
        }
      }
      for (int o = 0; o < n; o++) {
        int32_t *out = sums + (o0 + o) * stride + x;
        _mm256_storeu_si256((__m256i *)out, _mm256_permute2x128_si256(lo[o], hi[o], 0x20));
        _mm256_storeu_si256((__m256i *)(out + 8), _mm256_permute2x128_si256(lo[o], hi[o], 0x31));
      }
    }
  }
}

static void dense_pairs(
    int32_t *sums, const int32_t *pairs, ptrdiff_t stride, const int16_t *weights, const int32_t *biases, int count, int outputs,
    int width) {
  for (int x = 0; x < width; x += 4) {
    int n = width - x < 4 ? width - x : 4;
    for (int o = 0; o < outputs; o += 16) {
      __m256i s[4][2];
      for (int i = 0; i < 4; i++)
        for (int j = 0; j < 2; j++) s[i][j] = _mm256_loadu_si256((const __m256i *)(biases + o + 8 * j));
      for (int k = 0; k < count / 2; k++) {
        const int16_t *w = weights + ((ptrdiff_t)k * outputs + o) * 2;
        __m256i w0 = _mm256_loadu_si256((const __m256i *)w), w1 = _mm256_loadu_si256((const __m256i *)(w + 16));
        const int32_t *p = pairs + k * stride + x;
        for (int i = 0; i < 4; i++) {
          __m256i z = _mm256_set1_epi32(p[i]);
          s[i][0] = _mm256_add_epi32(s[i][0], _mm256_madd_epi16(z, w0));
          s[i][1] = _mm256_add_epi32(s[i][1], _mm256_madd_epi16(z, w1));
        }
      }
      for (int i = 0; i < 4; i++) {
        if (i >= n) break;
        for (int j = 0; j < 2; j++) _mm256_storeu_si256((__m256i *)(sums + (ptrdiff_t)(x + i) * outputs + o + 8 * j), s[i][j]);
      }
    }
  }
}

static void avx2_dense_step(
    int16_t *hidden, const int32_t *sums, const int16_t *inputs, const int16_t *weights, int count, int outputs, int shift) {
  for (int o = 0; o < outputs; o += 16) {
    __m256i s0 = _mm256_loadu_si256((const __m256i *)(sums + o)), s1 = _mm256_loadu_si256((const __m256i *)(sums + o + 8));
    for (int k = 0; k < count / 2; k++) {
      const int16_t *w = weights + ((ptrdiff_t)k * outputs + o) * 2;
      __m256i z = _mm256_set1_epi32(pair_at(inputs + 2 * k));
      s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(z, _mm256_loadu_si256((const __m256i *)w)));
      s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(z, _mm256_loadu_si256((const __m256i *)(w + 16))));
    }
    s0 = _mm256_srai_epi32(s0, shift);
    s1 = _mm256_srai_epi32(s1, shift);
    __m256i h = _mm256_permute4x64_epi64(_mm256_packs_epi32(s0, s1), 0xd8);
    _mm256_storeu_si256((__m256i *)(hidden + o), _mm256_max_epi16(h, _mm256_setzero_si256()));
  }
}

static void avx2_normalise_rows(
    int32_t *pairs, ptrdiff_t stride, const int16_t *const *rows, const int16_t *reference, const int16_t *limit, const int32_t *factor,
    int shift, int count, int width) {
  const int low = shift < 16 ? shift : 16;
  const __m128i down = _mm_cvtsi32_si128(low), up = _mm_cvtsi32_si128(16 - low), rest = _mm_cvtsi32_si128(shift - low);
  const __m256i half = _mm256_set1_epi32(1 << (low - 1)), zero = _mm256_setzero_si256(), word = _mm256_set1_epi32(0xffff);
  for (int x = 0; x < width; x += 16) {
    // factor = high * 2^low + rest, so that (value * factor) >> low is a low half and a high half of 16-bit products.
    __m256i f0 = _mm256_loadu_si256((const __m256i *)(factor + x)), f1 = _mm256_loadu_si256((const __m256i *)(factor + x + 8));
    __m256i h0 = _mm256_sra_epi32(_mm256_add_epi32(f0, half), down), h1 = _mm256_sra_epi32(_mm256_add_epi32(f1, half), down);
    __m256i l0 = _mm256_sub_epi32(f0, _mm256_sll_epi32(h0, down)), l1 = _mm256_sub_epi32(f1, _mm256_sll_epi32(h1, down));
    __m256i high = _mm256_packus_epi32(_mm256_and_si256(h0, word), _mm256_and_si256(h1, word));
    __m256i fine = _mm256_sll_epi16(_mm256_packus_epi32(_mm256_and_si256(l0, word), _mm256_and_si256(l1, word)), up);
    high = _mm256_permute4x64_epi64(high, 0xd8);
    fine = _mm256_permute4x64_epi64(fine, 0xd8);
    __m256i top = _mm256_loadu_si256((const __m256i *)(limit + x)), bottom = _mm256_sub_epi16(zero, top);
    __m256i level = reference ? _mm256_loadu_si256((const __m256i *)(reference + x)) : zero;
    for (int k = 0; k < count / 2; k++) {
      __m256i v[2];
      for (int i = 0; i < 2; i++) {
        __m256i d = _mm256_subs_epi16(_mm256_loadu_si256((const __m256i *)(rows[2 * k + i] + x)), level);
        d = _mm256_max_epi16(_mm256_min_epi16(d, top), bottom);
        v[i] = _mm256_sra_epi16(_mm256_add_epi16(_mm256_mullo_epi16(d, high), _mm256_mulhi_epi16(d, fine)), rest);
      }
      __m256i p = _mm256_unpacklo_epi16(v[0], v[1]), q = _mm256_unpackhi_epi16(v[0], v[1]);
      __m256i *out = (__m256i *)(pairs + k * stride + x);
      _mm256_storeu_si256(out, _mm256_permute2x128_si256(p, q, 0x20));
      _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(p, q, 0x31));
    }
  }
}

static void gram(int64_t *sums, const int16_t *const *rows, int count, int width) {
  // Added to a sum of two products, this makes it an unsigned number of 32 bits.
  const int32_t offset = 2 * 32768 * 32767;
  const int whole = width & ~15;
  for (int i0 = 0; i0 < count; i0 += 2)
    for (int j0 = 0; j0 <= i0 + 1; j0 += 2) {
      const int16_t *a[2], *b[2];
      __m256i low[2][2], high[2][2];
      for (int i = 0; i < 2; i++) a[i] = rows[i0 + i < count ? i0 + i : i0];
      for (int j = 0; j < 2; j++) b[j] = rows[j0 + j < count ? j0 + j : i0];
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) low[i][j] = high[i][j] = _mm256_setzero_si256();
      for (int x = 0; x < whole; x += 16) {
        for (int j = 0; j < 2; j++) {
          __m256i v = _mm256_loadu_si256((const __m256i *)(b[j] + x));
          for (int i = 0; i < 2; i++) {
            // The upper number of each two is summed on its own, and with the lower one, modulo 2^64.
            __m256i m = _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(a[i] + x)), v);
            m = _mm256_add_epi32(m, _mm256_set1_epi32(offset));
            low[i][j] = _mm256_add_epi64(low[i][j], m);
            high[i][j] = _mm256_add_epi64(high[i][j], _mm256_srli_epi64(m, 32));
          }
        }
      }
      UNROLL for (int i = 0; i < 2; i++) {
        UNROLL for (int j = 0; j < 2; j++) {
          uint64_t lows[4], highs[4];
          _mm256_storeu_si256((__m256i *)lows, low[i][j]);
          _mm256_storeu_si256((__m256i *)highs, high[i][j]);
          uint64_t upper = highs[0] + highs[1] + highs[2] + highs[3], both = lows[0] + lows[1] + lows[2] + lows[3];
          uint64_t sum = both - (upper << 32) + upper - (uint64_t)(whole / 2) * offset;
          for (int x = whole; x < width; x++) sum += (uint64_t)((int64_t)a[i][x] * b[j][x]);
          if (i0 + i < count && j0 + j <= i0 + i) sums[(i0 + i) * count + j0 + j] += (int64_t)sum;
        }
      }
    }
}

static void gram_small(int64_t *sums, const int16_t *const *rows, int count, int width) {
  for (int start = 0; start < width; start += 1024) {
    // 64 sums of two products of 12 bits each stay within 32 bits.
    const int n = width - start < 1024 ? width - start : 1024, whole = n & ~15;
    for (int i0 = 0; i0 < count; i0 += 2)
      for (int j0 = 0; j0 <= i0 + 1; j0 += 4) {
        const int16_t *a[2], *b[4];
        __m256i s[2][4];
        for (int i = 0; i < 2; i++) a[i] = rows[i0 + i < count ? i0 + i : i0] + start;
        for (int j = 0; j < 4; j++) b[j] = rows[j0 + j < count ? j0 + j : j0] + start;
        UNROLL for (int i = 0; i < 2; i++) {
          UNROLL for (int j = 0; j < 4; j++) s[i][j] = _mm256_setzero_si256();
        }
        for (int x = 0; x < whole; x += 16) {
          __m256i u = _mm256_loadu_si256((const __m256i *)(a[0] + x)), v = _mm256_loadu_si256((const __m256i *)(a[1] + x));
          UNROLL for (int j = 0; j < 4; j++) {
            __m256i w = _mm256_loadu_si256((const __m256i *)(b[j] + x));
            s[0][j] = _mm256_add_epi32(s[0][j], _mm256_madd_epi16(u, w));
            s[1][j] = _mm256_add_epi32(s[1][j], _mm256_madd_epi16(v, w));
          }
        }
        UNROLL for (int i = 0; i < 2; i++) {
          UNROLL for (int j = 0; j < 4; j++) {
            if (i0 + i >= count || j0 + j > i0 + i) continue;
            int64_t parts[4], sum = 0;
            __m256i low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(s[i][j]));
            __m256i high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(s[i][j], 1));
            _mm256_storeu_si256((__m256i *)parts, _mm256_add_epi64(low, high));
            for (int k = 0; k < 4; k++) sum += parts[k];
            for (int x = whole; x < n; x++) sum += (int64_t)((int32_t)a[i][x] * b[j][x]);
            sums[(i0 + i) * count + j0 + j] += sum;
          }
        }
      }
  }
}

#pragma clang attribute pop
const glassine_kernels glassine_avx2 = {
    .name = "AVX2",
    .sum_rows = sum_rows,
    .normalise_rows = avx2_normalise_rows,
    .dense_pairs = dense_pairs,
    .network_step = avx2_fused_step,
    .dense_step = avx2_dense_step,
    .sum_differences = avx2_sum_differences,
    .choose = avx2_choose,
    .references = avx2_references,
    .mean_of_four = avx2_mean_of_four,
    .gram = gram,
    .train_batch = avx2_train_batch,
    .trained_bits = avx2_trained_bits,
    .gram_small = gram_small,
    .row_peaks = avx2_row_peaks,
    .near_errors = avx2_near_errors,
    .fit_weights = avx2_fit_weights,
    .class_places = avx2_class_places,
    .weigh_rows = avx2_weigh_rows,
    .error_magnitudes = avx2_error_magnitudes,
    .narrow_magnitudes = avx2_narrow_magnitudes,
    .texture_row = avx2_texture_row,
    .factorise = avx2_factorise,
    .begin_tile = avx2_begin_tile,
    .encode_row = avx2_encode_row,
    .decode_row = avx2_decode_row,
    .decode_two_rows = avx2_decode_two_rows,
};
#endif
