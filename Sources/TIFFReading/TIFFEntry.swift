/// One entry of a directory: its tag, and its values as a view into the file.
package struct TIFFEntry: Hashable, Sendable {
  package let tag: UInt16
  package let type: TIFFFieldType
  /// The number of values; `bytes` holds exactly `count * type.size` bytes.
  package let count: Int
  /// The values as they lie in the file, whose storage they share.
  package let bytes: ArraySlice<UInt8>
  package let bigEndian: Bool

  /// Up to `limit` values of an integer type; nil for other types and where a value does not fit `Int`.
  ///
  /// Cost: the values asked for, whatever `count` says.
  package func integers(limit: Int = 1 << 20) -> [Int]? {
    var values: [Int] = []
    let wanted = min(count, max(0, limit))
    values.reserveCapacity(wanted)
    for index in 0..<wanted {
      guard let value = integer(at: index) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The first value of an integer type.
  package var integer: Int? { integer(at: 0) }

  /// One value of an integer type; nil outside the entry, for other types, and where it does not fit `Int`.
  package func integer(at index: Int) -> Int? {
    guard index >= 0, index < count else { return nil }
    let raw = raw(at: index, size: type.size)
    switch type {
    case .byte, .short, .long, .directory, .undefined: return Int(exactly: raw)
    case .long8, .directory8: return Int(exactly: raw)
    case .signedByte: return Int(Int8(truncatingIfNeeded: raw))
    case .signedShort: return Int(Int16(truncatingIfNeeded: raw))
    case .signedLong: return Int(Int32(truncatingIfNeeded: raw))
    case .signedLong8: return Int(Int64(truncatingIfNeeded: raw))
    case .ascii, .rational, .signedRational, .float, .double: return nil
    }
  }

  /// One value of any numeric type; nil outside the entry, for text, and for a division by zero.
  package func real(at index: Int) -> Double? {
    guard index >= 0, index < count else { return nil }
    let raw = raw(at: index, size: type.size)
    switch type {
    case .float: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw)))
    case .double: return Double(bitPattern: raw)
    case .rational, .signedRational:
      let (first, second) = (UInt32(truncatingIfNeeded: raw >> 32), UInt32(truncatingIfNeeded: raw))
      let (above, below) = bigEndian ? (first, second) : (second, first)
      guard below != 0 else { return nil }
      if type == .rational { return Double(above) / Double(below) }
      return Double(Int32(bitPattern: above)) / Double(Int32(bitPattern: below))
    default: return integer(at: index).map(Double.init)
    }
  }

  /// The text of an ASCII entry up to its first zero byte; nil for other types.
  package var text: String? {
    type == .ascii ? String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) : nil
  }

  private func raw(at index: Int, size: Int) -> UInt64 {
    let start = bytes.startIndex + index * size
    guard start >= bytes.startIndex, start + size <= bytes.endIndex else { return 0 }
    var value: UInt64 = 0
    for position in 0..<size {
      value = value << 8 | UInt64(bytes[start + (bigEndian ? position : size - 1 - position)])
    }
    return value
  }
}
