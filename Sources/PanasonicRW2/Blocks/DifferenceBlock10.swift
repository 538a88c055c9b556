/// Blocks of 11 samples: RawFormat 6.
///
/// Even and odd samples are two series. The first sample of a series has 14 bits, or 10 from the third sample on; while they are 0 the next
/// one is first again. Later samples have a code of 10 bits, at the shift that stands before every third sample from the third on: 0, 1, 2
/// or 4, in two bits. The code times 2^shift is the sample; or is added to the sample before less 512 · 2^shift, where the shift is not 4
/// and that is not negative. Four spare bits end the block.
struct DifferenceBlock10 {
  /// What is not told by samples.
  var shifts: UInt16 = 0
  var spare: UInt16 = 0
  /// Whether a sample cannot be had.
  var isImpossible = false

  struct Series {
    var value: Int32
    var hasBegun: Bool

    @inline(__always)
    init(first: Int32) { (value, hasBegun) = (first, first != 0) }
  }

  /// What a code counts from.
  @inline(__always)
  static func base(_ old: Int32, _ shift: Int32) -> Int32 {
    let half: Int32 = 0x200 &<< shift
    return shift < 4 && old > half ? old &- half : 0
  }

  /// Whether a sample can follow another at a shift. In a series that has not begun shifts mean nothing.
  @inline(__always)
  static func fits(_ old: Series, _ new: Int32, _ shift: Int32) -> Bool {
    let distance = new &- base(old.value, shift)
    return !old.hasBegun || (distance & ((1 &<< shift) &- 1) == 0 && distance >= 0 && distance <= 1023 &<< shift)
  }

  /// The first field of two bits that three samples allow.
  @inline(__always)
  static func leastField(_ outer: Series, _ inner: Series, _ news: (Int32, Int32, Int32), below limit: Int32) -> Int32 {
    var middle = outer
    middle.follow(news.0)
    var field: Int32 = 0
    while field < limit {
      let shift = DifferenceBlock8.shift(field)
      if fits(outer, news.0, shift), fits(inner, news.1, shift), fits(middle, news.2, shift) { break }
      field &+= 1
    }
    return field
  }

  /// Decodes a block; what is stored is the sum before the 15 that LibRaw takes off it.
  @inline(__always)
  static func decode(_ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>) -> DifferenceBlock10 {
    var bits = BlockBits(block)
    var found = DifferenceBlock10()
    var (even, odd) = (Series(first: bits.take(14)), Series(first: bits.take(14)))
    target[0] = UInt16(truncatingIfNeeded: even.value)
    target[1] = UInt16(truncatingIfNeeded: odd.value)
    found.decodeThree(&bits, &even, &odd, target, 2)
    found.decodeThree(&bits, &odd, &even, target, 5)
    found.decodeThree(&bits, &even, &odd, target, 8)
    found.spare = UInt16(truncatingIfNeeded: bits.take(4))
    return found
  }

  @inline(__always)
  private mutating func decodeThree(
    _ bits: inout BlockBits, _ outer: inout Series, _ inner: inout Series, _ target: UnsafeMutablePointer<UInt16>, _ first: Int
  ) {
    let field = bits.take(2)
    let shift = DifferenceBlock8.shift(field)
    let (before, beforeInner) = (outer, inner)
    outer.decode(bits.take(10), shift)
    let one = outer.value
    inner.decode(bits.take(10), shift)
    outer.decode(bits.take(10), shift)
    target[first] = UInt16(truncatingIfNeeded: one)
    target[first &+ 1] = UInt16(truncatingIfNeeded: inner.value)
    target[first &+ 2] = UInt16(truncatingIfNeeded: outer.value)
    guard field != 0 else { return }
    let least = Self.leastField(before, beforeInner, (one, inner.value, outer.value), below: field)
    shifts |= UInt16(truncatingIfNeeded: field ^ least) &<< UInt16(truncatingIfNeeded: (first &- 2) / 3 &* 2)
  }

  // MARK: - Encoding

  /// Makes the block of 11 samples; `shifts` and `spare` are what decoding found. Notes where a sample cannot be had.
  @inline(__always)
  mutating func encode(_ samples: UnsafePointer<UInt16>, into block: UnsafeMutablePointer<UInt8>) {
    var builder = BlockBuilder()
    var (even, odd) = (Series(first: Int32(samples[0])), Series(first: Int32(samples[1])))
    if even.value > 16_383 || odd.value > 16_383 { isImpossible = true }
    builder.put(even.value & 0x3FFF, 14)
    builder.put(odd.value & 0x3FFF, 14)
    encodeThree(&builder, &even, &odd, samples, 2)
    encodeThree(&builder, &odd, &even, samples, 5)
    encodeThree(&builder, &even, &odd, samples, 8)
    builder.put(Int32(spare & 15), 4)
    builder.store(to: block)
  }

  @inline(__always)
  private mutating func encodeThree(
    _ builder: inout BlockBuilder, _ outer: inout Series, _ inner: inout Series, _ samples: UnsafePointer<UInt16>, _ first: Int
  ) {
    let (one, two, three) = (Int32(samples[first]), Int32(samples[first &+ 1]), Int32(samples[first &+ 2]))
    let least = Self.leastField(outer, inner, (one, two, three), below: 3)
    let field = least ^ Int32(shifts &>> UInt16(truncatingIfNeeded: (first &- 2) / 3 &* 2) & 3)
    let shift = DifferenceBlock8.shift(field)
    builder.put(field, 2)
    encodeOne(&builder, &outer, one, shift)
    encodeOne(&builder, &inner, two, shift)
    encodeOne(&builder, &outer, three, shift)
  }

  @inline(__always)
  private mutating func encodeOne(_ builder: inout BlockBuilder, _ series: inout Series, _ new: Int32, _ shift: Int32) {
    let code = series.hasBegun ? (new &- Self.base(series.value, shift)) &>> shift : new
    if code > 1023 || !Self.fits(series, new, shift) { isImpossible = true }
    builder.put(code & 0x3FF, 10)
    series.follow(new)
  }
}

extension DifferenceBlock10.Series {
  /// Takes the next code.
  @inline(__always)
  mutating func decode(_ code: Int32, _ shift: Int32) {
    follow(hasBegun ? DifferenceBlock10.base(value, shift) &+ code &<< shift : code)
  }

  /// Takes the next sample.
  @inline(__always)
  mutating func follow(_ sample: Int32) {
    hasBegun = hasBegun || sample != 0
    value = sample
  }
}
