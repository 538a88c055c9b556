/// Tables that turn the next bits of a stream into a token: a run of zeros and the size of the difference behind it.
struct CodeLookup {
  static let shortBits = 12
  static let shortCount = 1 << shortBits
  static let longCount = 1 << 16
  /// The run that stands for an end of block: it leads beyond all places, and beyond all runs that overrun the block.
  static let endRun = 80

  /// By the next 12 bits, for first places and then for later ones: all bits of the token (5 bits), size of the difference (4), zeros
  /// before it (7). 0: ask the long form.
  private(set) var short = [UInt16](repeating: 0, count: 2 * shortCount)
  /// By the next 16 bits, likewise: bits of the code (5 bits), the leaf (8). 0: no code.
  private(set) var long = [UInt16](repeating: 0, count: 2 * longCount)

  /// By table number: made once, as making one takes longer than decoding a small image.
  static let all = [CodeLookup(0), CodeLookup(1), CodeLookup(2)]

  private init(_ number: Int) {
    fill(CodeTable.first[number], place: 0)
    fill(CodeTable.second[number], place: 1)
  }

  private mutating func fill(_ table: CodeTable, place: Int) {
    for (bits, length, leaf) in table.codes {
      let start = place * Self.longCount + bits << (16 - length)
      for index in start..<(start + 1 << (16 - length)) { long[index] = UInt16(length) | UInt16(leaf) << 5 }
      // The two special leaves have an eye kept on them.
      guard length <= Self.shortBits, leaf != CodeTable.zeros, leaf != CodeTable.twin else { continue }
      let size = UInt16(leaf & 15)
      let run = place == 1 && leaf == CodeTable.end ? UInt16(Self.endRun) : UInt16(leaf >> 4)
      let first = place * Self.shortCount + bits << (Self.shortBits - length)
      for index in first..<(first + 1 << (Self.shortBits - length)) {
        short[index] = UInt16(length) + size | size << 5 | run << 9
      }
    }
  }
}
