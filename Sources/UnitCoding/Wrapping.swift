internal import ByteCoding
internal import ZstdCoding

/// A length and a zstd frame around a run of bytes. FORMAT.md section 4, "wrapped".
enum Wrapping {
  /// Equal bytes and level give equal results (for one version of zstd).
  static func wrap(_ bytes: [UInt8], level: Int) throws(Fault) -> [UInt8] {
    var writer = ByteWriter()
    writer.u64(UInt64(bytes.count))
    if !bytes.isEmpty { writer.write(try ZstdCoder.compress(bytes, level: level)) }
    return writer.bytes
  }

  /// Throws `.overLimit` where more than `limit` bytes are promised, `.damaged` where the frame does not give what is promised.
  static func unwrap(_ payload: [UInt8], limit: Int, at place: String) throws(Fault) -> [UInt8] {
    var reader = ByteReader(payload)
    do throws(Fault) {
      let count = try reader.u64()
      guard count <= UInt64(limit) else { throw Fault.overLimit("wrap.limit", "\(count) bytes promised, \(limit) allowed") }
      if count == 0 {
        guard reader.isAtEnd else { throw Fault.damaged("wrap.trailing", "bytes after an empty run") }
        return []
      }
      return try ZstdCoder.decompress(reader.read(reader.remaining), expecting: Int(count))
    } catch {
      throw error.within(place)
    }
  }
}
