internal import BitCoding

/// Reads coded differences; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct DifferenceReader {
  private(set) var bits: BitReader
  /// The entries met, or'ed: what is in one of them is in this.
  private(set) var met: UInt64 = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { bits = BitReader(bytes) }

  /// Forgets the twins met so far.
  mutating func forget() { met = 0 }

  /// The next difference, modulo 65536, and its entry.
  @inline(__always)
  mutating func difference(_ entries: UnsafePointer<UInt64>) -> (value: UInt16, entry: UInt64) {
    if bits.count < 32 { bits.refill() }
    let entry = entries[Int(truncatingIfNeeded: bits.window &>> 52)]
    met |= entry
    let (total, length, behind, shift) = (entry & 63, entry &>> 6 & 63, entry &>> 12 & 63, entry &>> 18 & 15)
    let rest = bits.window &<< length
    // Two shifts: size 0 has no bits at all.
    let low = (rest &>> 1) &>> (63 &- behind)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    bits.drop(Int(truncatingIfNeeded: total))
    let value = low &<< shift &+ (entry &>> 24 & 0xFFFF) &- (~sign & (entry &>> 40))
    return (UInt16(truncatingIfNeeded: value), entry)
  }

  /// Ends the stream at the next byte boundary: gives the bits up to there and their number.
  mutating func align() -> (bits: UInt8, count: Int) { bits.align() }
}
