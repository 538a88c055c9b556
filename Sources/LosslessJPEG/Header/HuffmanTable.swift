package import ByteCoding

/// One Huffman table of a DHT marker: which difference category has which code (ITU-T T.81, annex C).
package struct HuffmanTable: Hashable, Sendable {
  /// How many codes have 1, 2, ... 16 bits; 16 entries.
  package let counts: [UInt8]
  /// The categories by ascending code; 0...256 of them. Those over 16 mean nothing and must not occur in a scan.
  package let values: [UInt8]

  /// Throws `damaged` (`ljpeg.huffman`) where there are more codes of a length than that length can have, or counts and values differ.
  package init(counts: [UInt8], values: [UInt8]) throws(Fault) {
    guard counts.count == 16, counts.reduce(0, { $0 + Int($1) }) == values.count, values.count <= 256 else {
      throw .damaged("ljpeg.huffman", "the counts of a Huffman table do not fit its values")
    }
    var code = 0
    for (index, count) in counts.enumerated() {
      code += Int(count)
      // The code of ones only is reserved by T.81, but some writers use it.
      guard code <= 2 << index else { throw .damaged("ljpeg.huffman", "a Huffman table has too many codes of \(index + 1) bits") }
      code <<= 1
    }
    self.counts = counts
    self.values = values
  }

  /// Takes what is known to be a code.
  init(known counts: [UInt8], values: [UInt8]) { (self.counts, self.values) = (counts, values) }

  struct Code: Hashable {
    var category: Int
    var bits: UInt32
    var length: Int
    /// False where an earlier code stands for the same category: a writer would not have needed this one.
    var isFirst: Bool
  }

  /// All codes, shortest first, each in its low bits.
  var codes: [Code] {
    var found: [Code] = []
    var seen = [Bool](repeating: false, count: 256)
    var (code, next) = (UInt32(0), 0)
    for (index, count) in counts.enumerated() {
      for _ in 0..<Int(count) {
        let category = Int(values[next])
        found.append(Code(category: category, bits: code, length: index + 1, isFirst: !seen[category]))
        seen[category] = true
        code += 1
        next += 1
      }
      code <<= 1
    }
    return found
  }
}
