/// Writes the codes of a strip's residuals into a buffer that is emptied after each six rows.
struct CodeWriter {
  /// Bytes that so many codes may take: 64 bits each, and a remainder of the rows before.
  static func capacity(_ count: Int) -> Int { count * 8 + 16 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  /// Less than 32 between calls.
  private var pendingBits = 0
  private let escapeLength: Int
  private let escapeBits: Int

  init(_ output: UnsafeMutablePointer<UInt8>, _ format: FujiRAFFormat) {
    self.output = output
    (escapeLength, escapeBits) = (format.escapeLength, format.bits)
  }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  /// Writes a residual, as a number without sign less than the number of values, with `shift` bits (0...15) behind the run of zeros.
  @inline(__always)
  mutating func write(_ code: UInt32, shift: UInt32) {
    let zeros = code &>> shift
    guard zeros < 16 else {
      self = wroteLong(code, shift: shift)
      return
    }
    let one: UInt32 = 1 &<< shift
    put(UInt64(one | code & (one &- 1)), Int(truncatingIfNeeded: zeros &+ 1 &+ shift))
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func wroteLong(_ code: UInt32, shift: UInt32) -> CodeWriter {
    var copy = self
    let zeros = Int(code >> shift)
    let isEscape = zeros >= escapeLength
    var left = min(zeros, escapeLength)
    while left > 0 {
      copy.put(0, min(left, 32))
      left -= min(left, 32)
    }
    if isEscape {
      copy.put(1 << UInt64(escapeBits) | UInt64(code - 1), escapeBits + 1)
    } else {
      copy.put(1 << UInt64(shift) | UInt64(code) & (1 << UInt64(shift) - 1), Int(shift) + 1)
    }
    return copy
  }

  /// Up to 32 bits.
  @inline(__always)
  mutating func put(_ bits: UInt64, _ length: Int) {
    pending = pending &<< UInt64(truncatingIfNeeded: length) | bits
    pendingBits &+= length
    if pendingBits >= 32 {
      pendingBits &-= 32
      let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
      UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
      position &+= 4
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
      output[position] = UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits))
      position += 1
    }
    pending = 0
  }
}
