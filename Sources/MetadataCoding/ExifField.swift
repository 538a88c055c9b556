/// One field of an Exif, GPS or TIFF directory, its value exactly as the file holds it but always little-endian.
package struct ExifField: Hashable, Sendable {
  package let tag: UInt16
  /// The TIFF field type, 1...12.
  package let type: UInt16
  /// How many values of that type.
  package let count: Int
  /// `count` values, little-endian.
  package let value: [UInt8]

  /// Nil unless the type is one of TIFF's and the value has as many bytes as type and count say.
  package init?(tag: UInt16, type: UInt16, count: Int, value: [UInt8]) {
    guard let size = Self.elementSize(type), count > 0, value.count % size == 0, value.count / size == count else { return nil }
    self.tag = tag
    self.type = type
    self.count = count
    self.value = value
  }

  /// Bytes of one value of a TIFF field type; nil for unknown types.
  package static func elementSize(_ type: UInt16) -> Int? {
    switch type {
    case 1, 2, 6, 7: 1
    case 3, 8: 2
    case 4, 9, 11: 4
    case 5, 10, 12: 8
    default: nil
    }
  }
}

extension ExifField {
  /// A text field, with its closing zero.
  package static func text(_ tag: UInt16, _ text: String) -> ExifField? {
    let bytes = Array(text.utf8.filter { $0 != 0 }) + [0]
    return ExifField(tag: tag, type: 2, count: bytes.count, value: bytes)
  }

  /// One unsigned 16-bit value.
  package static func short(_ tag: UInt16, _ value: UInt16) -> ExifField? {
    ExifField(tag: tag, type: 3, count: 1, value: [UInt8(value & 0xFF), UInt8(value >> 8)])
  }

  /// Unsigned rationals; nil where one cannot be written as one (negative, not finite, too large).
  package static func rationals(_ tag: UInt16, _ values: [Double]) -> ExifField? {
    var bytes: [UInt8] = []
    for value in values {
      guard let rational = UnsignedRational(value) else { return nil }
      for part in [rational.numerator, rational.denominator] {
        for shift in [UInt32(0), 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: part >> shift)) }
      }
    }
    return ExifField(tag: tag, type: 5, count: values.count, value: bytes)
  }

  /// The text of an ASCII field without closing zeros and blanks; nil for other types and empty texts. Bad UTF-8 is repaired.
  package var text: String? {
    guard type == 2 else { return nil }
    var bytes = value.prefix { $0 != 0 }
    while bytes.last == 0x20 { bytes.removeLast() }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The first value of an unsigned integer field.
  package var integer: UInt32? {
    switch type {
    case 1: value.first.map { UInt32($0) }
    case 3: little(at: 0, bytes: 2)
    case 4: little(at: 0, bytes: 4)
    default: nil
    }
  }

  /// The unsigned rational at an index; nil for other types and past the end.
  package func rational(_ index: Int = 0) -> UnsignedRational? {
    guard type == 5, index >= 0, index < count, let numerator = little(at: index * 8, bytes: 4),
      let denominator = little(at: index * 8 + 4, bytes: 4)
    else { return nil }
    return UnsignedRational(numerator: numerator, denominator: denominator)
  }

  private func little(at offset: Int, bytes: Int) -> UInt32? {
    guard offset >= 0, bytes <= value.count, offset <= value.count - bytes else { return nil }
    return value[offset..<(offset + bytes)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  }
}
