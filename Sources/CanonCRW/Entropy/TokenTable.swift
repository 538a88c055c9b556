/// What each token is written as.
struct TokenTable {
  /// Entries of a table: by zeros before the difference (high four bits) and the difference's size.
  static let count = 256

  /// For first places and then for later ones. By token: the code shifted up by the bits that follow (from bit 24), a mask of those (from
  /// bit 8), all bits' number. 0 where the table has no code.
  private(set) var entries = [UInt64](repeating: 0, count: 2 * count)

  /// By table number.
  static let all = [TokenTable(0), TokenTable(1), TokenTable(2)]

  private init(_ number: Int) {
    for (place, table) in [CodeTable.first[number], CodeTable.second[number]].enumerated() {
      for (bits, length, leaf) in table.codes where leaf != CodeTable.twin {
        let size = UInt64(leaf & 15)
        let mask = (UInt64(1) << size) - 1
        entries[place * Self.count + Int(leaf)] = UInt64(bits) << (size + 24) | mask << 8 | (UInt64(length) + size)
      }
    }
  }
}
