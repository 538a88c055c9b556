/// The simulator's own source of randomness, xoshiro256** seeded through SplitMix64: equal seeds give equal bits on every machine.
struct RepeatableRandom {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private var spareNormal: Double?

  /// A stream of its own for every pair of seed and index, so that rows can be made in any order.
  init(seed: UInt64, stream: UInt64) {
    var mixer = SplitMix64(state: seed ^ SplitMix64.mixed(stream &+ 0x51_7CC1_B727_220A))
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  mutating func next() -> UInt64 {
    let result = Self.rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotated(state.3, by: 45)
    return result
  }

  /// Uniform in 0..<1, in steps of 2^-53.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Mean 0, variance 1, by the polar method.
  mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let first = 2 * uniform() - 1
      let second = 2 * uniform() - 1
      let square = first * first + second * second
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * RepeatableMath.log(square) / square).squareRoot()
      spareNormal = second * factor
      return first * factor
    }
  }

  /// A count with the given mean: exactly Poisson below 16, above that a normal deviate with the Poisson skew, rounded.
  mutating func poisson(_ mean: Double) -> Double {
    guard mean > 0 else { return 0 }
    guard mean < 16 else {
      let deviate = normal()
      let count = mean + mean.squareRoot() * deviate + (deviate * deviate - 1) / 6
      return max(0, (count + 0.5).rounded(.down))
    }
    let limit = RepeatableMath.exp(-mean)
    var product = uniform()
    var count = 0.0
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}

/// The mixing step also serves as the hash of lattice points and photosites.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.finished(state)
  }

  /// A well-mixed function of one value.
  static func mixed(_ value: UInt64) -> UInt64 { finished(value &+ 0x9E37_79B9_7F4A_7C15) }

  /// Uniform in 0..<1, a function of a seed and two coordinates.
  static func unit(_ seed: UInt64, _ x: Int, _ y: Int) -> Double {
    let point = UInt64(bitPattern: Int64(x)) &* 0xC2B2_AE3D_27D4_EB4F ^ UInt64(bitPattern: Int64(y)) &* 0x1656_67B1_9E37_79F9
    return Double(finished(finished(point) ^ seed) >> 11) * 0x1p-53
  }

  private static func finished(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
