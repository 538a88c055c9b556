package import ByteCoding

/// What a Nikon or Pentax strip holds besides its samples.
package struct NikonPentaxRemainder: Hashable, Sendable {
  /// The places of samples, counted row by row, whose code is the second one of its meaning; ascending.
  package var twins: [Int]
  /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
  package var padding: UInt8
  /// What follows the last byte that holds coded bits.
  package var tail: [UInt8]

  package init(twins: [Int] = [], padding: UInt8 = 0, tail: [UInt8] = []) {
    (self.twins, self.padding, self.tail) = (twins, padding, tail)
  }

  /// The remainder's bytes: three and the tail for a usual strip.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(twins.count)
    var next = 0
    for twin in twins {
      writer.varint(twin - next)
      next = twin + 1
    }
    writer.u8(padding)
    writer.varint(tail.count)
    writer.write(tail)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`nph.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    self.init()
    let count = try reader.varint()
    var next = 0
    for _ in 0..<count {
      let gap = try reader.varint()
      // No image has more samples.
      guard gap < 1 << 32, next < 1 << 32 else { throw Self.foreign }
      twins.append(next + gap)
      next += gap + 1
    }
    padding = try reader.u8()
    tail = Array(try reader.read(try reader.varint()))
  }

  static let foreign = Fault.damaged("nph.remainder", "the remainder does not belong to a strip of these samples")
}
