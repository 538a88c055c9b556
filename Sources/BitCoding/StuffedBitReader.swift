/// Reads bits from entropy-coded bytes of JPEG's kind: behind each 0xFF a zero is stuffed. Never beyond the bytes, and never beyond a marker.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so: a loop needs no exits, and looks once in a while.
@frozen
package struct StuffedBitReader {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let end: Int
  /// The first byte of the run.
  @usableFromInline package var start: Int
  /// The next byte to take into the window.
  @usableFromInline package var position: Int
  /// The next bits, from the highest down; below the counted ones may stand bits of the byte at `position`, or zeros.
  @usableFromInline package var window: UInt64 = 0
  /// Bits in the window, 0...63.
  @usableFromInline package var count = 0
  /// Zeros at the end of the window that no byte gave.
  @usableFromInline package var missing = 0

  /// The bytes must stay in place as long as the reader is used.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0) {
    // An empty buffer may have no address; it is never read from.
    base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = bytes.count
    (self.position, start) = (position, position)
  }

  /// Whether more bits were taken than there are.
  @inlinable package var isExhausted: Bool { count < missing }

  /// Sees to it that the window holds at least 56 bits.
  @inlinable @inline(__always)
  package mutating func refill() {
    if position &+ 8 <= end {
      let word = UInt64(bigEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      let holdsFF = (~word &- 0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
      if !holdsFF {
        window |= word &>> UInt64(truncatingIfNeeded: count)
        position &+= (63 &- count) &>> 3
        count |= 56
        return
      }
    }
    self = refilledByBytes()
  }

  /// By value, so that the loop's own copy can stay in registers.
  @usableFromInline @inline(never)
  package func refilledByBytes() -> StuffedBitReader {
    var copy = self
    // Bits below the counted ones may be there already: the same ones are set again.
    while copy.count < 56 {
      if copy.position < end, base[copy.position] != 0xFF {
        copy.window |= UInt64(base[copy.position]) &<< UInt64(56 &- copy.count)
        copy.position &+= 1
      } else if copy.position &+ 1 < end, base[copy.position &+ 1] == 0 {
        copy.window |= 0xFF &<< UInt64(56 &- copy.count)
        copy.position &+= 2
      } else {
        copy.missing &+= 8
      }
      copy.count &+= 8
    }
    return copy
  }

  /// Takes bits out of the window, at most as many as it holds.
  @inlinable @inline(__always)
  package mutating func drop(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// Ends at the next byte boundary: gives the bits up to there and their number, and steps back to the first byte not begun.
  package mutating func align() -> (bits: UInt8, count: Int) {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    for _ in 0..<(real >> 3) {
      // A zero behind 0xFF is always a stuffed one: otherwise 0xFF would have been a marker's.
      position -= position - 2 >= start && base[position - 1] == 0 && base[position - 2] == 0xFF ? 2 : 1
    }
    (window, count, missing) = (0, 0, 0)
    return (bits, spare)
  }

  /// Takes a run of bytes that no bit is taken from yet; only after `align`.
  package mutating func begin(at position: Int) { (self.position, start) = (position, position) }
}
