/// Reads the codes of a strip's residuals; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once in six rows, so that the loop has no exits.
struct CodeReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte to take into the window.
  private(set) var position = 0
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0
  /// Whether a code was met that is not the shortest of its residual, or none at all.
  private(set) var metOddCode = false
  private let escapeLength: Int
  private let escapeBits: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ format: FujiRAFFormat) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    (escapeLength, escapeBits) = (format.escapeLength, format.bits)
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  /// Bits taken so far.
  var bitPosition: Int { position &* 8 &+ missing &- count }

  @inline(__always)
  private mutating func refill() {
    if position &+ 8 <= end {
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      window |= word &>> UInt64(truncatingIfNeeded: count)
      position &+= (63 &- count) &>> 3
      count |= 56
      return
    }
    self = refilledByBytes()
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func refilledByBytes() -> CodeReader {
    var copy = self
    while copy.count <= 56 {
      if copy.position < end {
        copy.window |= UInt64(base[copy.position]) &<< UInt64(56 &- copy.count)
        copy.position &+= 1
      } else {
        copy.missing &+= 8
      }
      copy.count &+= 8
    }
    return copy
  }

  /// The next code, as a number without sign: zeros, a one, and `shift` bits (0...15) behind it.
  @inline(__always)
  mutating func code(shift: UInt32) -> UInt32 {
    if count < 48 { refill() }
    let zeros = window.leadingZeroBitCount
    let width = UInt64(shift)
    // Long runs, which are rare, may be escapes.
    guard zeros < 32 else {
      let (copy, code) = longCode(shift: width)
      self = copy
      return code
    }
    let rest = window &<< UInt64(truncatingIfNeeded: zeros &+ 1)
    // Two shifts: there may be no bits at all.
    let bits = (rest &>> 1) &>> (63 &- width)
    window = rest &<< width
    count &-= zeros &+ 1 &+ Int(truncatingIfNeeded: shift)
    return UInt32(truncatingIfNeeded: UInt64(truncatingIfNeeded: zeros) &<< width | bits)
  }

  /// A code behind 32 zeros or more.
  @inline(never)
  private func longCode(shift: UInt64) -> (CodeReader, UInt32) {
    var copy = self
    var zeros = 0
    while true {
      let run = min(copy.window.leadingZeroBitCount, copy.count)
      zeros += run
      if run < copy.count {
        _ = copy.bits(run + 1)
        break
      }
      (copy.window, copy.count) = (0, 0)
      guard zeros <= escapeLength else {
        copy.metOddCode = true
        return (copy, 0)
      }
      copy.refill()
    }
    if zeros < escapeLength {
      let code = UInt32(zeros) << UInt32(shift) | UInt32(copy.bits(Int(shift)))
      return (copy, code)
    }
    let code = UInt32(copy.bits(escapeBits)) + 1
    if zeros > escapeLength || Int(code >> UInt32(shift)) < escapeLength { copy.metOddCode = true }
    return (copy, code)
  }

  /// Up to 48 bits.
  private mutating func bits(_ length: Int) -> UInt64 {
    if count < 48 { refill() }
    let bits = (window >> 1) >> UInt64(63 - length)
    window <<= UInt64(length)
    count -= length
    return bits
  }

  /// Ends the strip at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
  mutating func align() -> UInt8 {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    position -= real >> 3
    (window, count, missing) = (0, 0, 0)
    return bits
  }
}
