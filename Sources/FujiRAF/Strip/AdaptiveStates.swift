/// The adaptive states of a strip's Golomb codes: 41 for each set, chosen by the gradients around a sample.
struct AdaptiveStates: ~Copyable {
  /// How large residuals of one kind of surroundings were, and what follows for the next one.
  struct State {
    /// Magnitudes summed up, halved from time to time.
    var sum: UInt32
    /// How many, 1...64.
    var count: UInt32
    /// Bits of the code behind the run of zeros: the least with count * 2^shift >= sum.
    var shift: UInt32
    /// Makes the size a power of two.
    private var unused: UInt32 = 0

    init(sum: UInt32) { (self.sum, count, shift) = (sum, 1, Self.shift(sum, 1)) }

    @inline(__always)
    private static func shift(_ sum: UInt32, _ count: UInt32) -> UInt32 {
      let least = UInt32(truncatingIfNeeded: max(0, count.leadingZeroBitCount &- sum.leadingZeroBitCount))
      return least &+ ((count &<< least) < sum ? 1 : 0)
    }

    /// Takes in a residual, coded as a number without sign that is less than the number of values.
    @inline(__always)
    mutating func update(_ code: UInt32) {
      // 64 are halved before the next one is counted.
      let full = count &>> 6
      let newSum = (sum &+ ((code &+ 1) &>> 1)) &>> full
      let newCount = (count &>> full) &+ 1
      (sum, count, shift) = (newSum, newCount, Self.shift(newSum, newCount))
    }
  }

  private static let setLength = 41
  private let base: UnsafeMutablePointer<State>

  init(_ format: FujiRAFFormat) {
    let count = 6 * Self.setLength
    base = .allocate(capacity: count)
    base.initialize(repeating: State(sum: UInt32(format.valueCount >> 6)), count: count)
  }

  deinit { base.deallocate() }

  /// A set for even or odd places; `set` is 0...2.
  func even(_ set: Int) -> UnsafeMutablePointer<State> { base + set * Self.setLength }
  func odd(_ set: Int) -> UnsafeMutablePointer<State> { base + (3 + set) * Self.setLength }
}
