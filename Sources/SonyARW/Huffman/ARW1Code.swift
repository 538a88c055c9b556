/// The one code of all ARW1 streams: how the size of a difference is written.
///
/// Sizes 1 and 2 are `11` and `10`, 0 and 3 are `011` and `010`; size s from 4 to 16 is s − 2 zeros and a one, and 17 is fifteen zeros.
/// Samples have twelve bits, so that no difference has more than twelve, and codes of larger sizes mean damage.
enum ARW1Code {
  /// The largest size of a difference of samples.
  static let largest = 12

  static func bits(_ size: Int) -> (code: UInt32, length: Int) {
    switch size {
    case 0: (0b011, 3)
    case 1: (0b11, 2)
    case 2: (0b10, 2)
    case 3: (0b010, 3)
    default: (1, size - 1)
    }
  }

  /// By the next 12 bits: all bits of the difference (bits 0...7), those of its code (8...15), those behind it (16...23), 1 where there is
  /// no code (24).
  static func reading() -> [UInt32] {
    var entries = [UInt32](repeating: noCode, count: 4096)
    for size in 0...largest {
      let (code, length) = bits(size)
      let first = Int(code) << (12 - length)
      let entry = UInt32(length + size) | UInt32(length) << 8 | UInt32(size) << 16
      for index in first..<(first + 4096 >> length) { entries[index] = entry }
    }
    return entries
  }

  /// Goes on by a bit, so that the loop ends.
  static let noCode: UInt32 = 1 << 24 | 1

  /// By the size: the code shifted up by the bits behind it (from bit 8), all bits (0...7). 0 where there is no code.
  static func writing() -> [UInt64] {
    (0...16).map { size in
      guard size <= largest else { return 0 }
      let (code, length) = bits(size)
      return UInt64(code) << UInt64(8 + size) | UInt64(length + size)
    }
  }
}
