/// Writes bits into a buffer that its owner empties now and then, a zero behind each byte 0xFF, as JPEG's entropy-coded bytes are.
@frozen
package struct StuffedBitWriter {
  @usableFromInline let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  @usableFromInline package var position = 0
  @usableFromInline package var pending: UInt64 = 0
  /// Fewer than 32 between calls.
  @usableFromInline package var pendingBits = 0

  /// The buffer must have room for twice the bits written between two calls of `empty`, and 16 bytes more.
  package init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  package mutating func empty() { position = 0 }

  /// Writes the low `count` bits, at most 32; those above must be 0.
  @inlinable @inline(__always)
  package mutating func write(_ bits: UInt64, count: Int) {
    pending = pending &<< UInt64(truncatingIfNeeded: count) | bits
    pendingBits &+= count
    if pendingBits >= 32 { flushWord() }
  }

  @inlinable @inline(__always)
  package mutating func flushWord() {
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
    if (~word &- 0x0101_0101) & word & 0x8080_8080 == 0 {
      UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
      position &+= 4
    } else {
      for shift in stride(from: UInt32(24), through: 0, by: -8) { put(UInt8(truncatingIfNeeded: word &>> shift)) }
    }
  }

  @inlinable @inline(__always)
  package mutating func put(_ byte: UInt8) {
    output[position] = byte
    position &+= 1
    if byte == 0xFF {
      output[position] = 0
      position &+= 1
    }
  }

  /// Bits that the last byte begun leaves free, 0...7.
  package var spareBits: Int { (8 - pendingBits & 7) & 7 }

  /// Fills the last byte with the low bits of `padding`, and ends it.
  package mutating func align(padding: UInt8) {
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
