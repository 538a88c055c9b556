/// The code of Nikon's and Pentax's strips: for each size of a difference a code, and how many low bits of the difference it drops.
struct SizeCode {
  let code: PrefixCode
  /// By size: the low bits that are not written.
  let dropped: [Int]

  /// The symbol of a size: high four bits the bits dropped, low four the size.
  func symbol(_ size: Int) -> Int { dropped[size] << 4 | size }

  init(_ code: PrefixCode) {
    self.code = code
    var dropped = [Int](repeating: 0, count: 16)
    for symbol in code.symbols { dropped[Int(symbol & 15)] = Int(symbol >> 4) }
    self.dropped = dropped
  }

  private init(_ counts: [Int], _ symbols: [UInt8]) { self.init(PrefixCode(counts: counts, symbols: symbols)) }

  /// Nikon's codes, which no file holds: they go by bits and kind.
  static func nikon(bits: Int, lossless: Bool, afterSplit: Bool = false) -> SizeCode {
    switch (bits, lossless, afterSplit) {
    case (12, true, _): SizeCode([0, 1, 4, 2, 3, 1, 2], [5, 4, 6, 3, 7, 2, 8, 1, 9, 0, 10, 11, 12])
    case (12, false, false): SizeCode([0, 1, 5, 1, 1, 1, 1, 1, 1, 2], [5, 4, 3, 6, 2, 7, 1, 0, 8, 9, 11, 10, 12, 0])
    case (12, false, true):
      SizeCode([0, 1, 5, 1, 1, 1, 1, 1, 1, 2], [0x39, 0x5A, 0x38, 0x27, 0x16, 5, 4, 3, 2, 1, 0, 11, 12, 12])
    case (_, true, _): SizeCode([0, 1, 4, 2, 2, 3, 1, 2], [7, 6, 8, 5, 9, 4, 10, 3, 11, 12, 2, 0, 1, 13, 14])
    case (_, false, false): SizeCode([0, 1, 4, 3, 1, 1, 1, 1, 1, 2], [5, 6, 4, 7, 8, 3, 9, 2, 1, 0, 10, 11, 12, 13, 14])
    case (_, false, true):
      SizeCode([0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 2], [8, 0x5C, 0x4B, 0x3A, 0x29, 7, 6, 5, 4, 3, 2, 1, 0, 13, 14])
    }
  }

  /// Pentax's code of files that bring none.
  static let earlyPentax = SizeCode([0, 2, 3, 1, 1, 1, 1, 1, 1, 2], [3, 4, 2, 5, 1, 6, 0, 7, 8, 9, 10, 11, 12])
}
