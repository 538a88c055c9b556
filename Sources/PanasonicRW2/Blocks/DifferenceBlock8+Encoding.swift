extension DifferenceBlock8 {
  /// Makes the block of 14 samples; `shifts` and `rests` are what decoding found. Notes where a sample cannot be had.
  @inline(__always)
  mutating func encode(_ samples: UnsafePointer<UInt16>, into block: UnsafeMutablePointer<UInt8>, usual: UInt8) {
    var builder = BlockBuilder()
    var (even, odd): (Int32, Int32) = (0, 0)
    encodeOne(&builder, &even, Int32(samples[0]), 0, 0, usual)
    encodeOne(&builder, &odd, Int32(samples[1]), 0, 1, usual)
    encodeThree(&builder, &even, &odd, samples, 2, usual)
    encodeThree(&builder, &odd, &even, samples, 5, usual)
    encodeThree(&builder, &even, &odd, samples, 8, usual)
    encodeThree(&builder, &odd, &even, samples, 11, usual)
    builder.store(to: block)
  }

  @inline(__always)
  private mutating func encodeThree(
    _ builder: inout BlockBuilder, _ outer: inout Int32, _ inner: inout Int32, _ samples: UnsafePointer<UInt16>, _ first: Int,
    _ usual: UInt8
  ) {
    let (one, two, three) = (Int32(samples[first]), Int32(samples[first &+ 1]), Int32(samples[first &+ 2]))
    let least = Self.leastField((outer, inner, one), (one, two, three), below: 3)
    let field = least ^ Int32(shifts &>> UInt16(truncatingIfNeeded: (first &- 2) / 3 &* 2) & 3)
    let shift = Self.shift(field)
    builder.put(field, 2)
    encodeOne(&builder, &outer, one, shift, first, usual)
    encodeOne(&builder, &inner, two, shift, first &+ 1, usual)
    encodeOne(&builder, &outer, three, shift, first &+ 2, usual)
  }

  @inline(__always)
  private mutating func encodeOne(
    _ builder: inout BlockBuilder, _ old: inout Int32, _ new: Int32, _ shift: Int32, _ index: Int, _ usual: UInt8
  ) {
    if old == 0 {
      // 0, or what has more than four bits; the last one of a series anything of 12.
      let isWhole = new != 0 || index > 11
      if new > 4095 || (new > 0 && new < 16 && index <= 11) { isImpossible = true }
      builder.put(isWhole ? new & 0xFFF : 0, isWhole ? 12 : 8)
    } else {
      var code: Int32
      if new == old {
        let (hasChoice, bit) = Self.restClass(old, shift)
        let isZero = !hasChoice || (usual &>> bit ^ UInt8(truncatingIfNeeded: rests &>> UInt16(truncatingIfNeeded: index))) & 1 == 1
        code = isZero ? 0 : bit == 0 ? 0x80 : old &>> shift
      } else {
        if !Self.fits(old, new, shift) { isImpossible = true }
        code = (new &- Self.base(old, shift)) &>> shift & 0xFF
      }
      builder.put(code, 8)
    }
    old = new
  }
}
