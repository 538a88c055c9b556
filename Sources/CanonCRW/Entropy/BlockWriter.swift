/// Writes blocks of coded differences, with a zero byte after every 0xFF, into a buffer that is emptied after some rows.
struct BlockWriter {
  /// Bytes that so many samples may take: 32 bits each, every byte a stuffed zero, and a remainder of the rows before.
  static func capacity(_ samples: Int) -> Int { samples * 8 + 16 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  @inline(__always)
  private mutating func write(_ difference: Int16, _ entry: UInt64) {
    let value = UInt16(bitPattern: difference)
    let bits = UInt64(value &- (value &>> 15)) & (entry &>> 8 & 0xFFFF)
    append(entry &>> 24 | bits, Int(truncatingIfNeeded: entry & 0xFF))
  }

  @inline(__always)
  private mutating func append(_ bits: UInt64, _ count: Int) {
    pending = pending &<< UInt64(truncatingIfNeeded: count) | bits
    pendingBits &+= count
    if pendingBits >= 32 { flushWord() }
  }

  @inline(__always)
  private mutating func flushWord() {
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
    if (~word &- 0x0101_0101) & word & 0x8080_8080 == 0 {
      UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
      position &+= 4
    } else {
      for shift in stride(from: UInt32(24), through: 0, by: -8) { put(UInt8(truncatingIfNeeded: word &>> shift)) }
    }
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    output[position] = byte
    position &+= 1
    if byte == 0xFF {
      output[position] = 0
      position &+= 1
    }
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
      append(UInt64(byte >> UInt8(8 - taken)), taken)
      left -= taken
    }
  }

  /// Bits that the last byte begun leaves free, 0...7.
  var spareBits: Int { (8 - pendingBits & 7) & 7 }

  /// Fills the last byte with the low bits of `padding`, and ends it.
  mutating func align(padding: UInt8) {
    let spare = UInt64(spareBits)
    pending = pending << spare | UInt64(padding) & ((1 << spare) - 1)
    pendingBits += Int(spare)
    while pendingBits > 0 {
      pendingBits -= 8
      put(UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits)))
    }
    pending = 0
  }
}
