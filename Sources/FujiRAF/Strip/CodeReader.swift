internal import BitCoding

/// Reads the codes of a strip's residuals; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once in six rows, so that the loop has no exits.
struct CodeReader {
  private(set) var bits: BitReader
  /// Whether a code was met that is not the shortest of its residual, or none at all.
  private(set) var metOddCode = false
  private let escapeLength: Int
  private let escapeBits: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ format: FujiRAFFormat) {
    bits = BitReader(bytes)
    (escapeLength, escapeBits) = (format.escapeLength, format.bits)
  }

  /// The next code, as a number without sign: zeros, a one, and `shift` bits (0...15) behind it.
  @inline(__always)
  mutating func code(shift: UInt32) -> UInt32 {
    if bits.count < 48 { bits.refill() }
    let zeros = bits.window.leadingZeroBitCount
    let width = UInt64(shift)
    // Long runs, which are rare, may be escapes.
    guard zeros < 32 else {
      let (copy, code) = longCode(shift: width)
      self = copy
      return code
    }
    let rest = bits.window &<< UInt64(truncatingIfNeeded: zeros &+ 1)
    // Two shifts: there may be no bits at all.
    let low = (rest &>> 1) &>> (63 &- width)
    bits.window = rest &<< width
    bits.count &-= zeros &+ 1 &+ Int(truncatingIfNeeded: shift)
    return UInt32(truncatingIfNeeded: UInt64(truncatingIfNeeded: zeros) &<< width | low)
  }

  /// A code behind 32 zeros or more.
  @inline(never)
  private func longCode(shift: UInt64) -> (CodeReader, UInt32) {
    var copy = self
    var zeros = 0
    while true {
      let run = min(copy.bits.window.leadingZeroBitCount, copy.bits.count)
      zeros += run
      if run < copy.bits.count {
        _ = copy.take(run + 1)
        break
      }
      (copy.bits.window, copy.bits.count) = (0, 0)
      guard zeros <= escapeLength else {
        copy.metOddCode = true
        return (copy, 0)
      }
      copy.bits.refill()
    }
    if zeros < escapeLength {
      let code = UInt32(zeros) << UInt32(shift) | UInt32(copy.take(Int(shift)))
      return (copy, code)
    }
    let code = UInt32(copy.take(escapeBits)) + 1
    if zeros > escapeLength || Int(code >> UInt32(shift)) < escapeLength { copy.metOddCode = true }
    return (copy, code)
  }

  /// Up to 48 bits.
  private mutating func take(_ length: Int) -> Int {
    if bits.count < 48 { bits.refill() }
    let taken = bits.peek(length)
    bits.drop(length)
    return taken
  }

  /// Ends the strip at the next byte boundary: gives the bits up to there.
  mutating func align() -> UInt8 { bits.align().bits }
}
