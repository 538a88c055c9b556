/// A carry-less range coder with a state of 64 bits and 16-bit words, FORMAT.md 5.6.
///
/// After D. Subbotin's carry-less coder (1999): where the ends of the range lie on two sides of a carry and too little of it is left, the
/// range is cut down to its lower part instead. Intervals are given in units of 2^-26 of the whole.
@frozen
public struct RangeEncoder: ~Copyable {
  /// All frequencies of a model add up to 2^26.
  public static var totalBits: UInt64 { @inlinable @inline(__always) get { 26 } }

  /// The lower end of the range.
  public var low: UInt64 = 0
  /// How long the range is, at least 2^32 between calls.
  public var range: UInt64 = .max
  /// What has been written.
  public var words: [UInt16] = []

  /// The whole range, and nothing written.
  @inlinable
  public init() {}

  /// Makes room for so many words.
  @inlinable
  public mutating func reserve(words count: Int) { words.reserveCapacity(count) }

  /// Narrows the range to [start, start + size) of 2^26; `size` is at least 1 and start + size at most 2^26.
  @inlinable @inline(__always)
  public mutating func encode(start: UInt32, size: UInt32) {
    let unit = range &>> Self.totalBits
    low &+= unit &* UInt64(start)
    range = unit &* UInt64(size)
    while true {
      if low ^ (low &+ range) >= 1 << 48 {
        if range >= 1 << 32 { return }
        range = (0 &- low) & 0xffff_ffff
      }
      words.append(UInt16(truncatingIfNeeded: low &>> 48))
      low &<<= 16
      range &<<= 16
    }
  }

  /// The stream, little-endian words, without the zero bytes at its end: a decoder reads zeros past it.
  public mutating func finish() -> [UInt8] {
    // The shortest word within the range that is followed by zeros.
    let last = (low &+ 0xffff_ffff) &>> 32
    words.append(UInt16(truncatingIfNeeded: last &>> 16))
    words.append(UInt16(truncatingIfNeeded: last))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(words.count * 2)
    for word in words {
      bytes.append(UInt8(truncatingIfNeeded: word))
      bytes.append(UInt8(truncatingIfNeeded: word &>> 8))
    }
    while bytes.last == 0 { bytes.removeLast() }
    return bytes
  }
}
