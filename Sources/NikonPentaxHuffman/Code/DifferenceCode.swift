internal import ByteCoding

/// A Huffman code for differences between samples, as Nikon and Pentax cameras use it.
///
/// A leaf is a size of s bits: the difference d has 2^(s−1) ≤ |d| < 2^s. A leaf with a shift t drops the t low bits of the difference:
/// what is coded then stands for the middle of its 2^t differences.
package struct DifferenceCode: Hashable, Sendable {
  package struct Leaf: Hashable, Sendable {
    /// The code, in its low bits.
    package let bits: Int
    /// Bits of the code, 1...12.
    package let length: Int
    /// Bits of the difference, 0...15.
    package let size: Int
    /// Low bits of the difference that are dropped, less than the size; 0 for size 0.
    package let shift: Int
    /// Whether an earlier leaf has the same size and shift.
    package let isTwin: Bool
  }

  /// In the order in which a table names them.
  package let leaves: [Leaf]

  /// Takes codes of given bits, left to right in 12, with their lengths and meanings.
  ///
  /// Throws `unsupported` (`nph.code`) where a length is not 1...12, a code is no beginning of its own 12 bits, one begins another, or a
  /// size has leaves of different shifts: differences would not tell which.
  init(_ codes: [(left: Int, length: Int, size: Int, shift: Int)]) throws(Fault) {
    let odd = Fault.unsupported("nph.code", "the Huffman code is not one that differences tell")
    var used = [Bool](repeating: false, count: 4096)
    var found: [Leaf] = []
    for (left, length, size, shift) in codes {
      guard (1...12).contains(length), (0...15).contains(size), shift == 0 || (shift > 0 && shift < size) else { throw odd }
      let run = 4096 >> length
      guard left >= 0, left + run <= 4096, left % run == 0, !used[left..<(left + run)].contains(true) else { throw odd }
      for index in left..<(left + run) { used[index] = true }
      let twins = found.filter { $0.size == size }
      guard twins.allSatisfy({ $0.shift == shift }) else { throw odd }
      found.append(Leaf(bits: left >> (12 - length), length: length, size: size, shift: shift, isTwin: !twins.isEmpty))
    }
    guard !found.isEmpty else { throw odd }
    leaves = found
  }

  /// Takes the number of codes of 1, 2 ... bits, and their leaves by ascending code: shift in the high four bits, size in the low ones.
  init(counts: [Int], leaves: [Int]) throws(Fault) {
    var codes: [(left: Int, length: Int, size: Int, shift: Int)] = []
    var left = 0
    for (index, count) in counts.enumerated() where index < 12 {
      for _ in 0..<count where codes.count < leaves.count {
        let leaf = leaves[codes.count]
        codes.append((left, index + 1, leaf & 15, leaf >> 4))
        left += 4096 >> (index + 1)
      }
    }
    try self.init(codes)
  }
}
