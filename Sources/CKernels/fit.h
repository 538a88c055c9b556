// The bodies of the kernels that fit models: encoder only. Included once a variant, after plain.h.
//
// Floating point appears as single operations that IEEE 754 rounds one way: no variant may contract them.
#pragma clang fp contract(off)

static void NAME(row_peaks)(
    uint16_t *restrict peaks, const int16_t *const *rows, const int16_t *restrict reference, int count, int width) {
  for (int start = 0; start < width; start += 512) {
    int n = width - start < 512 ? width - start : 512;
    int16_t level[512];
    uint16_t most[512];
    if (reference) {
      memcpy(level, reference + start, (size_t)n * sizeof *level);
    } else {
      memset(level, 0, sizeof level);
    }
    for (int x = 0; x < n; x++) most[x] = (uint16_t)(((uint16_t)(level[x] < 0 ? -(int32_t)level[x] : level[x]) >> 3) + 1);
    for (int t = 0; t < count; t++) {
      const int16_t *restrict row = rows[t] + start;
      for (int x = 0; x < n; x++) {
        int16_t a = row[x], b = level[x];
        int16_t high = a > b ? a : b, low = a > b ? b : a;
        uint16_t distance = (uint16_t)((uint16_t)high - (uint16_t)low);
        most[x] = distance > most[x] ? distance : most[x];
      }
    }
    memcpy(peaks + start, most, (size_t)n * sizeof *most);
  }
}

static void NAME(fit_weights)(
    int32_t *restrict weights, const int32_t *restrict expected, const uint16_t *restrict peaks, int width) {
  for (int x = 0; x < width; x++) {
    float wanted = 268435456.0f / (float)expected[x], most = 268369920.0f / (float)peaks[x];
    weights[x] = (int32_t)(wanted < most ? wanted : most);
  }
}

static void NAME(near_errors)(
    int32_t *restrict out, const int16_t *restrict here, const int16_t *restrict above, int shift, int offset, int width) {
  for (int x = 0; x < width; x++) {
    int32_t sum = here[x - 2] + here[x - 1] + here[x] + here[x + 1] + here[x + 2] + above[x - 1] + above[x] + above[x + 1];
    out[x] = (int32_t)((uint32_t)sum << shift) + offset;
  }
}

static void NAME(class_places)(
    int32_t *restrict places, int32_t *next, const uint16_t *restrict activity, const uint16_t *thresholds, int classes, int width) {
  uint16_t t0 = thresholds[0], t1 = thresholds[1], t2 = thresholds[2];
  for (int x = 0; x < width; x++) {
    uint16_t a = activity[x];
    int c = (a >= t0) + (a >= t1) + (a >= t2);
    places[x] = next[c < classes ? c : classes - 1]++;
  }
}

static void NAME(texture_row)(
    int16_t *restrict out, const int16_t *restrict above, const int16_t *restrict here, const int16_t *restrict below, int width) {
  for (int x = 0; x < width; x++) {
    int32_t d = here[x] * 4 - above[x] - below[x] - here[x - 1] - here[x + 1];
    d = d < 0 ? -d : d;
    out[x] = (int16_t)(d > 32767 ? 32767 : d);
  }
}

static void NAME(weigh_rows)(
    int16_t *restrict out, ptrdiff_t stride, const int16_t *const *rows, const int16_t *restrict reference,
    const int32_t *restrict weights, const int32_t *restrict places, int count, int width) {
  for (int start = 0; start < width; start += 512) {
    int n = width - start < 512 ? width - start : 512;
    int16_t level[512], values[512];
    if (reference) {
      memcpy(level, reference + start, (size_t)n * sizeof *level);
    } else {
      memset(level, 0, sizeof level);
    }
    const int32_t *restrict w = weights + start, *restrict to = places ? places + start : 0;
    for (int t = 0; t < count; t++) {
      const int16_t *restrict row = rows[t] + start;
      int16_t *restrict target = out + t * stride;
      for (int x = 0; x < n; x++) values[x] = (int16_t)((int32_t)((uint32_t)(row[x] - level[x]) * (uint32_t)w[x] + 32768) >> 16);
      if (to) {
        // A vector of places would be taken apart again.
#pragma clang loop vectorize(disable) unroll_count(8)
        for (int x = 0; x < n; x++) target[(uint32_t)to[x]] = values[x];
      } else {
        memcpy(target + start, values, (size_t)n * sizeof *values);
      }
    }
  }
}

static void NAME(error_magnitudes)(
    int32_t *restrict out, const int32_t *restrict sums, const int16_t *restrict values, int shift, int lowest, int highest, int width) {
  for (int x = 0; x < width; x++) {
    int32_t p = sums[x] >> shift;
    p = p < lowest ? lowest : p > highest ? highest : p;
    int32_t d = values[x] * 16 - p;
    out[x] = d < 0 ? -d : d;
  }
}

static void NAME(narrow_magnitudes)(int16_t *restrict out, const int32_t *restrict values, int shift, int width) {
  for (int x = 0; x < width; x++) {
    int32_t v = values[x] >> shift;
    out[x] = (int16_t)(v > 32767 ? 32767 : v);
  }
}

static void NAME(factorise)(double *matrix, int size) {
  for (int k = 0; k < size; k++) {
    double *restrict pivots = matrix + (ptrdiff_t)k * size;
    double root = pivots[k] > 0 ? __builtin_sqrt(pivots[k]) : 0;
    pivots[k] = root;
    for (int j = k + 1; j < size; j++) pivots[j] = root > 0 ? pivots[j] / root : 0;
    for (int i = k + 1; i < size; i++) {
      double *restrict row = matrix + (ptrdiff_t)i * size;
      double factor = pivots[i];
      for (int j = i; j < size; j++) row[j] -= factor * pivots[j];
    }
  }
}
