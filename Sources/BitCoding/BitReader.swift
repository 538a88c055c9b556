/// The room of bits in bytes, from the highest of a byte on: what the readers and writers of all coded streams share.
///
/// Both keep their state in registers of the caller's loop: everything small is inlined there, and what is rare works on a copy.

/// Reads bits from a run of bytes; never beyond it.
///
/// Where bytes run out, zeros are read, and `isExhausted` says so: a loop needs no exits, and looks once in a while.
@frozen
package struct BitReader {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let end: Int
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
    self.position = position
  }

  /// Whether more bits were taken than there are.
  @inlinable package var isExhausted: Bool { count < missing }

  /// Bits taken so far.
  @inlinable package var taken: Int { position &* 8 &+ missing &- count }

  /// Sees to it that the window holds at least 56 bits.
  @inlinable @inline(__always)
  package mutating func refill() {
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
  @usableFromInline @inline(never)
  func refilledByBytes() -> BitReader {
    var copy = self
    // Bits below the counted ones may be there already: the same ones are set again.
    while copy.count < 56 {
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

  /// Takes bits out of the window, at most as many as it holds.
  @inlinable @inline(__always)
  package mutating func drop(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// The window's first 0...63 bits.
  @inlinable @inline(__always)
  package func peek(_ bits: Int) -> Int {
    // Two shifts: there may be no bits at all.
    Int(truncatingIfNeeded: (window &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- bits))
  }

  /// Ends at the next byte boundary: gives the bits up to there and their number, and steps back to the first byte not begun.
  package mutating func align() -> (bits: UInt8, count: Int) {
    let real = max(0, count - missing)
    let spare = real & 7
    let bits = spare == 0 ? 0 : UInt8(window >> UInt64(64 - spare))
    position -= real >> 3
    (window, count, missing) = (0, 0, 0)
    return (bits, spare)
  }
}
