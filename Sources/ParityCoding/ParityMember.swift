package import ByteCoding

/// A run of whole blocks of a file; the last block of a file may be shorter than others and counts as filled up with zeros.
package struct ParityExtent: Hashable, Sendable {
  /// The number of the first block in the file.
  package var firstBlock: Int
  package var count: Int

  package init(firstBlock: Int, count: Int) {
    self.firstBlock = firstBlock
    self.count = count
  }
}

/// A file of which a group covers all blocks or some.
package struct ParityMember: Hashable, Sendable {
  /// Its name, as the archive means it: any bytes. Nobody has checked that it is safe as a path.
  package var path: [UInt8]
  /// Its length in bytes.
  package var size: Int
  /// The digest of the whole file.
  package var digest: SHA256Digest
  /// What the group covers, in the order of the file.
  package var extents: [ParityExtent]

  /// A file that the group covers as a whole.
  package init(path: [UInt8], size: Int, digest: SHA256Digest) {
    let count = ParityBlock.count(bytes: size)
    self.init(path: path, size: size, digest: digest, extents: count > 0 ? [ParityExtent(firstBlock: 0, count: count)] : [])
  }

  package init(path: [UInt8], size: Int, digest: SHA256Digest, extents: [ParityExtent]) {
    self.path = path
    self.size = size
    self.digest = digest
    self.extents = extents
  }

  /// Blocks that the group covers.
  package var blockCount: Int { extents.reduce(0) { $0 + $1.count } }

  package var isWhole: Bool { blockCount == ParityBlock.count(bytes: size) }

  /// Bytes of the file that an extent covers.
  package func bytes(of extent: ParityExtent) -> Range<Int> {
    let start = min(size, extent.firstBlock * ParityBlock.size)
    return start..<min(size, (extent.firstBlock + extent.count) * ParityBlock.size)
  }

  /// Whether size and extents can be: in order, not empty, inside the file, without overflow.
  var isSound: Bool {
    guard (0...1 << 60).contains(size) else { return false }
    var next = 0
    let end = ParityBlock.count(bytes: size)
    for extent in extents {
      guard extent.count > 0, extent.firstBlock >= next, extent.firstBlock <= end, extent.count <= end - extent.firstBlock else {
        return false
      }
      next = extent.firstBlock + extent.count
    }
    return true
  }
}

extension ParityMember {
  func write(to writer: inout ByteWriter) {
    writer.varint(path.count)
    writer.write(path)
    writer.varint(size)
    writer.write(digest.bytes)
    writer.varint(extents.count)
    for extent in extents {
      writer.varint(extent.firstBlock)
      writer.varint(extent.count)
    }
  }

  init(parsing reader: inout ByteReader) throws(Fault) {
    let path = Array(try reader.read(try reader.varint()))
    let size = try reader.varint()
    guard let digest = SHA256Digest(bytes: try reader.read(32)) else { throw .damaged("parity.member", "no digest") }
    let count = try reader.varint()
    // Each takes two bytes at least.
    guard count <= reader.remaining / 2 else { throw .damaged("parity.member", "a file's extents exceed the list") }
    var extents: [ParityExtent] = []
    for _ in 0..<count { extents.append(ParityExtent(firstBlock: try reader.varint(), count: try reader.varint())) }
    self.init(path: path, size: size, digest: digest, extents: extents)
    guard isSound else { throw .damaged("parity.member", "a file's extents do not lie in the file") }
  }
}
