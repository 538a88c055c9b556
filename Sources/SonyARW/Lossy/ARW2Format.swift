package import ByteCoding

/// What must be known of an ARW2 stream to decode it: nothing of this stands in the stream itself.
package struct ARW2Format: Hashable, Sendable {
  /// Samples of a row, a multiple of 32: two blocks of 16, the even columns and the odd ones.
  package let width: Int
  package let height: Int

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, `unsupported` (`arw.width`) for other widths than
  /// multiples of 32: no camera has them, and nobody knows what the last samples of such a row would be.
  package init(width: Int, height: Int, budget: MemoryBudget = .standard) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard width % 32 == 0 else { throw .unsupported("arw.width", "a row of \(width) samples is not made of whole pairs of blocks") }
    (self.width, self.height) = (width, height)
  }

  package var sampleCount: Int { width * height }
  /// Blocks of 16 bytes.
  package var blockCount: Int { width * height / 16 }

  /// Width and height, a varint each.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(width)
    writer.varint(height)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws what the other initializer does, and `damaged` (`bytes.short`,
  /// `bytes.varint`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    try self.init(width: width, height: height, budget: budget)
  }
}
