internal import BitCoding

/// Writes coded differences into a buffer that is emptied after each column.
struct DifferenceWriter {
  /// Bytes that so many differences may take: 23 bits each, and a remainder of the column before.
  static func capacity(_ count: Int) -> Int { count * 3 + 16 }

  var bits: BitWriter

  init(_ output: UnsafeMutablePointer<UInt8>) { bits = BitWriter(output) }

  /// Writes a column of samples of twelve bits, `before` being the one before the first.
  @inline(__always)
  mutating func writeColumn(_ column: UnsafePointer<UInt16>, _ rows: Int, _ entries: UnsafePointer<UInt64>, after before: inout UInt16) {
    var copy = bits
    var last = before
    for index in 0..<rows {
      let difference = Int16(bitPattern: column[index] &- last)
      last = column[index]
      let size = 16 &- difference.magnitude.leadingZeroBitCount
      let entry = entries[size]
      // A negative difference is written as the bits of the number one less.
      let low = UInt64(UInt16(bitPattern: difference &+ difference &>> 15)) & (1 &<< UInt64(truncatingIfNeeded: size) &- 1)
      let total = entry & 0xFF
      copy.write(entry &>> 8 | low, count: Int(truncatingIfNeeded: total))
    }
    (bits, before) = (copy, last)
  }
}
