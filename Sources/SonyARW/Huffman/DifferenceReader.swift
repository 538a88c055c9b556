internal import BitCoding

/// Reads coded differences; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a column, so that the loop has no exits.
struct DifferenceReader {
  private(set) var bits: BitReader

  init(_ bytes: UnsafeBufferPointer<UInt8>) { bits = BitReader(bytes) }

  /// Reads a column of sums that go on from `sum`: first its even rows, then its odd ones, as `rows` samples. Gives all table entries and
  /// all sums met, or'ed.
  @inline(__always)
  mutating func readColumn(
    _ column: UnsafeMutablePointer<UInt16>, _ rows: Int, _ entries: UnsafePointer<UInt32>, _ sum: inout Int
  ) -> (entries: UInt32, sums: Int) {
    var copy = bits
    var (value, entriesMet, sumsMet): (Int, UInt32, Int) = (sum, 0, 0)
    for index in 0..<rows {
      if copy.count < 32 { copy.refill() }
      let entry = entries[Int(truncatingIfNeeded: copy.window &>> 52)]
      entriesMet |= entry
      let (total, length, size) = (UInt64(entry & 0xFF), UInt64(entry &>> 8 & 0xFF), UInt64(entry &>> 16 & 0xFF))
      let rest = copy.window &<< length
      // Two shifts: size 0 has no bits at all.
      let low = (rest &>> 1) &>> (63 &- size)
      // A leading zero marks a negative difference.
      let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
      copy.drop(Int(truncatingIfNeeded: total))
      value &+= Int(truncatingIfNeeded: low) &- Int(truncatingIfNeeded: ~sign & (1 &<< size &- 1))
      sumsMet |= value
      column[index] = UInt16(truncatingIfNeeded: value)
    }
    (bits, sum) = (copy, value)
    return (entriesMet, sumsMet)
  }

  /// Ends the stream at the next byte boundary: gives the bits up to there.
  mutating func align() -> UInt8 { bits.align().bits }
}
