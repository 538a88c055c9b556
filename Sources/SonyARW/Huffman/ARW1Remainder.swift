package import ByteCoding

/// What an ARW1 stream holds besides its samples.
package struct ARW1Remainder: Hashable, Sendable {
  /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
  package var padding: UInt8
  /// What follows the last byte that holds coded bits.
  package var tail: [UInt8]

  package init(padding: UInt8 = 0, tail: [UInt8] = []) { (self.padding, self.tail) = (padding, tail) }

  /// The remainder's bytes: two and the tail, whose length takes one more from 128 bytes on.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter(reserving: tail.count + 8)
    writer.u8(padding)
    writer.varint(tail.count)
    writer.write(tail)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    padding = try reader.u8()
    tail = Array(try reader.read(try reader.varint()))
  }

  static let foreign = Fault.damaged("arw.remainder", "the remainder does not belong to a stream of these samples")
}
