internal import ParityCoding

extension ParityFile {
  /// Whether the file is as it was written, to the last block. Cost: reads it.
  func isSound(workers: Int) -> Bool {
    foundByteCount == byteCount && isIndexWhole && lostIndexBlocks.isEmpty && examineParity(workers: workers).lost.isEmpty
  }
}
