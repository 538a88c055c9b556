internal import ByteCoding

/// What every index block of a parity file begins with; equal in all of them but for the block's own number.
struct ParityHeader: Hashable, Sendable {
  static let magic: [UInt8] = [0x89, 0x47, 0x4C, 0x53, 0x50, 0x0D, 0x0A, 0x1A]
  static let version: UInt16 = 1
  /// Bytes of the header, of the piece of the index behind it, and of the digest at the end of the block.
  static let length = 160
  static let pieceLength = 3920
  static let checkLength = 16

  /// The first 16 bytes of the SHA-256 of the index.
  var identity: [UInt8]
  var geometry: ParityGeometry
  /// What was asked for, parts of 10,000.
  var overhead: Int
  /// Bytes of the index.
  var indexLength: Int

  /// How the index is laid out.
  var layout: ParityLayout { ParityLayout(indexLength: indexLength, parityCount: geometry.parityCount) }

  /// A whole index block.
  func block(number: Int, piece: UnsafeRawBufferPointer) -> [UInt8] {
    var writer = ByteWriter(reserving: ParityBlock.size)
    let layout = layout
    writer.write(Self.magic)
    writer.u16(Self.version)
    writer.u16(UInt16(Self.length))
    writer.u32(UInt32(number))
    writer.write(identity)
    writer.u64(UInt64(geometry.blockCount))
    writer.u64(UInt64(indexLength))
    writer.u64(UInt64(layout.fileBlocks))
    writer.u32(UInt32(geometry.lanes))
    writer.u32(UInt32(layout.stripes))
    for value in [geometry.stripesPerLane, geometry.positions, geometry.storedRows, geometry.rows, layout.pieces, layout.spares, overhead] {
      writer.u16(UInt16(value))
    }
    writer.write([UInt8](repeating: 0, count: 96 - writer.count))
    writer.write(geometry.outer.map { UInt8($0) })
    writer.write([UInt8](repeating: 0, count: Self.length - writer.count))
    writer.write(piece)
    writer.write(SHA256Digest(of: writer.bytes).bytes.prefix(Self.checkLength))
    return writer.bytes
  }

  /// The header and number of a block that proves itself; nil for any other run of bytes.
  static func parse(_ block: [UInt8]) -> (header: ParityHeader, number: Int)? {
    guard block.count == ParityBlock.size, block.starts(with: magic) else { return nil }
    let check = ParityBlock.size - checkLength
    guard SHA256Digest(of: block[..<check]).bytes.prefix(checkLength).elementsEqual(block[check...]) else { return nil }
    do throws(Fault) {
      var reader = ByteReader(block[..<length])
      return try parse(&reader)
    } catch {
      return nil
    }
  }

  private static func parse(_ reader: inout ByteReader) throws(Fault) -> (header: ParityHeader, number: Int)? {
    try reader.skip(magic.count)
    guard try reader.u16() == version, try reader.u16() == UInt16(length) else { return nil }
    let number = Int(try reader.u32())
    let identity = Array(try reader.read(16))
    guard let blockCount = Int(exactly: try reader.u64()), let indexLength = Int(exactly: try reader.u64()),
      let fileBlocks = Int(exactly: try reader.u64())
    else { return nil }
    let lanes = Int(try reader.u32())
    let stripes = Int(try reader.u32())
    var values: [Int] = []
    for _ in 0..<7 { values.append(Int(try reader.u16())) }
    guard try reader.read(96 - reader.offset).allSatisfy({ $0 == 0 }) else { return nil }
    let (stored, rows) = (values[2], values[3])
    guard rows >= stored, rows - stored <= ParityGeometry.outerRowLimit else { return nil }
    let outer = try reader.read(rows - stored).map { Int($0) }
    guard try reader.read(length - reader.offset).allSatisfy({ $0 == 0 }) else { return nil }
    let geometry = try ParityGeometry(
      blockCount: blockCount, lanes: lanes, stripesPerLane: values[0], positions: values[1], storedRows: stored, outer: outer)
    // Digests of all blocks and the number of members at least.
    guard indexLength <= 1 << 50, indexLength > 8 * (blockCount + geometry.parityCount) else { return nil }
    let header = ParityHeader(identity: identity, geometry: geometry, overhead: values[6], indexLength: indexLength)
    let layout = header.layout
    guard layout.stripes == stripes, layout.pieces == values[4], layout.spares == values[5], layout.fileBlocks == fileBlocks,
      number < layout.indexBlocks
    else { return nil }
    return (header, number)
  }
}
