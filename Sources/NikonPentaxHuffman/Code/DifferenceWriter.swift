internal import BitCoding

/// Writes coded differences into a buffer that is emptied after each row (`bits`).
struct DifferenceWriter {
  /// Bytes that so many differences may take: 32 bits each, and a remainder of the row before.
  static func capacity(_ count: Int) -> Int { count * 4 + 16 }

  var bits: BitWriter
  /// Whether a difference had no code.
  private(set) var lacksCode = false

  init(_ output: UnsafeMutablePointer<UInt8>) { bits = BitWriter(output) }

  /// Writes a difference modulo 65536.
  @inline(__always)
  mutating func write(_ difference: UInt16, _ entries: UnsafePointer<UInt64>) {
    let size = 16 &- Int16(bitPattern: difference).magnitude.leadingZeroBitCount
    let entry = entries[size]
    let (total, behind, shift) = (entry & 0xFF, entry &>> 8 & 0xFF, entry &>> 16 & 0xFF)
    let mask = (1 &<< behind) &- 1
    let low: UInt64
    if shift == 0 {
      if entry == 0 { lacksCode = true }
      low = UInt64(difference &- (difference &>> 15)) & mask
    } else {
      // Negative ones count up from -2^size; only the middle of a span has a code.
      let raised = UInt64(difference) &+ (UInt64(difference &>> 15) &<< UInt64(truncatingIfNeeded: size))
      let half: UInt64 = 1 &<< (shift &- 1)
      if (raised &- half) & ((1 &<< shift) &- 1) != 0 { lacksCode = true }
      low = (raised &- half) &>> shift & mask
    }
    bits.write(entry &>> 32 | low, count: Int(truncatingIfNeeded: total))
  }
}
