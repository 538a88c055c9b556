import ByteCoding

/// A small writer of TIFF files with one directory chain, for tests only; offsets are filled in by the caller.
struct TIFFFile {
  enum Value {
    case shorts([Int])
    case longs([Int])

    var count: Int {
      switch self {
      case .shorts(let values), .longs(let values): values.count
      }
    }
  }

  var bigEndian = false
  var version: UInt16 = 42
  var entries: [(tag: UInt16, value: Value)] = []

  /// The header, one directory right behind it, the long values behind that.
  func bytes() -> [UInt8] {
    var writer = ByteWriter()
    writer.write((bigEndian ? "MM" : "II").utf8)
    writer.u16(version, bigEndian: bigEndian)
    writer.u32(8, bigEndian: bigEndian)
    writer.u16(UInt16(entries.count), bigEndian: bigEndian)
    var extra = ByteWriter()
    let extraStart = 8 + 2 + entries.count * 12 + 4
    for (tag, value) in entries.sorted(by: { $0.tag < $1.tag }) {
      writer.u16(tag, bigEndian: bigEndian)
      var field = ByteWriter()
      switch value {
      case .shorts(let values):
        writer.u16(3, bigEndian: bigEndian)
        for value in values { field.u16(UInt16(value), bigEndian: bigEndian) }
      case .longs(let values):
        writer.u16(4, bigEndian: bigEndian)
        for value in values { field.u32(UInt32(value), bigEndian: bigEndian) }
      }
      writer.u32(UInt32(value.count), bigEndian: bigEndian)
      if field.count <= 4 {
        writer.write(field.bytes + Array(repeating: 0, count: 4 - field.count))
      } else {
        writer.u32(UInt32(extraStart + extra.count), bigEndian: bigEndian)
        extra.write(field.bytes)
      }
    }
    writer.u32(0, bigEndian: bigEndian)
    writer.write(extra.bytes)
    return writer.bytes
  }

  /// The entries of a picture with one sample a pixel.
  static func picture(width: Int, height: Int, bits: Int, compression: Int = 1) -> TIFFFile {
    TIFFFile(entries: [
      (256, .longs([width])), (257, .longs([height])), (258, .shorts([bits])), (259, .shorts([compression])),
      (262, .shorts([32_803])), (277, .shorts([1])),
    ])
  }
}
