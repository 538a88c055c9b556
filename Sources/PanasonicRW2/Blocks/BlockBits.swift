/// A block of 16 bytes as one number, the last byte highest, whose bits are taken from the highest on.
struct BlockBits {
  private var high: UInt64
  private var low: UInt64

  @inline(__always)
  init(_ block: UnsafePointer<UInt8>) {
    let raw = UnsafeRawPointer(block)
    low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// The next 1...32 bits.
  @inline(__always)
  mutating func take(_ count: UInt64) -> Int32 {
    let bits = high &>> (64 &- count)
    high = high &<< count | low &>> (64 &- count)
    low = low &<< count
    return Int32(truncatingIfNeeded: bits)
  }
}

/// A block under construction; 128 bits are put into it in all.
struct BlockBuilder {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  @inline(__always)
  mutating func put(_ bits: Int32, _ count: UInt64) {
    high = high &<< count | low &>> (64 &- count)
    low = low &<< count | UInt64(truncatingIfNeeded: bits)
  }

  @inline(__always)
  func store(to block: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(block)
    raw.storeBytes(of: low.littleEndian, as: UInt64.self)
    raw.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }
}
