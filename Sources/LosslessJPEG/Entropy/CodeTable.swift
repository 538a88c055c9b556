/// What each difference category is written as, for all components of a scan.
struct CodeTable {
  /// Entries of a component.
  static let count = 17

  /// By category: the code shifted up by the bits that follow (from bit 24), a mask of those (from bit 8), all bits' number. 0 where the
  /// table has no code.
  private(set) var entries: [UInt64]

  init(_ tables: [HuffmanTable], sixteenthCategory: SixteenthCategory) {
    entries = []
    for table in tables {
      var found = [UInt64](repeating: 0, count: Self.count)
      for code in table.codes where code.category <= 16 && code.isFirst {
        let extra = code.category == 16 && sixteenthCategory == .alone ? 0 : code.category
        let mask = (UInt64(1) << UInt64(extra)) - 1
        found[code.category] = UInt64(code.bits) << UInt64(extra + 24) | mask << 8 | UInt64(code.length + extra)
      }
      entries += found
    }
  }
}
