import ByteCoding
@testable import PlaneCodec
import ZstdCoding

/// A `PLNE` payload taken apart, to be changed and put together again with all digests in order, as someone hostile would.
struct OpenedPayload {
  /// The fixed fields and the value table.
  var front: [UInt8]
  /// The model, of methods that have one, then the tiles.
  var parts: [[UInt8]]

  init(_ payload: [UInt8]) throws {
    var reader = ByteReader(payload)
    let header = try PlaneHeader(from: &reader, budget: .standard)
    front = Array(payload[..<(reader.offset - header.tiles.count * PlaneHeader.tileEntryLength - PlaneHeader.digestLength)])
    parts = try header.tileBytes(&reader).map { Array($0) }
  }

  /// The payload with lengths and digests of what the parts are now.
  var sealed: [UInt8] {
    var writer = ByteWriter()
    writer.write(front)
    for part in parts {
      writer.u32(UInt32(part.count))
      writer.write(SHA256Digest(of: part).bytes.prefix(PlaneHeader.digestLength))
    }
    writer.write(SHA256Digest(of: writer.bytes).bytes.prefix(PlaneHeader.digestLength))
    for part in parts { writer.write(part) }
    return writer.bytes
  }

  /// The model's plain bytes: what lies in its zstd frame.
  func plainModel() throws -> [UInt8] {
    var reader = ByteReader(parts[0])
    let count = try reader.varint()
    return try ZstdCoder.decompress(try reader.read(reader.remaining), expecting: count)
  }

  /// Puts other plain bytes in the model's place.
  mutating func setPlainModel(_ bytes: [UInt8]) throws {
    var writer = ByteWriter()
    writer.varint(bytes.count)
    writer.write(try ZstdCoder.compress(bytes, level: 1))
    parts[0] = writer.bytes
  }
}
