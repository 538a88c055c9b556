/// Writes coded differences into a buffer that is emptied after each column.
struct DifferenceWriter {
  /// Bytes that so many differences may take: 23 bits each, and a remainder of the column before.
  static func capacity(_ count: Int) -> Int { count * 3 + 16 }

  private let output: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer.
  private(set) var position = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// The buffer's content was taken.
  mutating func empty() { position = 0 }

  /// Writes a column of samples of twelve bits, `before` being the one before the first.
  @inline(__always)
  mutating func writeColumn(_ column: UnsafePointer<UInt16>, _ rows: Int, _ entries: UnsafePointer<UInt64>, after before: inout UInt16) {
    var copy = self
    var last = before
    for index in 0..<rows {
      let difference = Int16(bitPattern: column[index] &- last)
      last = column[index]
      let size = 16 &- difference.magnitude.leadingZeroBitCount
      let entry = entries[size]
      // A negative difference is written as the bits of the number one less.
      let bits = UInt64(UInt16(bitPattern: difference &+ difference &>> 15)) & (1 &<< UInt64(truncatingIfNeeded: size) &- 1)
      let total = entry & 0xFF
      copy.pending = copy.pending &<< total | entry &>> 8 | bits
      copy.pendingBits &+= Int(truncatingIfNeeded: total)
      if copy.pendingBits >= 32 { copy.flushWord() }
    }
    (self, before) = (copy, last)
  }

  @inline(__always)
  private mutating func flushWord() {
    pendingBits &-= 32
    let word = UInt32(truncatingIfNeeded: pending &>> UInt64(truncatingIfNeeded: pendingBits))
    UnsafeMutableRawPointer(output + position).storeBytes(of: word.bigEndian, as: UInt32.self)
    position &+= 4
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
