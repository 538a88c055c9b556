internal import ByteCoding

/// Chooses which sets are made anew together with files that have none: log-structured, so that a byte is coded a few times at most while
/// an archive grows, and a set is large enough to give back the largest of its files.
struct SetChoice {
  /// What is known of a set of one kind.
  struct Candidate {
    var index: Int
    var facts: SetFacts
    /// Files that no other set covers and the archive still lists.
    var live: Int
  }

  /// A set loses a file of up to this share of its blocks.
  private static let largestShare = 25

  /// `blocks` and `largest` are of the files without parity. Gives the indexes of the sets to make anew, and of those that nobody needs.
  static func choose(
    _ candidates: [Candidate], blocks: Int, largest: Int, overhead: Int, options: ProtectOptions
  ) -> (taken: Set<Int>, useless: Set<Int>) {
    var taken: Set<Int> = []
    var total = blocks
    var largest = largest
    func take(_ candidate: Candidate) {
      taken.insert(candidate.index)
      total += candidate.facts.blocks
      largest = max(largest, candidate.facts.largest)
    }
    let useless = Set(candidates.filter { $0.live == 0 }.map(\.index))
    let used = candidates.filter { $0.live > 0 }.sorted { ($0.facts.blocks, $0.index) < ($1.facts.blocks, $1.index) }
    for candidate in used {
      // What became stale counts as lost when something else is damaged.
      let isStale = (candidate.facts.files - candidate.live) * 8 > candidate.facts.files
      if isStale || candidate.facts.overhead != overhead || options.renew { take(candidate) }
    }
    for candidate in used where !taken.contains(candidate.index) && total > 0 && candidate.facts.blocks < options.setBlocks / 2 {
      let isSmall = candidate.facts.blocks <= 2 * total
      // A large file asks for company, but never for more than it takes to bear its loss.
      let isWanted = largest * largestShare > total && candidate.facts.blocks <= largest * largestShare
      if isSmall || isWanted { take(candidate) }
    }
    return (taken, useless)
  }
}
