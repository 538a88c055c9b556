/// Writes coded differences into a buffer that is emptied after each row.
struct DifferenceWriter {
  /// Bytes that so many differences may take: 32 bits each, and a remainder of the row before.
  static func capacity(_ count: Int) -> Int { count * 4 + 16 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0
  /// Whether a difference had no code.
  private(set) var lacksCode = false

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  /// Writes a difference modulo 65536.
  @inline(__always)
  mutating func write(_ difference: UInt16, _ entries: UnsafePointer<UInt64>) {
    let size = 16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
    let entry = entries[size]
    let (total, behind, shift) = (entry & 0xFF, entry &>> 8 & 0xFF, entry &>> 16 & 0xFF)
    let mask = (1 &<< behind) &- 1
    let bits: UInt64
    if shift == 0 {
      if entry == 0 { lacksCode = true }
      bits = UInt64(difference &- (difference &>> 15)) & mask
    } else {
      // Negative ones count up from -2^size; only the middle of a span has a code.
      let raised = UInt64(difference) &+ (UInt64(difference &>> 15) &<< UInt64(truncatingIfNeeded: size))
      let half: UInt64 = 1 &<< (shift &- 1)
      if (raised &- half) & ((1 &<< shift) &- 1) != 0 { lacksCode = true }
      bits = (raised &- half) &>> shift & mask
    }
    pending = pending &<< total | entry &>> 32 | bits
    pendingBits &+= Int(truncatingIfNeeded: total)
    if pendingBits >= 32 { flushWord() }
  }

  @inline(__always)
  private mutating func flushWord() {
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
    UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
    position &+= 4
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
      output[position] = UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits))
      position += 1
    }
    pending = 0
  }
}
