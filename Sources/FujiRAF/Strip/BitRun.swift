/// Bits put one behind the other, the first in the highest bit of the first byte.
struct BitRun {
  private(set) var bytes: [UInt8] = []
  private var spare = 0

  /// Appends bits of other bytes, counted from their start; places outside of them give zeros.
  mutating func append(_ range: Range<Int>, of source: UnsafeBufferPointer<UInt8>) {
    for place in range {
      if spare == 0 {
        bytes.append(0)
        spare = 8
      }
      spare -= 1
      let bit = place >> 3 < source.count ? source[place >> 3] >> UInt8(7 - place & 7) & 1 : 0
      bytes[bytes.count - 1] |= bit << UInt8(spare)
    }
  }
}
