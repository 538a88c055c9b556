/// Writes bits, most significant first, with a zero byte after every 0xFF, as JPEG entropy-coded segments ask.
struct StuffedBitWriter {
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0

  /// The buffer must hold twice the bytes of all bits to be written.
  init(_ output: UnsafeMutableBufferPointer<UInt8>) { self.output = output }

  /// Appends the low `count` bits, at most 32.
  @inline(__always)
  mutating func write(_ bits: UInt32, count: Int) {
    pending = pending << UInt64(truncatingIfNeeded: count) | UInt64(bits)
    pendingBits &+= count
    if pendingBits >= 32 { flushWord() }
  }

  @inline(__always)
  private mutating func flushWord() {
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending >> UInt64(truncatingIfNeeded: pendingBits))
    let inverse = ~word
    let holdsFF = (inverse &- 0x0101_0101) & word & 0x8080_8080 != 0
    put(UInt8(truncatingIfNeeded: word >> 24), stuffs: holdsFF)
    put(UInt8(truncatingIfNeeded: word >> 16), stuffs: holdsFF)
    put(UInt8(truncatingIfNeeded: word >> 8), stuffs: holdsFF)
    put(UInt8(truncatingIfNeeded: word), stuffs: holdsFF)
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8, stuffs: Bool) {
    output[position] = byte
    position &+= 1
    if stuffs && byte == 0xFF {
      output[position] = 0
      position &+= 1
    }
  }

  /// Fills the last byte with ones; the result is the number of bytes written.
  mutating func finish() -> Int {
    while pendingBits > 0 {
      let missing = max(0, 8 - pendingBits)
      pending = (pending << UInt64(missing)) | ((1 << UInt64(missing)) - 1)
      pendingBits += missing - 8
      put(UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits)), stuffs: true)
    }
    return position
  }
}
