// The steps of small networks in 256-bit vectors, for AVX2 and AVX-512. Each sample waits for the one before, so latency decides, not
// throughput: hidden values stay in registers where that is quicker than memory, and every shape is unrolled. Needs NAME and DOT.
#define UNROLL _Pragma("clang loop unroll(full)")

typedef __m256i vector;

// Two neighbouring 16-bit inputs. They were just written one by one, and a 32-bit load would wait until both stores have left the core.
INLINE vector NAME(serial_pair)(const int16_t *serial) {
  const volatile uint16_t *p = (const volatile uint16_t *)serial;
  return _mm256_broadcastd_epi32(_mm_cvtsi32_si128((int32_t)((uint32_t)p[0] | (uint32_t)p[1] << 16)));
}

// A number of memory in every lane. Written out, as the compiler turns loads of what was just stored back into shuffles, of which there
// are too many.
INLINE vector NAME(broadcast)(const int32_t *number) {
  vector v;
  __asm__("vpbroadcastd %1, %0" : "=x"(v) : "m"(*number));
  return v;
}

// Packs within 128 bits: 32-bit lanes hold pairs 0, 1, 4, 5, 2, 3, 6, 7 of 16 hidden values.
INLINE vector NAME(activation)(vector low, vector high, const int shift) {
  return _mm256_max_epi16(_mm256_packs_epi32(_mm256_srai_epi32(low, shift), _mm256_srai_epi32(high, shift)), _mm256_setzero_si256());
}

// Adds 16 hidden values times the weights of pairs 8 * block ... 8 * block + 7 to a layer's sums.
INLINE void NAME(add_block)(
    vector (*sums)[8], vector hidden, const int32_t *stored, const int16_t *weights, const int block, const int vectors, const int chains,
    const int is_first) {
  // The first block's first half comes from registers while the rest is on its way through memory.
  static const int pairs[8] = {0, 1, 4, 5, 2, 3, 6, 7};
  const __m128i half = _mm256_castsi256_si128(hidden);
  const __m128i quick[4] = {half, _mm_shuffle_epi32(half, 0x55), _mm_shuffle_epi32(half, 0xaa), _mm_shuffle_epi32(half, 0xff)};
  UNROLL for (int lane = 0; lane < 8; lane++) {
    const vector z = is_first && lane < 4 ? _mm256_broadcastd_epi32(quick[lane & 3]) : NAME(broadcast)(stored + 8 * block + lane);
    const int16_t *w = weights + (8 * block + pairs[lane]) * vectors * 16;
    UNROLL for (int v = 0; v < vectors; v++)
      sums[lane % chains][v] = DOT(sums[lane % chains][v], z, _mm256_loadu_si256((const __m256i *)(w + 16 * v)));
  }
}

// The two outputs; `z` holds a pair of serial inputs a vector, in every lane.
INLINE __m128i NAME(two_layers)(
    const int32_t *sums, const vector *z, const glassine_network *network, const int pairs, const int first, const int second) {
  _Alignas(32) int32_t stored[32];
  vector s[8], hidden[4], t[4][8];
  const int16_t *w = network->serial_weights;
  UNROLL for (int v = 0; v < first; v++) {
    s[v] = _mm256_loadu_si256((const __m256i *)(sums + 8 * v));
    if (pairs == 0) continue;
    vector m[4];
    UNROLL for (int k = 0; k < 4; k++) m[k] = _mm256_madd_epi16(z[k], _mm256_loadu_si256((const __m256i *)(w + (k * first + v) * 16)));
    s[v] = _mm256_add_epi32(_mm256_add_epi32(_mm256_add_epi32(m[0], s[v]), m[1]), _mm256_add_epi32(m[2], m[3]));
  }
  UNROLL for (int b = 0; b < first / 2; b++) {
    hidden[b] = NAME(activation)(s[2 * b], s[2 * b + 1], 8);
    _mm256_store_si256((__m256i *)(stored + 8 * b), hidden[b]);
  }
  const int chains = 8 / second;
  UNROLL for (int v = 0; v < second; v++) {
    t[0][v] = _mm256_loadu_si256((const __m256i *)(network->biases[1] + 8 * v));
    UNROLL for (int c = 1; c < chains; c++) t[c][v] = _mm256_setzero_si256();
  }
  UNROLL for (int b = 0; b < first / 2; b++)
    NAME(add_block)(t, hidden[b], stored, network->weights[1], b, second, chains, b == 0);
  UNROLL for (int v = 0; v < second; v++) {
    UNROLL for (int c = 1; c < chains; c++) t[0][v] = _mm256_add_epi32(t[0][v], t[c][v]);
  }
  // Each 128 bits hold four hidden values twice, once for each output.
  const int16_t *last = network->last_weights;
  vector both = _mm256_zextsi128_si256(_mm_cvtepu32_epi64(_mm_loadl_epi64((const __m128i *)network->last_biases)));
  UNROLL for (int v = 0; v < second; v++) {
    __m128i a = _mm_loadu_si128((const __m128i *)(last + 8 * v)), b = _mm_loadu_si128((const __m128i *)(last + 8 * (second + v)));
    vector weights = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_unpacklo_epi64(a, b)), _mm_unpackhi_epi64(a, b), 1);
    both = _mm256_add_epi32(both, _mm256_madd_epi16(NAME(activation)(t[0][v], t[0][v], 10), weights));
  }
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
  sum = _mm_add_epi32(_mm_shuffle_epi32(sum, 0x08), _mm_shuffle_epi32(sum, 0x0d));
  return _mm_srai_epi32(sum, 8);
}

// The same for pairs of serial inputs in general registers; the outputs are the halves of a number.
INLINE uint64_t NAME(network_lane)(
    const int32_t *sums, const uint32_t *serial, const glassine_network *network, const int first, const int second) {
  vector z[4];
  UNROLL for (int k = 0; k < 4; k++) z[k] = _mm256_set1_epi32((int32_t)serial[k]);
  return (uint64_t)_mm_cvtsi128_si64(NAME(two_layers)(sums, z, network, 4, first, second));
}
#define NETWORK_LANE NAME(network_lane)

// The same for serial inputs in memory.
INLINE void NAME(stored_step)(
    int32_t *out, const int32_t *sums, const int16_t *serial, const glassine_network *network, const int pairs, const int first,
    const int second) {
  vector z[4];
  UNROLL for (int k = 0; k < pairs; k++) z[k] = NAME(serial_pair)(serial + 2 * k);
  _mm_storel_epi64((__m128i *)out, NAME(two_layers)(sums, z, network, pairs, first, second));
}

static void NAME(fused_step)(int32_t *out, const int32_t *sums, const int16_t *serial, const glassine_network *network) {
  const int pairs = network->serial_inputs / 2, a = network->outputs[0], b = network->outputs[1];
  if (network->hidden_layers == 2 && (pairs == 4 || pairs == 0)) {
    if (a == 32 && b == 16) {
      return pairs ? NAME(stored_step)(out, sums, serial, network, 4, 4, 2) : NAME(stored_step)(out, sums, serial, network, 0, 4, 2);
    }
    if (a == 64 && b == 32) {
      return pairs ? NAME(stored_step)(out, sums, serial, network, 4, 8, 4) : NAME(stored_step)(out, sums, serial, network, 0, 8, 4);
    }
    if (a == 16 && b == 16) {
      return pairs ? NAME(stored_step)(out, sums, serial, network, 4, 2, 2) : NAME(stored_step)(out, sums, serial, network, 0, 2, 2);
    }
  }
  NAME(network_step)(out, sums, serial, network);
}

// Which neighbours, and what simple predictors make of them, lie above the mean: a lane each, as a sum of products of two neighbours.
#define OWN_SIGNS
INLINE uint32_t NAME(signs)(const int16_t *above, int32_t left, int32_t leftmost, int32_t mean, int32_t predicted) {
  // The row above from column -1 on, then twos of it: N and NW, none, N and NE, none, N, none, NE, NW.
  const __m128i row = _mm_loadl_epi64((const __m128i *)(above - 1));
  const vector near = _mm256_broadcastq_epi64(row);
  const vector order = _mm256_setr_epi8(
      2, 3, 0, 1, -1, -1, -1, -1, 2, 3, 4, 5, -1, -1, -1, -1, 2, 3, -1, -1, -1, -1, -1, -1, 4, 5, -1, -1, 0, 1, -1, -1);
  const vector by = _mm256_setr_epi16(16, -16, 0, 0, 4, 4, 0, 0, 16, 0, 0, 0, 16, 0, 16, 0);
  const vector over = _mm256_madd_epi16(_mm256_shuffle_epi8(near, order), by);
  // The two samples to the left: W, 2 W - WW, 2 W, none, none, W, none, none.
  const vector before = _mm256_set1_epi32((int32_t)(((uint32_t)left & 0xffff) | (uint32_t)leftmost << 16));
  const vector left_by = _mm256_setr_epi16(16, 0, 32, -16, 8, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0);
  const vector sum = _mm256_add_epi32(over, _mm256_madd_epi16(before, left_by));
  const vector all = _mm256_blend_epi32(sum, _mm256_set1_epi32(predicted), 8);
  return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(all, _mm256_set1_epi32(mean))));
}
