#include "ClearedMemory.h"

#include <cstdlib>
#include <mutex>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace {
std::mutex guard;
int users = 0;

// glibc fills with the complement of this byte.
void fill(const int value) {
#if defined(__GLIBC__)
  mallopt(M_PERTURB, value);
#else
  (void)value;
#endif
}
} // namespace

ClearedMemory::ClearedMemory() {
  const std::lock_guard<std::mutex> lock(guard);
  if (users++ == 0) fill(0xFF);
}

ClearedMemory::~ClearedMemory() {
  const std::lock_guard<std::mutex> lock(guard);
  if (--users == 0) fill(0);
}
