extension HuffmanTable {
  /// The table of an optimal code for difference categories, none longer than 16 bits (ITU-T T.81, annex K.2).
  ///
  /// `frequencies` has an entry for each category, 17 at most; those of 0 get no code. The code of ones only stays free. Equal
  /// frequencies give equal tables.
  package init(frequencies: [Int]) {
    precondition(frequencies.count <= 17, "there are 17 difference categories")
    var lengthCounts = Self.lengthCounts(frequencies)
    Self.limit(&lengthCounts)
    // Frequent categories take the short codes; equal ones keep their order.
    let used = frequencies.indices.filter { frequencies[$0] > 0 }.sorted {
      frequencies[$0] != frequencies[$1] ? frequencies[$0] > frequencies[$1] : $0 < $1
    }
    self.init(known: lengthCounts[1...16].map { UInt8(truncatingIfNeeded: $0) }, values: used.map { UInt8($0) })
  }

  /// How many codes of each length an unlimited Huffman code has. A symbol of its own keeps the code of only ones unused, as T.81 asks.
  private static func lengthCounts(_ frequencies: [Int]) -> [Int] {
    var weights = frequencies.map { max(0, $0) } + [1]
    var lengths = [Int](repeating: 0, count: weights.count)
    var groups = weights.indices.map { [$0] }
    while true {
      let alive = weights.indices.filter { weights[$0] > 0 }.sorted { weights[$0] != weights[$1] ? weights[$0] < weights[$1] : $0 > $1 }
      guard alive.count > 1 else { break }
      let (first, second) = (alive[0], alive[1])
      groups[first] += groups[second]
      weights[first] += weights[second]
      weights[second] = 0
      for symbol in groups[first] { lengths[symbol] += 1 }
    }
    var counts = [Int](repeating: 0, count: 33)
    for length in lengths where length > 0 { counts[length] += 1 }
    return counts
  }

  /// Shortens codes over 16 bits at the cost of shorter ones, then drops the reserved code (T.81, figure K.3).
  private static func limit(_ counts: inout [Int]) {
    for length in stride(from: counts.count - 1, to: 16, by: -1) {
      while counts[length] > 0 {
        guard let donor = (1..<(length - 1)).last(where: { counts[$0] > 0 }) else { break }
        counts[length] -= 2
        counts[length - 1] += 1
        counts[donor + 1] += 2
        counts[donor] -= 1
      }
    }
    if let longest = counts.indices.last(where: { counts[$0] > 0 }) { counts[longest] -= 1 }
  }
}
