package import ByteCoding

/// What must be known of a CRW raw record to decode it: nothing of this stands in the record itself.
package struct CRWFormat: Hashable, Sendable {
  /// Samples of a row, masked borders among them: a multiple of 8.
  package let width: Int
  /// Rows, masked borders among them.
  package let height: Int
  /// The pair of Huffman tables, 0...2.
  package let table: Int
  /// Whether the record begins with a plane of each sample's two low bits. Samples have 12 bits with it, 10 without.
  package let hasLowBits: Bool

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, `unsupported` for widths that are no multiple of
  /// 8 (`crw.width`) and tables over 2 (`crw.table`).
  package init(
    width: Int, height: Int, table: Int, hasLowBits: Bool, budget: MemoryBudget = .standard
  ) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard width % 8 == 0 else { throw .unsupported("crw.width", "rows of \(width) samples; eight of them do not fill whole blocks") }
    guard (0...2).contains(table) else { throw .unsupported("crw.table", "decoder table \(table) is not known") }
    (self.width, self.height, self.table, self.hasLowBits) = (width, height, table, hasLowBits)
  }

  private init(_ other: CRWFormat, hasLowBits: Bool) {
    (width, height, table) = (other.width, other.height, other.table)
    self.hasLowBits = hasLowBits
  }

  /// The same with low bits where there were none, or without.
  var withOtherLowBits: CRWFormat { CRWFormat(self, hasLowBits: !hasLowBits) }

  /// Samples of a block: what one pair of carry and end-of-block code spans.
  static let blockSamples = 64
  /// Bytes between the low bits and the coded ones; all zero in every file seen.
  static let preambleSize = 514

  package var sampleCount: Int { width * height }
  /// Blocks; samples behind the last whole one are not coded.
  package var blockCount: Int { sampleCount / Self.blockSamples }
  /// Bytes of the plane of low bits.
  package var lowBitsSize: Int { hasLowBits ? sampleCount / 4 : 0 }
  /// The first byte of Huffman codes.
  package var codesStart: Int { lowBitsSize + Self.preambleSize }
  /// The largest sample.
  package var maximum: UInt16 { hasLowBits ? 4095 : 1023 }

  /// Whether a raw record holds low bits, by the rule of thumb that readers of CRW share: codes have a zero after each 0xFF, low bits
  /// have none. Only the record's first 16 KB are looked at.
  package static func seemsToHaveLowBits(_ record: ArraySlice<UInt8>) -> Bool {
    let looked = Array(record.prefix(16_384 - 26))
    var seems = true
    for index in preambleSize..<max(preambleSize, looked.count - 1) where looked[index] == 0xFF {
      guard looked[index + 1] == 0 else { return true }
      seems = false
    }
    return seems
  }
}
