internal import BitCoding

/// Writes the codes of a strip's residuals into a buffer that is emptied after each six rows.
struct CodeWriter {
  /// Bytes that so many codes may take: 64 bits each, and a remainder of the rows before.
  static func capacity(_ count: Int) -> Int { count * 8 + 16 }

  var bits: BitWriter
  private let escapeLength: Int
  private let escapeBits: Int

  init(_ output: UnsafeMutablePointer<UInt8>, _ format: FujiRAFFormat) {
    bits = BitWriter(output)
    (escapeLength, escapeBits) = (format.escapeLength, format.bits)
  }

  /// Writes a residual, as a number without sign less than the number of values, with `shift` bits (0...15) behind the run of zeros.
  @inline(__always)
  mutating func write(_ code: UInt32, shift: UInt32) {
    let zeros = code &>> shift
    guard zeros < 16 else {
      self = wroteLong(code, shift: shift)
      return
    }
    let one: UInt32 = 1 &<< shift
    bits.write(UInt64(one | code & (one &- 1)), count: Int(truncatingIfNeeded: zeros &+ 1 &+ shift))
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func wroteLong(_ code: UInt32, shift: UInt32) -> CodeWriter {
    var copy = self
    let zeros = Int(code >> shift)
    let isEscape = zeros >= escapeLength
    var left = min(zeros, escapeLength)
    while left > 0 {
      copy.bits.write(0, count: min(left, 32))
      left -= min(left, 32)
    }
    if isEscape {
      copy.bits.write(1 << UInt64(escapeBits) | UInt64(code - 1), count: escapeBits + 1)
    } else {
      copy.bits.write(1 << UInt64(shift) | UInt64(code) & (1 << UInt64(shift) - 1), count: Int(shift) + 1)
    }
    return copy
  }
}
