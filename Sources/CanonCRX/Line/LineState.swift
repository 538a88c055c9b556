/// What coder and decoder adapt alike, symbol by symbol.
struct LineState: Equatable {
  /// Low bits of the next code, 0...15.
  private(set) var k = 0
  /// Steps in which runs are told, 0...31: they grow slowly.
  private var run = 0

  /// Fewer low bits after small codes, more after large ones.
  @inline(__always)
  mutating func adapt(to code: UInt32) {
    let high = code &>> UInt32(truncatingIfNeeded: k)
    let half: UInt32 = (1 &<< UInt32(truncatingIfNeeded: k)) &>> 1
    k = min(15, k &- (code < half ? 1 : 0) &+ (high > 2 ? 1 : 0) &+ (high > 5 ? 1 : 0))
  }

  /// Bits of a run's step, 0...15: steps are powers of two.
  var stepBits: Int {
    if run < 16 { return run >> 2 }
    return run < 24 ? (run - 8) >> 1 : run - 16
  }

  mutating func widenStep() { run = min(31, run + 1) }
  mutating func narrowStep() { run = max(0, run - 1) }
}
