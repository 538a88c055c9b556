/// A prefix code as JPEG writes it: how many codes of each length, and the symbols by ascending code.
struct PrefixCode: Hashable {
  /// Codes of 1, 2 ... 16 bits.
  let counts: [Int]
  let symbols: [UInt8]
  /// 256, by symbol; the first code of a symbol that has two.
  private let codes: [Code?]

  struct Code: Hashable {
    let bits: Int
    let length: Int
  }

  init(counts: [Int], symbols: [UInt8]) {
    self.counts = counts + [Int](repeating: 0, count: 16 - counts.count)
    self.symbols = symbols
    var codes = [Code?](repeating: nil, count: 256)
    var (code, index) = (0, 0)
    for (place, count) in self.counts.enumerated() {
      for _ in 0..<count {
        let symbol = Int(symbols[index])
        if codes[symbol] == nil { codes[symbol] = Code(bits: code, length: place + 1) }
        code += 1
        index += 1
      }
      code <<= 1
    }
    self.codes = codes
  }

  /// A symbol's code; the symbol must have one.
  subscript(symbol: Int) -> Code {
    guard let code = codes[symbol] else { preconditionFailure("symbol \(symbol) has no code") }
    return code
  }

  /// The code of symbols 0, 1, 2 ... that is shortest for these weights, with no code longer than `limit`.
  ///
  /// Symbols of weight 0 get no code, but for the first, so that the code is never empty. `leavingOnes` keeps the code of ones
  /// only unused, as T.81 asks.
  init(weights: [Int], limit: Int, leavingOnes: Bool) {
    var used = weights.indices.filter { weights[$0] > 0 }
    if used.isEmpty { used = [0] }
    let lengths = Self.lengths(of: used.map { max(1, weights[$0]) } + (leavingOnes ? [0] : []), limit: limit)
    var counts = [Int](repeating: 0, count: 16)
    var ordered: [(length: Int, symbol: Int)] = []
    for (place, symbol) in used.enumerated() {
      counts[lengths[place] - 1] += 1
      ordered.append((lengths[place], symbol))
    }
    ordered.sort { ($0.length, $0.symbol) < ($1.length, $1.symbol) }
    self.init(counts: counts, symbols: ordered.map { UInt8($0.symbol) })
  }

  /// Lengths of an optimal code with a limit, by merging packages (Larmore and Hirschberg).
  ///
  /// A last weight of 0 gets one of the longest codes, and the last of those, if it comes last.
  static func lengths(of weights: [Int], limit: Int) -> [Int] {
    guard weights.count > 1 else { return [1] }
    precondition(weights.count <= 1 << limit)
    typealias Package = (weight: Int, members: [Int])
    let leaves = weights.indices.sorted { (weights[$0], -$0) < (weights[$1], -$1) }.map { (weight: weights[$0], members: [$0]) }
    var packages: [Package] = leaves
    for _ in 1..<limit {
      var merged: [Package] = stride(from: 0, to: packages.count - 1, by: 2).map {
        (packages[$0].weight + packages[$0 + 1].weight, packages[$0].members + packages[$0 + 1].members)
      }
      // Leaves before packages of equal weight: equal input, equal code.
      var next: [Package] = []
      for leaf in leaves {
        while let first = merged.first, first.weight < leaf.weight { next.append(merged.removeFirst()) }
        next.append(leaf)
      }
      packages = next + merged
    }
    var lengths = [Int](repeating: 0, count: weights.count)
    for package in packages.prefix(2 * weights.count - 2) { for member in package.members { lengths[member] += 1 } }
    return lengths
  }
}
