package import ByteCoding

/// What must be known of an ARW1 stream to decode it: its size.
package struct ARW1Format: Hashable, Sendable {
  package let width: Int
  /// Coded rows, an even number. A file's tag may say eight fewer.
  package let height: Int

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, `unsupported` (`arw.height`) for odd numbers of
  /// rows, which readers of such streams do not agree on.
  package init(width: Int, height: Int, budget: MemoryBudget = .standard) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard height % 2 == 0 else { throw .unsupported("arw.height", "\(height) rows are not pairs of rows") }
    (self.width, self.height) = (width, height)
  }

  package var sampleCount: Int { width * height }

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
