/// Bits one after the other, the highest of each byte first.
struct BitString {
  private(set) var bytes: [UInt8] = []
  private var held: UInt64 = 0
  private var heldBits = 0

  /// Appends the low `count` bits, at most 32.
  mutating func append(_ value: Int, count: Int) {
    held = held << UInt64(count) | UInt64(truncatingIfNeeded: value) & ((1 << UInt64(count)) - 1)
    heldBits += count
    while heldBits >= 8 {
      heldBits -= 8
      bytes.append(UInt8(truncatingIfNeeded: held >> UInt64(heldBits)))
    }
    held &= (1 << UInt64(heldBits)) - 1
  }

  /// Fills the last byte with zeros.
  mutating func align() {
    if heldBits > 0 { append(0, count: 8 - heldBits) }
  }
}
