package import ByteCoding

/// What a compressed Fujifilm stream holds besides its samples.
package struct FujiRAFRemainder: Hashable, Sendable {
  /// What ends a strip.
  package struct Ending: Hashable, Sendable {
    /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
    package var padding: UInt8
    /// What follows that byte.
    package var bytes: [UInt8]

    package init(padding: UInt8, bytes: [UInt8]) { (self.padding, self.bytes) = (padding, bytes) }
  }

  /// A strip's length is a multiple of this where it ends as usual, and its end is zeros.
  static let alignment = 16

  /// Strip by strip; nil where there are zeros up to the next 16 bytes.
  package var endings: [Ending?]
  /// What lies between the table of lengths and the strips; nil for zeros.
  package var tableFill: [UInt8]?
  /// The codes of the last strip's places beyond the mosaic, one behind the other, filled up with zeros; empty where there are none.
  package var outside: [UInt8]
  /// What follows the last strip.
  package var tail: [UInt8]

  package init(endings: [Ending?], tableFill: [UInt8]? = nil, outside: [UInt8] = [], tail: [UInt8] = []) {
    (self.endings, self.tableFill, self.outside, self.tail) = (endings, tableFill, outside, tail)
  }

  static let foreign = Fault.damaged("fuji.remainder", "the remainder does not belong to a stream of these samples")
}

extension FujiRAFRemainder {
  /// The remainder's bytes: four and one a strip for a usual stream, and what lies beyond the mosaic.
  ///
  /// Number of strips (varint); for each 0 for a usual ending, else one more than the number of bytes (varint), padding (u8), bytes;
  /// then in the same way the table's fill, without padding; what is outside and the tail, each its length (varint) and bytes.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter(reserving: outside.count + tail.count + 64)
    writer.varint(endings.count)
    for ending in endings {
      writer.varint(ending.map { $0.bytes.count + 1 } ?? 0)
      guard let ending else { continue }
      writer.u8(ending.padding)
      writer.write(ending.bytes)
    }
    writer.varint(tableFill.map { $0.count + 1 } ?? 0)
    writer.write(tableFill ?? [])
    for run in [outside, tail] {
      writer.varint(run.count)
      writer.write(run)
    }
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`fuji.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    let count = try reader.varint()
    guard count <= 255 else { throw Self.foreign }
    endings = []
    for _ in 0..<count {
      let length = try reader.varint()
      guard length > 0 else {
        endings.append(nil)
        continue
      }
      let padding = try reader.u8()
      endings.append(Ending(padding: padding, bytes: Array(try reader.read(length - 1))))
    }
    let fill = try reader.varint()
    tableFill = fill > 0 ? Array(try reader.read(fill - 1)) : nil
    outside = Array(try reader.read(try reader.varint()))
    tail = Array(try reader.read(try reader.varint()))
  }
}
