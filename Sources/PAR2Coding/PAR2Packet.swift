internal import ByteCoding

/// The packets of a PAR 2.0 file, after "Parity Volume Set Specification 2.0" (2003).
///
/// A packet is a magic, its length, the MD5 of what follows that, the set's identity, a type, and a body; lengths are multiples of four.
enum PAR2Packet {
  static let headerBytes = 64
  static let magic = Array("PAR2\0PKT".utf8)

  enum Kind: String {
    case main = "PAR 2.0\0Main\0\0\0\0"
    case file = "PAR 2.0\0FileDesc"
    case checksums = "PAR 2.0\0IFSC\0\0\0\0"
    case recovery = "PAR 2.0\0RecvSlic"
    case creator = "PAR 2.0\0Creator\0"
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) }

  /// What precedes the body; `digest` is the MD5 of identity, type and body.
  static func header(_ kind: Kind, set: [UInt8], bodyBytes: Int, digest: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(magic)
    writer.u64(UInt64(headerBytes + bodyBytes))
    writer.write(digest)
    writer.write(set)
    writer.write(Array(kind.rawValue.utf8))
    return writer.bytes
  }

  static func packet(_ kind: Kind, set: [UInt8], _ body: [UInt8]) -> [UInt8] {
    let digest = MD5Hasher.digest(set + Array(kind.rawValue.utf8) + body)
    return header(kind, set: set, bodyBytes: body.count, digest: digest) + body
  }

  /// The body of the main packet, whose MD5 is the set's identity.
  static func main(_ files: [PAR2File], sliceBytes: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.u64(UInt64(sliceBytes))
    writer.u32(UInt32(files.count))
    for file in files { writer.write(file.identity) }
    return writer.bytes
  }

  static func description(_ file: PAR2File, digest: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(file.identity)
    writer.write(digest)
    writer.write(file.head)
    writer.u64(UInt64(file.size))
    writer.write(padded(file.name))
    return writer.bytes
  }
}
