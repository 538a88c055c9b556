package import ByteCoding

extension OpenFile {
  /// The SHA-256 of the whole file, read in pieces; `progress` hears how many bytes each piece had.
  package func digest(_ progress: (Int) -> Void = { _ in }) throws(Fault) -> SHA256Digest {
    var hasher = SHA256Hasher()
    var offset = 0
    while true {
      let piece = try read(at: offset, upTo: 1 << 20)
      if piece.isEmpty { return hasher.finish() }
      hasher.update(piece)
      offset += piece.count
      progress(piece.count)
    }
  }
}
