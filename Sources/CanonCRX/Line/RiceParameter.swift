/// The rules by which coder and decoder adapt alike, symbol by symbol.
enum RiceParameter {
  /// The largest number of low bits.
  static let limit = 15

  /// The next number of low bits, from the one before and what was coded with it: fewer for small codes, more for large ones.
  @inline(__always)
  static func next(_ k: Int, after code: UInt32) -> Int {
    let high = code &>> UInt32(truncatingIfNeeded: k)
    let half = (1 &<< UInt32(truncatingIfNeeded: k)) &>> 1 as UInt32
    return min(limit, k &- (code < half ? 1 : 0) &+ (high > 2 ? 1 : 0) &+ (high > 5 ? 1 : 0))
  }

  /// What the adaption sees of a code inside a row: its mean with twice the step that the row above makes next.
  @inline(__always)
  static func smoothed(_ code: UInt32, _ above: Int32, _ next: Int32) -> UInt32 {
    let step = next &- above
    let size = UInt32(bitPattern: step < 0 ? 0 &- step : step)
    return (code &+ size &<< 1) &>> 1
  }
}

/// The steps in which lengths of runs are told.
enum RunState {
  static let limit = 31

  /// Bits of the step, 0...15: steps are powers of two that grow slowly.
  @inline(__always)
  static func bits(_ state: Int) -> Int {
    if state < 16 { return state &>> 2 }
    return state < 24 ? (state &- 8) &>> 1 : state &- 16
  }
}

/// Predictions and errors.
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
}
