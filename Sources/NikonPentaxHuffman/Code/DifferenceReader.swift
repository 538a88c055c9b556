/// Reads coded differences; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct DifferenceReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte to take into the window.
  private(set) var position: Int
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0
  /// The entries met, or'ed: what is in one of them is in this.
  private(set) var met: UInt64 = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    position = 0
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  /// Forgets the twins met so far.
  mutating func forget() { met = 0 }

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

  /// The next difference, modulo 65536, and its entry.
  @inline(__always)
  mutating func difference(_ entries: UnsafePointer<UInt64>) -> (value: UInt16, entry: UInt64) {
    if count < 32 { refill() }
    let entry = entries[Int(truncatingIfNeeded: window &>> 52)]
    met |= entry
    let (total, length, behind, shift) = (entry & 63, entry &>> 6 & 63, entry &>> 12 & 63, entry &>> 18 & 15)
    let rest = window &<< length
    // Two shifts: size 0 has no bits at all.
    let bits = (rest &>> 1) &>> (63 &- behind)
    // A leading zero marks a negative difference.
    let sign = UInt64(bitPattern: Int64(bitPattern: rest) &>> 63)
    window &<<= total
    count &-= Int(truncatingIfNeeded: total)
    let value = bits &<< shift &+ (entry &>> 24 & 0xFFFF) &- (~sign & (entry &>> 40))
    return (UInt16(truncatingIfNeeded: value), entry)
  }

  /// Ends the stream at the next byte boundary: gives the bits up to there, and steps back to the first byte not begun.
  mutating func align() -> (bits: UInt8, count: Int) {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    position -= real >> 3
    (window, count, missing) = (0, 0, 0)
    return (bits, spare)
  }
}
