/// The logistic distribution in integers, cut into bins that adaptive models weigh.
///
/// Positions are in units of 2^-12 of the distribution's scale, from -16 to 16 scales. A grid of 1/64 scale lies on them; each bin covers
/// whole steps of the grid, and inside a bin the table says which share of the bin's mass lies below a position, linear within a step.
/// The logistic function is worked out by integer arithmetic alone: powers of e^(-1/64), held in 64 bits, by multiplication.
public struct LogisticTable: Sendable {
  /// Ends of the bins above the centre, in grid steps; those below it mirror them.
  public static let positiveEdges = [0, 19, 38, 58, 80, 106, 134, 166, 205, 256, 320, 416, 576, 1024]
  /// How many bins there are: thirteen on each side.
  public static var binCount: Int { @inlinable @inline(__always) get { 26 } }
  /// Steps of the grid from one end to the other.
  public static let gridCount = 2048
  /// Half the table's width in units of 2^-12: 16 scales.
  public static var reach: Int64 { @inlinable @inline(__always) get { 16 << 12 } }
  /// Positions a bin is cut into to find a place by its share.
  public static var inverseSteps: Int { @inlinable @inline(__always) get { 16 } }

  /// One step of the grid.
  @frozen
  public struct Step: Sendable {
    /// Share of the bin's mass below this step, in 2^-16 of the bin.
    public var base: UInt32
    /// Share of the step itself.
    public var slope: UInt32
    /// The bin that the step lies in.
    public var bin: Int32
  }

  /// `gridCount` steps.
  public let steps: [Step]
  /// For each bin `inverseSteps` + 1 positions in units of 2^-12: where that share of the bin's mass ends. Only a guess for searches.
  public let inverse: [Int32]
  /// Mass of every bin in 2^-16; they add up to 2^16.
  public let masses: [UInt32]

  /// The one table there is.
  public static let shared = LogisticTable()

  private init() {
    // tails[k] = F(-k/64) in 2^-62, F the logistic function.
    let ratio: UInt64 = 18_160_753_814_917_686_420
    var power = UInt64(1) << 62
    var tails: [UInt64] = []
    for _ in 0...1024 {
      // F(-x) = e^-x / (1 + e^-x)
      let divisor = (UInt64(1) << 62) + power
      tails.append(divisor.dividingFullWidth(power.multipliedFullWidth(by: UInt64(1) << 62)).quotient)
      power = power.multipliedFullWidth(by: ratio).high
    }
    let cumulative: [UInt64] = (0...Self.gridCount).map { position in
      position <= 1024 ? tails[1024 - position] : (UInt64(1) << 62) - tails[position - 1024]
    }
    let edges = Self.positiveEdges.dropFirst().reversed().map { 1024 - $0 } + Self.positiveEdges.map { 1024 + $0 }
    var steps: [Step] = []
    var inverse: [Int32] = []
    var masses: [UInt32] = []
    for bin in 0..<Self.binCount {
      let (start, end) = (edges[bin], edges[bin + 1])
      // The outermost bins hold the tails beyond the table as well; the shares inside count what lies in the table.
      let whole = cumulative[end] - cumulative[start]
      func share(_ position: Int) -> UInt64 {
        whole.dividingFullWidth((cumulative[position] - cumulative[start]).multipliedFullWidth(by: 1 << 16)).quotient
      }
      for position in start..<end {
        let (base, next) = (share(position), share(position + 1))
        steps.append(Step(base: UInt32(base), slope: UInt32(next - base), bin: Int32(bin)))
      }
      var position = start
      for step in 0...Self.inverseSteps {
        let wanted = UInt64(step) << 16 / UInt64(Self.inverseSteps)
        while position < end - 1, share(position + 1) < wanted { position += 1 }
        let (base, next) = (share(position), share(position + 1))
        let inside = wanted <= base ? 0 : min(64, (wanted - base) * 64 / max(next - base, 1))
        inverse.append(Int32((position - 1024) * 64) + Int32(inside))
      }
      let low = bin == 0 ? 0 : cumulative[start] >> 46
      let high = bin == Self.binCount - 1 ? 1 << 16 : cumulative[end] >> 46
      masses.append(UInt32(high - low))
    }
    self.steps = steps
    self.inverse = inverse
    self.masses = masses
  }
}
