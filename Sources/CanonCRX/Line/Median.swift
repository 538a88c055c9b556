/// Predictions, and errors as numbers to code.
enum Median {
  /// The middle one of left, above and left + above - corner.
  @inline(__always)
  static func of(_ left: Int32, _ above: Int32, _ corner: Int32) -> Int32 {
    max(min(left, above), min(max(left, above), left &+ above &- corner))
  }

  /// 0, -1, 1, -2 ... as 0, 1, 2, 3 ...
  @inline(__always)
  static func folded(_ error: Int32) -> UInt32 { UInt32(bitPattern: (error &<< 1) ^ (error &>> 31)) }

  @inline(__always)
  static func unfolded(_ code: UInt32) -> Int32 { Int32(bitPattern: code &>> 1) ^ (0 &- Int32(bitPattern: code & 1)) }

  /// What the adaption sees of a code inside a row: its mean with twice the step that the row above makes next.
  @inline(__always)
  static func smoothed(_ code: UInt32, _ above: Int32, _ next: Int32) -> UInt32 {
    let step = next &- above
    let size = UInt32(bitPattern: step < 0 ? 0 &- step : step)
    return (code &+ size &<< 1) &>> 1
  }
}
