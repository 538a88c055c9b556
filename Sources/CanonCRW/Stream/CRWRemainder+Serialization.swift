package import ByteCoding

extension CRWRemainder {
  /// The remainder's bytes: about seven for a record as cameras write it.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(preamble.count)
    writer.write(preamble)
    writer.varint(oddBlocks.count)
    var next = 0
    for odd in oddBlocks {
      writer.varint(odd.block - next)
      writer.varint(odd.bitCount)
      writer.write(odd.bits)
      next = odd.block + 1
    }
    writer.u8(padding)
    writer.varint(tail.count)
    writer.write(tail)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws `damaged` (`crw.remainder`, `bytes.short`, `bytes.varint`).
  package init(parsing reader: inout ByteReader) throws(Fault) {
    let preambleSize = try reader.varint()
    guard preambleSize <= CRWFormat.preambleSize else { throw Self.foreign }
    self.init(preamble: Array(try reader.read(preambleSize)))
    guard preamble.last != 0 else { throw Self.foreign }
    let count = try reader.varint()
    var next = 0
    for _ in 0..<count {
      let gap = try reader.varint()
      // No image has more blocks.
      guard gap < 1 << 32, next < 1 << 32 else { throw Self.foreign }
      let bitCount = try reader.varint()
      guard (1...BlockReader.blockBits).contains(bitCount) else { throw Self.foreign }
      let odd = OddBlock(block: next + gap, bitCount: bitCount, bits: Array(try reader.read((bitCount + 7) / 8)))
      guard odd.isWhole else { throw Self.foreign }
      oddBlocks.append(odd)
      next = odd.block + 1
    }
    padding = try reader.u8()
    tail = Array(try reader.read(try reader.varint()))
  }

  static let foreign = Fault.damaged("crw.remainder", "the remainder does not belong to a raw record of these samples")
}

extension CRWRemainder.OddBlock {
  /// Whether there are as many bits as said, and zeros behind them.
  var isWhole: Bool {
    guard (1...BlockReader.blockBits).contains(bitCount), bits.count == (bitCount + 7) / 8, let last = bits.last else { return false }
    let filling = UInt8(bits.count * 8 - bitCount)
    return last & ((1 << filling) - 1) == 0
  }
}
