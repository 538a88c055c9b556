package import ByteCoding

extension ParityGeometry {
  /// Chooses the code for a group: as much parity as `parityBudget` blocks allow, but never less than one block a stripe unless it is 0.
  ///
  /// `overhead` (parts of 10,000) only bounds how long stripes are. The choice is the one that bears the largest of rates q where random
  /// damage of q and a burst of 9/8 q are both repaired; the chance that a row's outer code fails at q is below 2^-24.
  package init(blockCount: Int, parityBudget: Int, overhead: Int) throws(Fault) {
    guard blockCount > 0 else {
      try self.init(blockCount: 0, lanes: 0, stripesPerLane: 0, positions: 0, storedRows: 0, outer: [])
      return
    }
    let longest = 234 * 10_000 / (10_000 + 6 * overhead / 5)
    let lanes = Self.divided(blockCount, Self.depthLimit * longest)
    let depth = Self.divided(blockCount, lanes * longest)
    let positions = Self.divided(blockCount, lanes * depth)
    let choice = Self.choice(depth: depth, positions: positions, budget: parityBudget / lanes)
    let stored = parityBudget > 0 ? max(1, choice.stored) : 0
    try self.init(
      blockCount: blockCount, lanes: lanes, stripesPerLane: depth, positions: positions, storedRows: stored,
      outer: choice.stored > 0 ? choice.outer : [])
  }

  /// The most stripes in a lane: the outer code has room for as many again as half of them.
  private static let depthLimit = 160

  private static func divided(_ value: Int, _ divisor: Int) -> Int { (value + divisor - 1) / divisor }

  /// Rates of damage are tried in steps of 1/4096.
  private static let rateOne = 4096

  /// Stored rows and outer blocks of a lane within a budget of blocks; no rows where the budget is below one a stripe.
  private static func choice(depth: Int, positions: Int, budget: Int) -> (stored: Int, outer: [Int]) {
    let most = min(budget / depth, 255 - positions)
    guard most > 0, depth > 1 else { return (max(0, most), []) }
    var best: (score: Int, stored: Int, outer: [Int]) = (-1, most, [])
    for stored in stride(from: most, through: 1, by: -1) {
      // What a burst may take grows with `stored`, so below this nothing can be better.
      guard (stored + 1) * 8 * rateOne / positions > best.score else { break }
      let (rate, outer) = highestRate(depth, positions, stored, budget)
      let burst = (stored * depth + (outer.first ?? 0)) * 8 * rateOne / (positions * depth)
      let score = min(9 * rate, burst)
      if score > best.score { best = (score, stored, outer) }
    }
    return (best.stored, best.outer)
  }

  /// The highest rate of random damage that fits the budget, and the outer blocks for it.
  private static func highestRate(_ depth: Int, _ positions: Int, _ stored: Int, _ budget: Int) -> (rate: Int, outer: [Int]) {
    var (fits, outer, tooMuch) = (0, [Int](), rateOne / 2)
    while tooMuch - fits > 1 {
      let rate = (fits + tooMuch) / 2
      if let needed = outerBlocks(depth, positions, stored, rate), stored * depth + needed.reduce(0, +) <= budget {
        (fits, outer) = (rate, needed)
      } else {
        tooMuch = rate
      }
    }
    return (fits, outer)
  }

  /// The outer blocks each row needs for a rate of damage; nil where the code has no room for them.
  private static func outerBlocks(_ depth: Int, _ positions: Int, _ stored: Int, _ rate: Int) -> [Int]? {
    let chance = UInt64(rate) * (BinomialTable.one / UInt64(rateOne))
    let losses = BinomialTable(trials: positions + stored, chance: chance)
    var outer: [Int] = []
    for row in stored...(positions + stored) {
      guard let needed = outerBlocks(depth, unsolved: losses.moreThan[row], chance) else { return nil }
      if needed == 0 { return outer }
      outer.append(needed)
      guard outer.count <= outerRowLimit, positions + stored + outer.count <= 255 else { return nil }
    }
    return outer
  }

  /// The fewest outer blocks, some of which are lost themselves, that suffice for a row but for a chance of 2^-24.
  private static func outerBlocks(_ depth: Int, unsolved: UInt64, _ chance: UInt64) -> Int? {
    let accepted = BinomialTable.one >> 24
    let stripes = BinomialTable(trials: depth, chance: unsolved)
    func isEnough(_ blocks: Int) -> Bool {
      let lost = BinomialTable(trials: blocks, chance: chance)
      var failure = stripes.moreThan[blocks]
      for count in 0...blocks {
        let (high, low) = stripes.exactly[count].multipliedFullWidth(by: lost.moreThan[blocks - count])
        failure += high << 4 | low >> 60
      }
      return failure <= accepted
    }
    var (enough, tooFew) = (min(depth, 255 - depth), -1)
    guard isEnough(enough) else { return nil }
    while enough - tooFew > 1 {
      let middle = (enough + tooFew) / 2
      if isEnough(middle) { enough = middle } else { tooFew = middle }
    }
    return enough
  }
}
