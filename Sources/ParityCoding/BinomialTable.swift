/// Probabilities of a binomial distribution in whole numbers: 2^60 stands for certainty.
///
/// Integers only, so that every machine chooses the same code for the same group.
struct BinomialTable {
  static let one: UInt64 = 1 << 60

  /// Index i: the probability that exactly i of `trials` happen.
  let exactly: [UInt64]
  /// Index i: the probability that more than i happen.
  let moreThan: [UInt64]

  /// `trials` is 0...600; `chance` is 0...2^60.
  init(trials: Int, chance: UInt64) {
    let against = Self.one - min(chance, Self.one)
    var weights = [UInt128](repeating: 0, count: trials + 1)
    // The likeliest outcome gets a fixed weight, and its neighbours follow by ratios. So nothing vanishes that matters.
    let mode = min(trials, Int((UInt128(trials + 1) * UInt128(chance)) >> 60))
    weights[mode] = 1 << 60
    if against > 0 {
      for index in mode..<trials {
        weights[index + 1] =
          weights[index] * UInt128(trials - index) / UInt128(index + 1) * UInt128(chance >> 20) / UInt128(max(1, against >> 20))
      }
    }
    if chance > 0 {
      for index in stride(from: mode, to: 0, by: -1) {
        weights[index - 1] =
          weights[index] * UInt128(index) / UInt128(trials - index + 1) * UInt128(against >> 20) / UInt128(max(1, chance >> 20))
      }
    }
    let total = weights.reduce(0, +)
    exactly = weights.map { UInt64(($0 << 60) / total) }
    var tail = [UInt64](repeating: 0, count: trials + 1)
    for index in stride(from: trials - 1, through: 0, by: -1) { tail[index] = tail[index + 1] + exactly[index + 1] }
    moreThan = tail
  }
}
