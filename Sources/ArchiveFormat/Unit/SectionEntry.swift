package import ByteCoding

/// One line of a unit's section table: 64 bytes. FORMAT.md, "Section table".
package struct SectionEntry: Hashable, Sendable {
  package static let encodedLength = 64

  package var kind: SectionKind
  /// Tells sections of one kind apart: the plane's position, the piece's number; else 0.
  package var index: UInt32
  /// From the unit's first byte.
  package var offset: Int
  package var length: Int
  package var digest: SHA256Digest

  package init(kind: SectionKind, index: UInt32, offset: Int, length: Int, digest: SHA256Digest) {
    self.kind = kind
    self.index = index
    self.offset = offset
    self.length = length
    self.digest = digest
  }

  /// The section's name for people: `PLNE 2`.
  package var name: String { "\(kind) \(index)" }

  func write(to writer: inout ByteWriter) {
    writer.u32(kind.code, bigEndian: true)
    writer.u32(index)
    writer.u64(UInt64(offset))
    writer.u64(UInt64(length))
    writer.write(digest.bytes)
    writer.u64(0)
  }

  /// Reads an entry as it stands in a table. Throws `.damaged` (`unit.table.range`) or `.unsupported` (`unit.newer`).
  package init(from reader: inout ByteReader) throws(Fault) {
    kind = SectionKind(code: try reader.u32(bigEndian: true))
    index = try reader.u32()
    let (offset, length) = (try reader.u64(), try reader.u64())
    guard let digest = SHA256Digest(bytes: try reader.read(32)), offset <= UInt64(Int.max), length <= UInt64(Int.max) else {
      throw .damaged("unit.table.range", "a section lies beyond any file's end", at: "section table")
    }
    guard try reader.u64() == 0 else {
      throw .unsupported("unit.newer", "a section uses a flag this version does not know", at: "section table")
    }
    self.offset = Int(offset)
    self.length = Int(length)
    self.digest = digest
  }
}
