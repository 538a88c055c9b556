/// Reads the bits of codes; never beyond the bytes.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so. Faults are looked for once a row, so that the loop has no exits.
struct CodeReader {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte to take into the window.
  private(set) var position: Int
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  private(set) var window: UInt64 = 0
  private var count = 0
  /// Zeros at the end of the window that no byte gave.
  private var missing = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    self.position = position
  }

  /// Whether more bits were taken than there are.
  var isExhausted: Bool { count < missing }

  /// Sees to it that the window holds at least 56 bits.
  @inline(__always)
  mutating func refill() {
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
  private func refilledByBytes() -> CodeReader {
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

  /// Takes bits out of the window, at most 56 since the last refill.
  @inline(__always)
  mutating func drop(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// The window's first 0...63 bits.
  @inline(__always)
  func peek(_ bits: Int) -> Int { Int(truncatingIfNeeded: (window &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- bits)) }

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
