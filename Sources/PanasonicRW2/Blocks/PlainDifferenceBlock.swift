/// How blocks of RawFormat 6 are cut.
protocol PlainDifferenceDepth {
  /// Bits of the first two samples.
  static var wholeBits: UInt64 { get }
  /// Bits of the other ones.
  static var codeBits: UInt64 { get }
  /// Threes of samples after the first two, 3 or 4.
  static var threes: Int { get }
}

/// 11 samples: 14 bits, then codes of 10; four spare bits.
enum Depth14: PlainDifferenceDepth {
  static var wholeBits: UInt64 { 14 }
  static var codeBits: UInt64 { 10 }
  static var threes: Int { 3 }
}

/// 14 samples: 12 bits, then codes of 8.
enum Depth12: PlainDifferenceDepth {
  static var wholeBits: UInt64 { 12 }
  static var codeBits: UInt64 { 8 }
  static var threes: Int { 4 }
}

/// Blocks of RawFormat 6.
///
/// Even and odd samples are two series. While a series is 0 the next code is a sample as it is. Later ones stand for differences, at the
/// shift that stands before every third sample from the third on: 0, 1, 2 or 4, in two bits. The code times 2^shift is the sample; or is
/// added to the sample before less half of all codes times 2^shift, where the shift is not 4 and that is positive.
struct PlainDifferenceBlock<Depth: PlainDifferenceDepth> {
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

  @inline(__always)
  private static var codeMask: Int32 { 1 &<< Int32(Depth.codeBits) &- 1 }

  /// What a code counts from.
  @inline(__always)
  static func base(_ old: Int32, _ shift: Int32) -> Int32 {
    let half: Int32 = 1 &<< (Int32(Depth.codeBits) &- 1 &+ shift)
    return shift < 4 && old > half ? old &- half : 0
  }

  /// Whether a sample can follow another at a shift. In a series that has not begun shifts mean nothing.
  @inline(__always)
  static func fits(_ old: Series, _ new: Int32, _ shift: Int32) -> Bool {
    let distance = new &- base(old.value, shift)
    return !old.hasBegun || (distance & ((1 &<< shift) &- 1) == 0 && distance >= 0 && distance <= codeMask &<< shift)
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
  static func decode(_ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>) -> PlainDifferenceBlock {
    var bits = BlockBits(block)
    var found = PlainDifferenceBlock()
    var (even, odd) = (Series(first: bits.take(Depth.wholeBits)), Series(first: bits.take(Depth.wholeBits)))
    target[0] = UInt16(truncatingIfNeeded: even.value)
    target[1] = UInt16(truncatingIfNeeded: odd.value)
    found.decodeThree(&bits, &even, &odd, target, 2)
    found.decodeThree(&bits, &odd, &even, target, 5)
    found.decodeThree(&bits, &even, &odd, target, 8)
    if Depth.threes == 4 {
      found.decodeThree(&bits, &odd, &even, target, 11)
    } else {
      found.spare = UInt16(truncatingIfNeeded: bits.take(4))
    }
    return found
  }

  @inline(__always)
  private mutating func decodeThree(
    _ bits: inout BlockBits, _ outer: inout Series, _ inner: inout Series, _ target: UnsafeMutablePointer<UInt16>, _ first: Int
  ) {
    let field = bits.take(2)
    let shift = DifferenceBlock8.shift(field)
    let (before, beforeInner) = (outer, inner)
    outer.decode(bits.take(Depth.codeBits), shift)
    let one = outer.value
    inner.decode(bits.take(Depth.codeBits), shift)
    outer.decode(bits.take(Depth.codeBits), shift)
    target[first] = UInt16(truncatingIfNeeded: one)
    target[first &+ 1] = UInt16(truncatingIfNeeded: inner.value)
    target[first &+ 2] = UInt16(truncatingIfNeeded: outer.value)
    guard field != 0 else { return }
    let least = Self.leastField(before, beforeInner, (one, inner.value, outer.value), below: field)
    shifts |= UInt16(truncatingIfNeeded: field ^ least) &<< UInt16(truncatingIfNeeded: (first &- 2) / 3 &* 2)
  }

  // MARK: - Encoding

  /// Makes the block of its samples; `shifts` and `spare` are what decoding found. Notes where a sample cannot be had.
  @inline(__always)
  mutating func encode(_ samples: UnsafePointer<UInt16>, into block: UnsafeMutablePointer<UInt8>) {
    var builder = BlockBuilder()
    var (even, odd) = (Series(first: Int32(samples[0])), Series(first: Int32(samples[1])))
    let mask: Int32 = 1 &<< Int32(Depth.wholeBits) &- 1
    if even.value > mask || odd.value > mask { isImpossible = true }
    builder.put(even.value & mask, Depth.wholeBits)
    builder.put(odd.value & mask, Depth.wholeBits)
    encodeThree(&builder, &even, &odd, samples, 2)
    encodeThree(&builder, &odd, &even, samples, 5)
    encodeThree(&builder, &even, &odd, samples, 8)
    if Depth.threes == 4 {
      encodeThree(&builder, &odd, &even, samples, 11)
    } else {
      builder.put(Int32(spare & 15), 4)
    }
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
    if code > Self.codeMask || !Self.fits(series, new, shift) { isImpossible = true }
    builder.put(code & Self.codeMask, Depth.codeBits)
    series.follow(new)
  }
}

extension PlainDifferenceBlock.Series {
  /// Takes the next code.
  @inline(__always)
  mutating func decode(_ code: Int32, _ shift: Int32) {
    follow(hasBegun ? PlainDifferenceBlock.base(value, shift) &+ code &<< shift : code)
  }

  /// Takes the next sample.
  @inline(__always)
  mutating func follow(_ sample: Int32) {
    hasBegun = hasBegun || sample != 0
    value = sample
  }
}
