/// What the samples around one say about it.
struct Prediction {
  /// The value expected.
  let value: Int
  /// Which adaptive state: 0...40.
  let state: Int
  /// -1 where residuals count downwards, else 0.
  let sign: Int

  @inline(__always)
  private init(value: Int, gradient: Int) {
    sign = gradient &>> (Int.bitWidth - 1)
    state = (gradient ^ sign) &- sign
    self.value = value
  }

  /// For an even place: from the two lines above alone.
  @inline(__always)
  static func even(_ here: UnsafeMutablePointer<UInt16>, _ stride: Int, _ steps: UnsafePointer<Int8>) -> Prediction {
    let above = here - stride
    let (b, c, d, f) = (Int(above[0]), Int(above[-1]), Int(above[1]), Int((above - stride)[0]))
    return Prediction(value: even(b, c, d, f), gradient: 9 &* Int(steps[b &- f]) &+ Int(steps[c &- b]))
  }

  /// What stands at an even place without a sample.
  @inline(__always)
  static func spared(_ here: UnsafeMutablePointer<UInt16>, _ stride: Int) -> UInt16 {
    let above = here - stride
    return UInt16(truncatingIfNeeded: even(Int(above[0]), Int(above[-1]), Int(above[1]), Int((above - stride)[0])))
  }

  /// The mean of the sample above, twice, and the two of its three neighbours that are not further off than both others.
  @inline(__always)
  private static func even(_ b: Int, _ c: Int, _ d: Int, _ f: Int) -> Int {
    let (left, right, up) = (Swift.abs(c &- b), Swift.abs(d &- b), Swift.abs(f &- b))
    let other = right > max(left, up) ? d : f
    let dropped = left > max(up, right) ? c : other
    return (2 &* b &+ c &+ d &+ f &- dropped) &>> 2
  }

  /// For an odd place: its neighbours on both sides are known.
  @inline(__always)
  static func odd(_ here: UnsafeMutablePointer<UInt16>, _ stride: Int, _ steps: UnsafePointer<Int8>) -> Prediction {
    let above = here - stride
    let (a, b, c, d, g) = (Int(here[-1]), Int(above[0]), Int(above[-1]), Int(above[1]), Int(here[1]))
    let isPeak = b > max(c, d) || b < min(c, d)
    let value = isPeak ? (g &+ a &+ 2 &* b) &>> 2 : (a &+ g) &>> 1
    return Prediction(value: value, gradient: 9 &* Int(steps[b &- c]) &+ Int(steps[c &- a]))
  }

  /// The sample that a code means, both less than the number of values, of which `mask` is the greatest.
  @inline(__always)
  func sample(code: UInt32, mask: UInt32) -> UInt16 {
    let residual = Int(code &>> 1) ^ (0 &- Int(code & 1))
    return UInt16(truncatingIfNeeded: (value &+ ((residual ^ sign) &- sign)) & Int(mask))
  }
}
