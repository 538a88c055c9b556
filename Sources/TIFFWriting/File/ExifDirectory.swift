internal import ByteCoding
internal import MetadataCoding

/// An Exif or GPS directory as bytes. Written here and not through libtiff, which holds rationals as floats: values stay exact.
struct ExifDirectory {
  /// Fields by ascending tag, one each.
  var fields: [ExifField]
  /// A value that lies elsewhere in the file already: its tag and offset.
  var placed: (field: ExifField, offset: Int)?

  init(fields: [ExifField], placed: (field: ExifField, offset: Int)? = nil) {
    var seen: Set<UInt16> = []
    self.fields = fields.sorted { $0.tag < $1.tag }.filter { seen.insert($0.tag).inserted && $0.tag != placed?.field.tag }
    self.placed = placed
  }

  /// The directory and its values, for an even offset below 4 GiB.
  func bytes(at offset: Int, bigEndian: Bool = false) -> [UInt8] {
    let entries = (fields + (placed.map { [$0.field] } ?? [])).sorted { $0.tag < $1.tag }.prefix(Int(UInt16.max))
    var head = ByteWriter()
    var values: [UInt8] = []
    let valueStart = offset + 2 + entries.count * 12 + 4
    head.u16(UInt16(entries.count), bigEndian: bigEndian)
    for field in entries {
      head.u16(field.tag, bigEndian: bigEndian)
      head.u16(field.type, bigEndian: bigEndian)
      head.u32(UInt32(truncatingIfNeeded: field.count), bigEndian: bigEndian)
      if field.value.count <= 4 {
        let value = bigEndian ? field.bigEndianValue : field.value
        head.write(value + [UInt8](repeating: 0, count: 4 - value.count))
      } else if let placed, placed.field.tag == field.tag {
        head.u32(UInt32(truncatingIfNeeded: placed.offset), bigEndian: bigEndian)
      } else {
        head.u32(UInt32(truncatingIfNeeded: valueStart + values.count), bigEndian: bigEndian)
        values += bigEndian ? field.bigEndianValue : field.value
        if values.count % 2 == 1 { values.append(0) }
      }
    }
    head.u32(0)
    return head.bytes + values
  }
}

extension ExifField {
  /// The value as a big-endian file holds it.
  fileprivate var bigEndianValue: [UInt8] {
    switch type {
    case 3, 8: Self.turned(value, by: 2)
    case 4, 5, 9, 10, 11: Self.turned(value, by: 4)
    case 12: Self.turned(value, by: 8)
    // A comment in Unicode is in the file's byte order, whatever its type says.
    case 7 where tag == 37_510 && value.starts(with: Array("UNICODE".utf8) + [0]):
      value[..<8] + Self.turned(Array(value[8...]), by: 2)
    default: value
    }
  }

  /// Each run of `size` bytes backwards; a rest that is no whole run stays as it is.
  private static func turned(_ bytes: [UInt8], by size: Int) -> [UInt8] {
    let whole = bytes.count / size * size
    return (0..<whole).map { bytes[$0 / size * size + size - 1 - $0 % size] } + bytes[whole...]
  }
}
