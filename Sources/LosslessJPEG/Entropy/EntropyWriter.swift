/// Writes coded differences, with a zero byte after every 0xFF, into a buffer that is emptied after each row.
struct EntropyWriter {
  /// Bytes that so many differences may take: 32 bits each, every byte a stuffed zero, and a remainder of the row before.
  static func capacity(_ count: Int) -> Int { count * 8 + 16 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0
  /// Whether a difference had a category without a code.
  private(set) var lacksCode = false

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  @inline(__always)
  private mutating func write(_ difference: UInt16, _ entries: UnsafePointer<UInt64>) {
    let category = 16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
    let entry = entries[category]
    if entry == 0 { lacksCode = true }
    let bits = UInt64(difference &- (difference &>> 15)) & (entry &>> 8 & 0xFFFF)
    let total = entry & 0xFF
    pending = pending &<< total | entry &>> 24 | bits
    pendingBits &+= Int(truncatingIfNeeded: total)
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

  /// Writes the differences of one row; the pointer leads to the entries of all components.
  mutating func write(_ row: UnsafeBufferPointer<UInt16>, components: Int, entries: UnsafePointer<UInt64>) {
    var writer = self
    switch components {
    case 1:
      for difference in row { writer.write(difference, entries) }
    case 2:
      let second = entries + CodeTable.count
      var column = 0
      while column &+ 1 < row.count {
        writer.write(row[column], entries)
        writer.write(row[column &+ 1], second)
        column &+= 2
      }
    default:
      var column = 0
      while column &+ components <= row.count {
        for component in 0..<components { writer.write(row[column &+ component], entries + component &* CodeTable.count) }
        column &+= components
      }
    }
    self = writer
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
