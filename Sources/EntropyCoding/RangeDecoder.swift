/// The other side of `RangeEncoder`.
///
/// Never reads outside its bytes: past their end it reads zeros. Every call takes constant time, whatever the bytes are, so a stream of
/// n samples ends after n calls; whether it was the right one is for digests to say.
@frozen
public struct RangeDecoder: ~Copyable {
  /// The lower end of the range.
  public var low: UInt64 = 0
  /// How long the range is.
  public var range: UInt64 = .max
  /// The 64 bits of the stream that the range is held against.
  public var code: UInt64 = 0
  /// One of 2^26 parts of the range.
  public var unit: UInt64 = 0
  /// The stream.
  public let bytes: UnsafeBufferPointer<UInt8>
  /// The next byte to read.
  public var next = 0

  /// `bytes` has to outlive the decoder.
  @inlinable
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    for _ in 0..<4 { code = code &<< 16 | UInt64(word()) }
  }

  /// The bytes were used up; an encoder leaves zeros at the end away, so more than them may have been read.
  public var isAtEnd: Bool { next >= bytes.count }

  /// The next word; zero past the end.
  @inlinable
  public mutating func word() -> UInt16 {
    defer { next &+= 2 }
    if next &+ 2 <= bytes.count { return UInt16(bytes[next]) | UInt16(bytes[next &+ 1]) &<< 8 }
    return next < bytes.count ? UInt16(bytes[next]) : 0
  }

  /// Where in 0..<2^26 the next interval lies; `consume` has to follow.
  @inlinable @inline(__always)
  public mutating func target() -> UInt32 {
    unit = range &>> RangeEncoder.totalBits
    let value = (code &- low) / unit
    return UInt32(truncatingIfNeeded: min(value, 1 &<< RangeEncoder.totalBits &- 1))
  }

  /// Narrows the range as the encoder did.
  @inlinable @inline(__always)
  public mutating func consume(start: UInt32, size: UInt32) {
    low &+= unit &* UInt64(start)
    range = unit &* UInt64(size)
    while true {
      if low ^ (low &+ range) >= 1 << 48 {
        if range >= 1 << 32 { return }
        range = (0 &- low) & 0xffff_ffff
      }
      code = code &<< 16 | UInt64(word())
      low &<<= 16
      range &<<= 16
    }
  }
}
