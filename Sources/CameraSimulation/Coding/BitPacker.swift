/// Bits that fill bytes from the highest on.
struct BitPacker {
  private(set) var bytes: [UInt8] = []
  /// Whether each byte 0xFF is followed by a zero byte, as in JPEG.
  let stuffsZeros: Bool
  private var held: UInt64 = 0
  private var heldBits = 0

  init(stuffsZeros: Bool) { self.stuffsZeros = stuffsZeros }

  /// Appends the low `count` bits, 0...32, of a value.
  mutating func append(_ value: Int, count: Int) {
    held = held << UInt64(count) | UInt64(truncatingIfNeeded: value) & ((1 << UInt64(count)) - 1)
    heldBits += count
    while heldBits >= 8 {
      heldBits -= 8
      let byte = UInt8(truncatingIfNeeded: held >> UInt64(heldBits))
      bytes.append(byte)
      if stuffsZeros, byte == 0xFF { bytes.append(0) }
    }
  }

  /// Appends a difference of a size as JPEG and its relatives write it: the number itself, or less one where it is negative.
  mutating func append(difference: Int, size: Int) {
    append(difference < 0 ? difference + (1 << size) - 1 : difference, count: size)
  }

  /// Fills the last byte with ones or zeros.
  mutating func finish(withOnes: Bool) {
    if heldBits > 0 { append(withOnes ? 0xFF : 0, count: 8 - heldBits) }
  }

  /// Appends whole bytes as they are, between fillings.
  mutating func append(bytes run: [UInt8]) {
    precondition(heldBits == 0, "bytes go between whole bytes")
    bytes += run
  }
}

/// The bits that a difference's magnitude takes: 0 for 0, else s with 2^(s-1) <= |d| < 2^s.
func differenceSize(_ difference: Int) -> Int { Int.bitWidth - difference.magnitude.leadingZeroBitCount }
