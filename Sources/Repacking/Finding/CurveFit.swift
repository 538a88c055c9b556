/// Finds out whether values are a non-decreasing function of codes.
struct CurveFit {
  private static let unused: Int32 = -1
  private var values = [Int32](repeating: CurveFit.unused, count: 65_536)

  /// Adds pairs; false where a code already has another value.
  mutating func add(codes: UnsafeBufferPointer<UInt16>, values found: UnsafeBufferPointer<UInt16>) -> Bool {
    values.withUnsafeMutableBufferPointer { table in
      for index in 0..<min(codes.count, found.count) {
        let (code, value) = (Int(codes[index]), Int32(found[index]))
        if table[code] != value {
          guard table[code] == Self.unused else { return false }
          table[code] = value
        }
      }
      return true
    }
  }

  /// Whether every code met is its own value.
  var isIdentity: Bool { values.indices.allSatisfy { values[$0] == Self.unused || values[$0] == Int32($0) } }

  /// Code to value up to the largest code met, unused codes having the value before them; nil where it is no curve.
  ///
  /// A curve that folds very many codes into few values is not believed: anything is a function onto one value.
  func table() -> [UInt16]? {
    guard let last = values.lastIndex(where: { $0 != Self.unused }) else { return nil }
    var table: [UInt16] = []
    var (codes, distinct) = (0, 0)
    var before: Int32 = Self.unused
    for value in values[...last] {
      if value != Self.unused {
        guard value >= before else { return nil }
        codes += 1
        if value > before { distinct += 1 }
        before = value
      }
      table.append(UInt16(clamping: before))
    }
    return codes <= 4 * distinct + 16 ? table : nil
  }

  /// Code to value up to the largest code met, whatever the order of values; unused codes have the value before them (0 in front).
  ///
  /// For codes that are proved to be the file's: the reader's values need only follow from them. Nil where too many have one value.
  func function() -> [UInt16]? {
    guard let last = values.lastIndex(where: { $0 != Self.unused }) else { return nil }
    let met = values[...last].filter { $0 != Self.unused }
    guard met.count <= 4 * Set(met).count + 16 else { return nil }
    var before: Int32 = 0
    return values[...last].map { value in
      if value != Self.unused { before = value }
      return UInt16(clamping: before)
    }
  }
}
