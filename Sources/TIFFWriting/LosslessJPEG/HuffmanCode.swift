/// An optimal Huffman code for the difference categories of lossless JPEG, none longer than 16 bits (ITU-T T.81, annex K.2).
struct HuffmanCode {
  /// How many codes have 1, 2, ... 16 bits: what a DHT marker says first.
  private(set) var counts = [UInt8](repeating: 0, count: 16)
  /// The categories by ascending code: what a DHT marker says next.
  private(set) var values: [UInt8] = []
  /// A category's code, in its low bits; 17 entries.
  private(set) var codes = [UInt32](repeating: 0, count: 17)
  /// A category's code length in bits, 0 for categories that do not occur; 17 entries.
  private(set) var lengths = [UInt32](repeating: 0, count: 17)

  /// `frequencies` has 17 entries, one a category; at least one must occur.
  init(frequencies: [Int]) {
    var lengthCounts = Self.lengthCounts(frequencies)
    Self.limit(&lengthCounts)
    for index in counts.indices { counts[index] = UInt8(truncatingIfNeeded: lengthCounts[index + 1]) }
    // Frequent categories take the short codes; equal ones keep their order.
    let used = frequencies.indices.filter { frequencies[$0] > 0 }.sorted {
      frequencies[$0] != frequencies[$1] ? frequencies[$0] > frequencies[$1] : $0 < $1
    }
    values = used.map { UInt8($0) }
    var (code, next) = (UInt32(0), 0)
    for length in 1...16 {
      for _ in 0..<Int(counts[length - 1]) where next < used.count {
        codes[used[next]] = code
        lengths[used[next]] = UInt32(length)
        code += 1
        next += 1
      }
      code <<= 1
    }
  }

  /// How many codes of each length an unlimited Huffman code has. A symbol of its own keeps the code of only ones unused, as T.81 asks.
  private static func lengthCounts(_ frequencies: [Int]) -> [Int] {
    var weights = frequencies + [1]
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
