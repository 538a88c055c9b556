/// Which damaged blocks of a group can be rebuilt, and how: found without reading a data block, and exact.
///
/// A block is rebuilt from its stripe where the stripe has lost no more data blocks than it has parity rows. The rows that are not kept
/// come from the outer code of the lane, one after the other, as soon as the stripes not yet whole are no more than that row's outer
/// blocks. So the answer depends on which blocks are bad, never on what they hold.
package struct ParityPlan: Sendable {
  /// Data blocks that will be rebuilt, in order.
  package let repairable: [Int]
  /// Data blocks that stay lost, in order: too much of their stripes is damaged, or their digests are lost, so that nothing could prove
  /// them.
  package let unrepairable: [Int]
  /// Lanes where something is rebuilt.
  let lanes: [LanePlan]
  let bad: Set<Int>

  /// Takes bad data blocks and lost parity blocks by number, in any order; numbers outside the group are passed over.
  package init(_ file: ParityFile, badBlocks: some Sequence<Int>, parity: ParityBlocks) {
    self.init(geometry: file.geometry, badBlocks: badBlocks, lostParity: parity.lost) { file.digest(block: $0) != nil }
  }

  /// `isProvable` says whether a rebuilt block could be checked.
  package init(
    geometry: ParityGeometry, badBlocks: some Sequence<Int>, lostParity: some Sequence<Int>, isProvable: (Int) -> Bool = { _ in true }
  ) {
    let bad = Set(badBlocks.lazy.filter { $0 >= 0 && $0 < geometry.blockCount })
    var damage: [Int: LaneDamage] = [:]
    for block in bad {
      let stripe = geometry.stripe(of: block)
      damage[stripe % geometry.lanes, default: LaneDamage()].positions[stripe, default: []].append(geometry.position(of: block))
    }
    for number in lostParity where number >= 0 && number < geometry.parityCount {
      let (row, place) = geometry.keptPlace(number)
      if row < geometry.storedRows {
        damage[place % geometry.lanes]?.rows[place, default: []].insert(row)
      } else {
        damage[place % geometry.lanes]?.outer[row, default: []].insert(place / geometry.lanes)
      }
    }
    lanes = damage.keys.sorted().compactMap { lane in damage[lane].flatMap { LanePlan(geometry, lane: lane, $0) } }
    var repairable: [Int] = []
    for lane in lanes {
      for case .stripe(let stripe, let positions, _) in lane.steps {
        repairable += positions.compactMap { geometry.block(stripe: stripe, position: $0) }.filter(isProvable)
      }
    }
    self.repairable = repairable.sorted()
    unrepairable = bad.subtracting(repairable).sorted()
    self.bad = bad
  }
}

/// What a lane has lost.
struct LaneDamage {
  /// Positions of lost data blocks, by stripe of the group.
  var positions: [Int: [Int]] = [:]
  /// Lost stored parity, by stripe of the group.
  var rows: [Int: Set<Int>] = [:]
  /// Lost outer parity, by row.
  var outer: [Int: Set<Int>] = [:]
}

/// The steps that rebuild what can be of one lane.
struct LanePlan: Sendable {
  enum Step: Sendable {
    /// Solve a stripe of the group for its lost positions with as many of its parity rows.
    case stripe(Int, positions: [Int], rows: [Int])
    /// Find a row's parity of stripes that are not whole, from as many outer blocks, by index.
    case outer(row: Int, stripes: [Int], kept: [Int])
  }

  let lane: Int
  let steps: [Step]
  /// Parity rows that some step needs.
  let rows: Int
  /// Whether all stripes of the lane must be read.
  let isDeep: Bool

  /// Nil where nothing of the lane can be rebuilt.
  init?(_ geometry: ParityGeometry, lane: Int, _ damage: LaneDamage) {
    var steps: [Step] = []
    var unsolved = damage.positions.keys.sorted()
    var rows = 0
    // Rows of the outer code found so far.
    var found: [Int] = []
    func available(_ stripe: Int) -> [Int] {
      let lost = damage.rows[stripe] ?? []
      return (0..<geometry.storedRows).filter { !lost.contains($0) } + found
    }
    func keptOuter(_ row: Int) -> [Int] {
      let lost = damage.outer[row] ?? []
      return (0..<geometry.outer[row - geometry.storedRows]).filter { !lost.contains($0) }
    }
    while true {
      var left: [Int] = []
      for stripe in unsolved {
        let positions = (damage.positions[stripe] ?? []).sorted()
        let usable = available(stripe)
        if positions.count <= usable.count {
          let used = Array(usable.prefix(positions.count))
          rows = max(rows, (used.max() ?? -1) + 1)
          steps.append(.stripe(stripe, positions: positions, rows: used))
        } else {
          left.append(stripe)
        }
      }
      unsolved = left
      guard !unsolved.isEmpty else { break }
      let next = (geometry.storedRows..<geometry.rows).first { !found.contains($0) && keptOuter($0).count >= unsolved.count }
      guard let next else { break }
      steps.append(.outer(row: next, stripes: unsolved, kept: Array(keptOuter(next).prefix(unsolved.count))))
      found.append(next)
    }
    // Rows found after the last stripe was solved are of no use.
    while case .outer? = steps.last { steps.removeLast() }
    guard !steps.isEmpty else { return nil }
    self.lane = lane
    self.steps = steps
    self.rows = rows
    isDeep = steps.contains { if case .outer = $0 { true } else { false } }
  }
}
