/// Blocks of 14 samples: RawFormat 4 and before.
///
/// Even and odd samples are two series. The first sample of a series that is not zero has 12 bits, 8 and 4; zeros before it have 8 bits;
/// the last one of the series has 12 in any case. Later samples have a code of 8 bits, at the shift that stands before every third sample
/// from the third on: 0, 1, 2 or 4, in two bits. Code 0 repeats the sample before. Others, times 2^shift, are added to the sample before
/// less 128 · 2^shift; or to its low bits alone, where that is negative or the shift is 4.
struct DifferenceBlock8 {
  /// What is not told by samples.
  var shifts: UInt16 = 0
  var rests: UInt16 = 0
  /// Whether a sample cannot be had.
  var isImpossible = false

  /// The shift that two bits mean.
  @inline(__always)
  static func shift(_ field: Int32) -> Int32 { field &+ field &>> 1 & field }

  /// What a code counts from.
  @inline(__always)
  static func base(_ old: Int32, _ shift: Int32) -> Int32 {
    let half: Int32 = 0x80 &<< shift
    return shift == 4 || old < half ? old & ((1 &<< shift) &- 1) : old &- half
  }

  /// Whether a sample can follow another at a shift. In a series that has not begun, where all are 0, shifts mean nothing.
  @inline(__always)
  static func fits(_ old: Int32, _ new: Int32, _ shift: Int32) -> Bool {
    let distance = new &- base(old, shift)
    let isCode = distance & ((1 &<< shift) &- 1) == 0 && distance > 0 && distance <= 255 &<< shift
    return old == 0 || new == old || isCode
  }

  /// Whether two codes mean that a sample is that before; and the bit of `usualRest` for it.
  @inline(__always)
  static func restClass(_ old: Int32, _ shift: Int32) -> (hasChoice: Bool, bit: UInt8) {
    if shift < 4, old >= 0x80 &<< shift { return (true, 0) }
    let code = old &>> shift
    return (code > 0 && code < 256, 1)
  }

  /// The first field of two bits that three samples allow, each given with the one before it in its series.
  @inline(__always)
  static func leastField(_ olds: (Int32, Int32, Int32), _ news: (Int32, Int32, Int32), below limit: Int32) -> Int32 {
    var field: Int32 = 0
    while field < limit {
      let shift = shift(field)
      if fits(olds.0, news.0, shift), fits(olds.1, news.1, shift), fits(olds.2, news.2, shift) { break }
      field &+= 1
    }
    return field
  }

  /// Decodes a block; `usual` is the remainder's usual rest.
  @inline(__always)
  static func decode(_ block: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>, usual: UInt8) -> DifferenceBlock8 {
    var bits = BlockBits(block)
    var found = DifferenceBlock8()
    // A series that has begun is never 0.
    var (even, odd) = (lead(&bits, isLast: false), lead(&bits, isLast: false))
    target[0] = UInt16(truncatingIfNeeded: even)
    target[1] = UInt16(truncatingIfNeeded: odd)
    found.decodeThree(&bits, &even, &odd, target, 2, usual)
    found.decodeThree(&bits, &odd, &even, target, 5, usual)
    found.decodeThree(&bits, &even, &odd, target, 8, usual)
    found.decodeThree(&bits, &odd, &even, target, 11, usual)
    return found
  }

  @inline(__always)
  private static func lead(_ bits: inout BlockBits, isLast: Bool) -> Int32 {
    let upper = bits.take(8)
    return upper != 0 || isLast ? upper &<< 4 | bits.take(4) : 0
  }

  @inline(__always)
  private mutating func decodeThree(
    _ bits: inout BlockBits, _ outer: inout Int32, _ inner: inout Int32, _ target: UnsafeMutablePointer<UInt16>, _ first: Int,
    _ usual: UInt8
  ) {
    let field = bits.take(2)
    let shift = Self.shift(field)
    let (before, beforeInner) = (outer, inner)
    decodeOne(&bits, &outer, shift, first, usual)
    decodeOne(&bits, &inner, shift, first &+ 1, usual)
    let middle = outer
    decodeOne(&bits, &outer, shift, first &+ 2, usual)
    target[first] = UInt16(truncatingIfNeeded: middle)
    target[first &+ 1] = UInt16(truncatingIfNeeded: inner)
    target[first &+ 2] = UInt16(truncatingIfNeeded: outer)
    guard field != 0 else { return }
    let least = Self.leastField((before, beforeInner, middle), (middle, inner, outer), below: field)
    shifts |= UInt16(truncatingIfNeeded: field ^ least) &<< UInt16(truncatingIfNeeded: (first &- 2) / 3 &* 2)
  }

  @inline(__always)
  private mutating func decodeOne(_ bits: inout BlockBits, _ value: inout Int32, _ shift: Int32, _ index: Int, _ usual: UInt8) {
    guard value != 0 else {
      value = Self.lead(&bits, isLast: index > 11)
      return
    }
    let code = bits.take(8)
    let old = value
    if code != 0 { value = Self.base(old, shift) &+ code &<< shift }
    if value == old {
      let (hasChoice, bit) = Self.restClass(old, shift)
      let isOdd = hasChoice && (code == 0) != (usual &>> bit & 1 == 1)
      rests |= (isOdd ? 1 : 0) &<< UInt16(truncatingIfNeeded: index)
    }
  }
}
