package import ByteCoding

/// What a CRX picture holds besides its samples.
package struct CRXRemainder: Hashable, Sendable {
  /// A band that does not end as usual: with zeros up to the next multiple of eight bytes.
  package struct OddEnd: Hashable, Sendable {
    /// The band's number, from 0: tile by tile, the four planes of each together.
    package var band: Int
    /// The bits that fill the last byte of codes, in the low bits; 0 where the codes fill it.
    package var padding: UInt8
    /// The bytes behind it.
    package var tail: [UInt8]

    package init(band: Int, padding: UInt8, tail: [UInt8]) { (self.band, self.padding, self.tail) = (band, padding, tail) }
  }

  /// A row that is told in another way than the usual one, bit by bit.
  package struct OddRow: Hashable, Sendable {
    /// The row's number, from 0: all rows of the first band, then those of the second one, and so on.
    package var row: Int
    /// How many bits.
    package var bitCount: Int
    /// The bits, from the highest of the first byte on; zeros fill the last byte.
    package var bits: [UInt8]

    package init(row: Int, bitCount: Int, bits: [UInt8]) { (self.row, self.bitCount, self.bits) = (row, bitCount, bits) }

    var isSound: Bool {
      guard bitCount > 0, bits.count == (bitCount + 7) / 8, let last = bits.last else { return false }
      return last & UInt8(truncatingIfNeeded: 0xFF >> ((bitCount - 1) & 7 + 1)) == 0
    }
  }

  /// All headers where they are not the usual ones; else empty.
  package var header: [UInt8]
  /// By ascending number.
  package var oddRows: [OddRow]
  /// By ascending number.
  package var oddEnds: [OddEnd]
  /// What follows the last band.
  package var trailer: [UInt8]

  package init(header: [UInt8] = [], oddRows: [OddRow] = [], oddEnds: [OddEnd] = [], trailer: [UInt8] = []) {
    (self.header, self.oddRows, self.oddEnds, self.trailer) = (header, oddRows, oddEnds, trailer)
  }

  /// The remainder's bytes: four for a usual picture.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(header.count)
    writer.write(header)
    writer.varint(oddRows.count)
    var next = 0
    for odd in oddRows {
      writer.varint(odd.row - next)
      writer.varint(odd.bitCount)
      writer.write(odd.bits)
      next = odd.row + 1
    }
    writer.varint(oddEnds.count)
    next = 0
    for end in oddEnds {
      writer.varint(end.band - next)
      writer.u8(end.padding)
      writer.varint(end.tail.count)
      writer.write(end.tail)
      next = end.band + 1
    }
    writer.varint(trailer.count)
    writer.write(trailer)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`crx.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    self.init()
    header = Array(try reader.read(try reader.varint()))
    var next = 0
    for _ in 0..<(try reader.varint()) {
      let (gap, bitCount) = (try reader.varint(), try reader.varint())
      // No picture has more rows or longer ones.
      guard gap < 1 << 32, next < 1 << 32, bitCount < 1 << 40, oddRows.count < Self.rowLimit else { throw Self.foreign }
      let odd = OddRow(row: next + gap, bitCount: bitCount, bits: Array(try reader.read((bitCount + 7) / 8)))
      guard odd.isSound else { throw Self.foreign }
      oddRows.append(odd)
      next += gap + 1
    }
    next = 0
    for _ in 0..<(try reader.varint()) {
      let gap = try reader.varint()
      // No picture has more bands.
      guard gap < 1 << 20, next < 1 << 20 else { throw Self.foreign }
      let padding = try reader.u8()
      oddEnds.append(OddEnd(band: next + gap, padding: padding, tail: Array(try reader.read(try reader.varint()))))
      next += gap + 1
    }
    trailer = Array(try reader.read(try reader.varint()))
  }

  /// The most odd rows: more than a picture of usual tiles has rows. Each takes memory, however short it is.
  static let rowLimit = 1 << 16

  static let foreign = Fault.damaged("crx.remainder", "the remainder does not belong to a picture of these samples")
}
