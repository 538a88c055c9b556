/// Writes codes into a buffer that is emptied after each row.
struct CodeWriter {
  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  /// Writes the low `count` bits, at most 32; those above must be 0.
  @inline(__always)
  mutating func write(_ bits: Int, count: Int) {
    pending = pending &<< UInt64(truncatingIfNeeded: count) | UInt64(truncatingIfNeeded: bits)
    pendingBits &+= count
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
    let spare = spareBits
    write(Int(padding) & ((1 << spare) - 1), count: spare)
    while pendingBits > 0 {
      pendingBits -= 8
      output[position] = UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits))
      position += 1
    }
    pending = 0
  }
}
