internal import ByteCoding

/// The 16 bytes that a compressed stream begins with, and the table of the strips' lengths. All numbers are big-endian.
struct FujiRAFHeader {
  static let byteCount = 16
  private static let signature: UInt16 = 0x4953

  let rawType: UInt8
  let bits: Int
  let width: Int
  let height: Int

  /// Bytes from the stream's start to its strips: header, table, and what fills up to 16.
  static func strips(_ count: Int) -> Int { byteCount + (count * 4 + 15) / 16 * 16 }

  /// Throws `unsupported` (`fuji.signature`, `fuji.lossy`, `fuji.version`, `fuji.header`), `damaged` (`fuji.short`).
  init(parsing bytes: ArraySlice<UInt8>) throws(Fault) {
    guard bytes.count >= Self.byteCount else { throw .damaged("fuji.short", "\(bytes.count) bytes hold no header of compressed samples") }
    var reader = ByteReader(bytes)
    guard try reader.u16(bigEndian: true) == Self.signature else {
      throw .unsupported("fuji.signature", "the raw data do not begin as compressed samples do")
    }
    let version = try reader.u8()
    guard version != 0 else { throw .unsupported("fuji.lossy", "the samples are compressed with a loss, which is not handled") }
    guard version == 1 else { throw .unsupported("fuji.version", "compressed samples of version \(version) are not known") }
    rawType = try reader.u8()
    guard rawType == 0 || rawType == 16 else { throw .unsupported("fuji.header", "compressed samples of type \(rawType) are not known") }
    bits = Int(try reader.u8())
    height = Int(try reader.u16(bigEndian: true))
    try reader.skip(2)
    width = Int(try reader.u16(bigEndian: true))
  }

  /// The header that a stream of such samples has.
  static func bytes(_ format: FujiRAFFormat) -> [UInt8] {
    var writer = ByteWriter(reserving: byteCount)
    writer.u16(signature, bigEndian: true)
    writer.u8(1)
    writer.u8(format.filters.rawType)
    writer.u8(UInt8(format.bits))
    writer.u16(UInt16(format.height), bigEndian: true)
    writer.u16(UInt16(format.stripCount * FujiRAFFormat.stripWidth), bigEndian: true)
    writer.u16(UInt16(format.width), bigEndian: true)
    writer.u16(UInt16(FujiRAFFormat.stripWidth), bigEndian: true)
    writer.u8(UInt8(format.stripCount))
    writer.u16(UInt16(format.height / 6), bigEndian: true)
    return writer.bytes
  }
}
