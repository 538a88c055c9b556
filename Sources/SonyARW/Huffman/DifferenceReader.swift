/// Reads coded differences; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a column, so that the loop has no exits.
struct DifferenceReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte to take into the window.
  private(set) var position = 0
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0

  init(_ base: UnsafePointer<UInt8>, count: Int) { (self.base, end) = (base, count) }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  @inline(__always)
  private mutating func refill() {
    if position &+ 8 <= end {
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      window |= word &>> UInt64(truncatingIfNeeded: count)
      position &+= (63 &- count) &>> 3
      count |= 56
      return
    }
    self = refilledByBytes()
  }

  /// By value, so that the loop's own copy can stay in registers.
  @inline(never)
  private func refilledByBytes() -> DifferenceReader {
    var copy = self
    while copy.count <= 56 {
      if copy.position < end {
        copy.window |= UInt64(base[copy.position]) &<< UInt64(56 &- copy.count)
        copy.position &+= 1
      } else {
        copy.missing &+= 8
      }
      copy.count &+= 8
    }
    return copy
  }

  /// Reads a column of sums that go on from `sum`: first its even rows, then its odd ones, as `rows` samples. Gives all table entries and
  /// all sums met, or'ed.
  @inline(__always)
  mutating func readColumn(
    _ column: UnsafeMutablePointer<UInt16>, _ rows: Int, _ entries: UnsafePointer<UInt32>, _ sum: inout Int
  ) -> (entries: UInt32, sums: Int) {
    var copy = self
    var (value, entriesMet, sumsMet): (Int, UInt32, Int) = (sum, 0, 0)
    for index in 0..<rows {
      if copy.count < 32 { copy.refill() }
      let entry = entries[Int(truncatingIfNeeded: copy.window &>> 52)]
      entriesMet |= entry
      let (total, length, size) = (UInt64(entry & 0xFF), UInt64(entry &>> 8 & 0xFF), UInt64(entry &>> 16 & 0xFF))
      let rest = copy.window &<< length
      // Two shifts: size 0 has no bits at all.
      let bits = (rest &>> 1) &>> (63 &- size)
      // A leading zero marks a negative difference.
      let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
      copy.window &<<= total
      copy.count &-= Int(truncatingIfNeeded: total)
      value &+= Int(truncatingIfNeeded: bits) &- Int(truncatingIfNeeded: ~sign & (1 &<< size &- 1))
      sumsMet |= value
      column[index] = UInt16(truncatingIfNeeded: value)
    }
    (self, sum) = (copy, value)
    return (entriesMet, sumsMet)
  }

  /// Ends the stream at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
  mutating func align() -> UInt8 {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    position -= real >> 3
    (window, count, missing) = (0, 0, 0)
    return bits
  }
}
