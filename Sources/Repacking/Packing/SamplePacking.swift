/// How the samples of one line lie in its bytes.
///
/// The codes are part of the recipe's format; docs/FORMAT.md draws each.
struct SamplePacking: Hashable, Sendable {
  enum Family: UInt8, Hashable, Sendable, CaseIterable {
    /// A bit stream, most significant bit first; `parameter` is the length of the byte-reversed words, 1, 2, 3, 4 or 8.
    case mostSignificantFirst = 1
    /// A bit stream, least significant bit first; `parameter` is 0.
    case leastSignificantFirst = 2
    /// 16-bit little-endian words, samples shifted left by `parameter` bits, 0...8.
    case littleEndianWords = 3
    /// 16-bit big-endian words, samples shifted left by `parameter` bits, 0...8.
    case bigEndianWords = 4
    /// MIPI CSI-2 RAW10, RAW12, RAW14: the high eight bits of a few samples, then their low bits; `parameter` is 0.
    case mipi = 5
    /// 12 bits, most significant first, and one filler byte after every ten samples; `parameter` is 0.
    case fillerAfterTen = 6
  }

  let family: Family
  /// Bits of a sample, 1...16; for words 16 less the shift.
  let bits: Int
  let parameter: Int

  /// Nil for combinations the format does not have.
  init?(family: Family, bits: Int, parameter: Int) {
    let isValid =
      switch family {
      case .mostSignificantFirst: (1...16).contains(bits) && [1, 2, 3, 4, 8].contains(parameter)
      case .leastSignificantFirst: (1...16).contains(bits) && parameter == 0
      case .littleEndianWords, .bigEndianWords: (0...8).contains(parameter) && bits == 16 - parameter
      case .mipi: [10, 12, 14].contains(bits) && parameter == 0
      case .fillerAfterTen: bits == 12 && parameter == 0
      }
    guard isValid else { return nil }
    self.family = family
    self.bits = bits
    self.parameter = parameter
  }

  /// Length of the words whose bytes are reversed in the file; 1 where none are.
  var wordLength: Int { family == .mostSignificantFirst ? parameter : 1 }

  /// The largest sample that can be stored.
  var mask: UInt16 { UInt16(truncatingIfNeeded: (1 << bits) - 1) }

  /// Bytes that `count` samples take.
  func byteCount(_ count: Int) -> Int {
    switch family {
    case .mostSignificantFirst, .leastSignificantFirst: (count * bits + 7) / 8
    case .littleEndianWords, .bigEndianWords: count * 2
    case .mipi: (count + mipiGroup - 1) / mipiGroup * (mipiGroup * bits / 8)
    case .fillerAfterTen: (count * 12 + 7) / 8 + count / 10
    }
  }

  /// Samples that share a group of bytes in MIPI's formats.
  var mipiGroup: Int { bits == 12 ? 2 : 4 }
}

extension SamplePacking: CustomStringConvertible {
  /// For people: `12-bit MSB-first`.
  var description: String {
    switch family {
    case .mostSignificantFirst: "\(bits)-bit MSB-first" + (parameter > 1 ? " in \(parameter * 8)-bit little-endian words" : "")
    case .leastSignificantFirst: "\(bits)-bit LSB-first"
    case .littleEndianWords: "16-bit little-endian" + (parameter > 0 ? ", shifted by \(parameter)" : "")
    case .bigEndianWords: "16-bit big-endian" + (parameter > 0 ? ", shifted by \(parameter)" : "")
    case .mipi: "MIPI RAW\(bits)"
    case .fillerAfterTen: "12-bit MSB-first, filler after ten"
    }
  }
}
