#pragma once

// LibRaw takes the mosaic's memory with malloc and leaves it as it is. Some of its decoders write nothing, or not to the borders: then what
// another file left there would pass for samples. While one of these lives, glibc fills what malloc gives with zeros, on all threads.
class ClearedMemory {
public:
  ClearedMemory();
  ~ClearedMemory();
  ClearedMemory(const ClearedMemory &) = delete;
  ClearedMemory &operator=(const ClearedMemory &) = delete;
};
