package import ByteCoding

/// What must be known of a Panasonic raw stream to decode it: nothing of this stands in the stream itself.
package struct PanasonicRW2Format: Hashable, Sendable {
  /// How samples lie in blocks of 16 bytes.
  package enum Layout: Int, Hashable, Sendable, CaseIterable {
    /// RawFormat 4 and before: 14 samples, differences of 8 bits at a common shift for three samples.
    case differences8
    /// RawFormat 5 and 7: 10 samples of 12 bits.
    case packed12
    /// RawFormat 5 and 7: 9 samples of 14 bits.
    case packed14
    /// RawFormat 6 of 14 bits: 11 samples, differences of 10 bits at a common shift for three samples.
    case plainDifferences10
    /// RawFormat 6 of 12 bits: 14 samples, differences of 8 bits at a common shift for three samples.
    case plainDifferences8

    /// Samples of a block.
    package var samplesPerBlock: Int {
      switch self {
      case .differences8, .plainDifferences8: 14
      case .packed12: 10
      case .packed14: 9
      case .plainDifferences10: 11
      }
    }
  }

  /// Samples of a row, masked borders among them: a multiple of those of a block.
  package let width: Int
  /// Rows, masked borders among them.
  package let height: Int
  package let layout: Layout
  /// Whether the bytes lie in sections of 16,384, the last 8,200 of each belonging before the first 8,184.
  package let isRotated: Bool

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, and `unsupported` (`rw2.width`) for widths whose
  /// rows do not begin with a block.
  package init(width: Int, height: Int, layout: Layout, isRotated: Bool, budget: MemoryBudget = .standard) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard width % layout.samplesPerBlock == 0 else {
      throw .unsupported("rw2.width", "rows of \(width) samples do not fill blocks of \(layout.samplesPerBlock)")
    }
    (self.width, self.height, self.layout, self.isRotated) = (width, height, layout, isRotated)
  }

  package var sampleCount: Int { width * height }
  /// Blocks of 16 bytes.
  package var blockCount: Int { sampleCount / layout.samplesPerBlock }

  static let blockSize = 16
  static let sectionSize = 16_384
  static let sectionBlocks = sectionSize / blockSize
  /// Bytes of a section that come first in it and lie last in the file.
  static let rotation = 8_200

  /// The least bytes that hold all blocks.
  package var leastByteCount: Int {
    guard isRotated else { return blockCount * Self.blockSize }
    let (whole, left) = ((blockCount - 1) / Self.sectionBlocks, (blockCount - 1) % Self.sectionBlocks + 1)
    let bytes = left * Self.blockSize
    // What comes first lies last: of a short section all is there up to it.
    return whole * Self.sectionSize + (bytes <= Self.rotation ? Self.sectionSize - Self.rotation + bytes : Self.sectionSize)
  }

  /// The bytes that cameras write: whole sections, or all blocks.
  package var usualByteCount: Int {
    let bytes = blockCount * Self.blockSize
    return isRotated ? (bytes + Self.sectionSize - 1) / Self.sectionSize * Self.sectionSize : bytes
  }

  /// Width, height, layout, rotation (0 or 1): four varints.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    for value in [width, height, layout.rawValue, isRotated ? 1 : 0] { writer.varint(value) }
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it.
  ///
  /// Throws what the other initialiser does, `unsupported` (`rw2.layout`) for an unknown layout, `damaged` (`bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let (width, height) = (try reader.varint(), try reader.varint())
    let (layout, rotation) = (Layout(rawValue: try reader.varint()), try reader.varint())
    guard let layout, rotation < 2 else { throw .unsupported("rw2.layout", "the layout of the raw stream is not known") }
    try self.init(width: width, height: height, layout: layout, isRotated: rotation == 1, budget: budget)
  }
}
