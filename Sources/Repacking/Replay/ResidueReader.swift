internal import ByteCoding

/// Applies a residue to the bytes of the sample region as they are made, in order.
struct ResidueReader {
  private var reader: ByteReader
  /// Bytes until the next run.
  private var gap = 0
  /// What is left of the run.
  private var run: ArraySlice<UInt8> = []
  private var hasRun = false

  init(_ residue: ArraySlice<UInt8>) throws(Fault) {
    reader = ByteReader(residue)
    try advance()
  }

  /// Corrects the next bytes of the region.
  mutating func apply(to bytes: UnsafeMutableBufferPointer<UInt8>) throws(Fault) {
    var position = 0
    while hasRun {
      guard gap < bytes.count - position else {
        gap -= bytes.count - position
        return
      }
      position += gap
      gap = 0
      let count = min(run.count, bytes.count - position)
      for difference in run.prefix(count) {
        bytes[position] ^= difference
        position += 1
      }
      run = run.dropFirst(count)
      guard run.isEmpty else { return }
      try advance()
    }
  }

  /// Throws where corrections are left that no byte was made for.
  func finish() throws(Fault) {
    guard !hasRun else { throw .damaged("recipe.residue", "there are corrections beyond the samples' last byte") }
  }

  private mutating func advance() throws(Fault) {
    hasRun = !reader.isAtEnd
    guard hasRun else { return }
    gap = try reader.varint()
    let length = try reader.varint()
    guard length > 0 else { throw .damaged("recipe.residue", "an empty run of corrections", at: "residue offset \(reader.offset)") }
    run = try reader.read(length)
  }
}
