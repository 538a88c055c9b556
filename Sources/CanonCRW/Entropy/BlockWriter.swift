internal import BitCoding

/// Writes blocks of coded differences, with a zero byte after every 0xFF, into a buffer that is emptied after some rows.
struct BlockWriter {
  /// Bytes that so many samples may take: 32 bits each, every byte a stuffed zero, and a remainder of the rows before.
  static func capacity(_ samples: Int) -> Int { samples * 8 + 16 }

  var bits: StuffedBitWriter

  init(_ output: UnsafeMutablePointer<UInt8>) { bits = StuffedBitWriter(output) }

  @inline(__always)
  private mutating func write(_ difference: Int16, _ entry: UInt64) {
    let value = UInt16(bitPattern: difference)
    let low = UInt64(value &- (value &>> 15)) & (entry &>> 8 & 0xFFFF)
    bits.write(entry &>> 24 | low, count: Int(truncatingIfNeeded: entry & 0xFF))
  }

  /// The bits of a difference's magnitude, 0...15.
  @inline(__always)
  private static func size(_ difference: Int16) -> Int { 16 &- difference.magnitude.leadingZeroBitCount }

  /// Writes the first difference of a block, at most 11 bits, and the 63 others at `later`, at most 10 bits.
  @inline(__always)
  mutating func writeBlock(first: Int16, later: UnsafePointer<Int16>, entries: UnsafePointer<UInt64>) {
    write(first, entries[Self.size(first)])
    let second = entries + TokenTable.count
    var zeros = 0
    for place in 0..<(CRWFormat.blockSamples - 1) {
      let difference = later[place]
      if difference == 0 {
        zeros &+= 1
        continue
      }
      while zeros > 15 {
        write(0, second[Int(CodeTable.zeros)])
        zeros &-= 16
      }
      write(difference, second[zeros &<< 4 | Self.size(difference)])
      zeros = 0
    }
    if zeros > 0 { write(0, second[Int(CodeTable.end)]) }
  }

  /// Writes bits from the front of bytes.
  mutating func write(_ bytes: [UInt8], count: Int) {
    var left = count
    for byte in bytes where left > 0 {
      let taken = min(8, left)
      bits.write(UInt64(byte >> UInt8(8 - taken)), count: taken)
      left -= taken
    }
  }
}
