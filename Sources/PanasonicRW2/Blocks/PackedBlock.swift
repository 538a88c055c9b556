/// Blocks of samples without gaps, the first in the lowest bits: RawFormat 5 and 7. Bits at the block's end are spare.
enum PackedBlock {
  @inline(__always)
  private static func halves(_ block: UnsafePointer<UInt8>) -> (low: UInt64, high: UInt64) {
    let raw = UnsafeRawPointer(block)
    return (
      UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)),
      UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }

  @inline(__always)
  private static func store(_ low: UInt64, _ high: UInt64, to block: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(block)
    raw.storeBytes(of: low.littleEndian, as: UInt64.self)
    raw.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }

  /// Ten samples of 12 bits; gives the eight spare bits.
  @inline(__always)
  static func decode12(_ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>) -> UInt16 {
    let (low, high) = halves(block)
    for index in 0..<5 { target[index] = UInt16(truncatingIfNeeded: low &>> UInt64(12 &* index)) & 0xFFF }
    target[5] = UInt16(truncatingIfNeeded: low &>> 60 | high &<< 4) & 0xFFF
    for index in 6..<10 { target[index] = UInt16(truncatingIfNeeded: high &>> UInt64(12 &* index &- 64)) & 0xFFF }
    return UInt16(truncatingIfNeeded: high &>> 56)
  }

  /// Ten samples of 12 bits; false where one has more.
  @inline(__always)
  static func encode12(_ samples: UnsafePointer<UInt16>, spare: UInt16, into block: UnsafeMutablePointer<UInt8>) -> Bool {
    var (low, high, all) = (UInt64(0), UInt64(spare & 0xFF) &<< 56, UInt16(0))
    for index in 0..<10 { all |= samples[index] }
    for index in 0..<6 { low |= UInt64(samples[index]) &<< UInt64(12 &* index) }
    high |= UInt64(samples[5]) &>> 4
    for index in 6..<10 { high |= UInt64(samples[index]) &<< UInt64(12 &* index &- 64) }
    store(low, high, to: block)
    return all < 4096
  }

  /// Nine samples of 14 bits; gives the two spare bits.
  @inline(__always)
  static func decode14(_ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>) -> UInt16 {
    let (low, high) = halves(block)
    for index in 0..<4 { target[index] = UInt16(truncatingIfNeeded: low &>> UInt64(14 &* index)) & 0x3FFF }
    target[4] = UInt16(truncatingIfNeeded: low &>> 56 | high &<< 8) & 0x3FFF
    for index in 5..<9 { target[index] = UInt16(truncatingIfNeeded: high &>> UInt64(14 &* index &- 64)) & 0x3FFF }
    return UInt16(truncatingIfNeeded: high &>> 62)
  }

  /// Nine samples of 14 bits; false where one has more.
  @inline(__always)
  static func encode14(_ samples: UnsafePointer<UInt16>, spare: UInt16, into block: UnsafeMutablePointer<UInt8>) -> Bool {
    var (low, high, all) = (UInt64(0), UInt64(spare & 3) &<< 62, UInt16(0))
    for index in 0..<9 { all |= samples[index] }
    for index in 0..<5 { low |= UInt64(samples[index]) &<< UInt64(14 &* index) }
    high |= UInt64(samples[4]) &>> 8
    for index in 5..<9 { high |= UInt64(samples[index]) &<< UInt64(14 &* index &- 64) }
    store(low, high, to: block)
    return all < 16_384
  }
}
