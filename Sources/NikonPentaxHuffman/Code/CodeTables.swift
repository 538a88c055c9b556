/// A code as tables: what the next bits mean, and what a size is written as.
struct CodeTables {
  /// By the next 12 bits: all bits (bits 0...5), bits of the code (6...11), bits behind it (12...17), shift (18...21), 1 for a twin (22), 1
  /// where there is no code (23), half of the dropped bits' span (24...39), what is taken from a negative difference (40...63).
  private(set) var reading = [UInt64](repeating: noCode, count: 4096)
  /// By the difference's size, 0...16: the code shifted up by the bits behind it (from bit 32), all bits (0...7), bits behind the code
  /// (8...15), shift (16...23). 0 where there is no code. Then likewise for twins.
  private(set) var writing = [UInt64](repeating: 0, count: 2 * writingCount)

  static let writingCount = 17
  static let twin: UInt64 = 1 << 22
  /// Goes on by a bit, so that the loop ends.
  static let noCode: UInt64 = 1 << 23 | 1

  init(_ code: DifferenceCode) {
    for leaf in code.leaves {
      let behind = UInt64(leaf.size - leaf.shift)
      let length = UInt64(leaf.length)
      let taken: UInt64 = leaf.size == 0 ? 0 : (1 << UInt64(leaf.size)) - (leaf.shift == 0 ? 1 : 0)
      let half: UInt64 = leaf.shift == 0 ? 0 : 1 << UInt64(leaf.shift - 1)
      let entry =
        (length + behind) | length << 6 | behind << 12 | UInt64(leaf.shift) << 18 | (leaf.isTwin ? Self.twin : 0) | half << 24 | taken << 40
      let first = leaf.bits << (12 - leaf.length)
      for index in first..<(first + (4096 >> leaf.length)) { reading[index] = entry }
      let place = leaf.size + (leaf.isTwin ? Self.writingCount : 0)
      writing[place] = UInt64(leaf.bits) << (32 + behind) | UInt64(leaf.shift) << 16 | behind << 8 | (length + behind)
    }
  }
}
