import Inference
import TestSupport

/// What the samples of a test are.
enum Content: CaseIterable {
  case random
  case small
  case lowest
  case highest
  /// Each the lowest or the highest.
  case extremes
}

/// Makes inputs of kernels.
struct KernelInputs {
  var random: RepeatableRandomNumberGenerator
  let content: Content

  init(_ content: Content, seed: UInt64) {
    self.content = content
    random = RepeatableRandomNumberGenerator(seed: seed)
  }

  mutating func sample() -> Int16 {
    switch content {
    case .random: Int16(truncatingIfNeeded: random.next())
    case .small: Int16(number(-300...300))
    case .lowest: .min
    case .highest: .max
    case .extremes: number(0...1) == 0 ? .min : .max
    }
  }

  mutating func samples(_ count: Int) -> [Int16] {
    var samples: [Int16] = []
    for _ in 0..<count { samples.append(sample()) }
    return samples
  }

  mutating func rows(_ count: Int, width: Int) -> [[Int16]] {
    var rows: [[Int16]] = []
    for _ in 0..<count { rows.append(samples(width)) }
    return rows
  }

  mutating func numbers(_ count: Int) -> [Int32] {
    var numbers: [Int32] = []
    for _ in 0..<count {
      numbers.append(content == .small ? Int32(number(-100_000...100_000)) : Int32(truncatingIfNeeded: random.next()))
    }
    return numbers
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + random.below(range.count) }
}

/// The variants that this processor has.
let variants: [Kernels] = Kernels.Variant.allCases.compactMap { Kernels($0) }

/// A width's next multiple of 32: so much memory kernels may touch.
func padded(_ width: Int) -> Int { (width + 31) / 32 * 32 }

/// Gives `body` one pointer a row.
func withRows(_ rows: [[Int16]], _ body: ([UnsafePointer<Int16>?]) -> Void) {
  let flat = rows.flatMap { $0 }
  flat.withUnsafeBufferPointer { buffer in
    var start = 0
    body(
      rows.map { row in
        defer { start += row.count }
        return buffer.baseAddress.map { $0 + start }
      })
  }
}

/// Weights as `dense_pairs` wants them, of `weights[output][input]`.
func pairs(_ weights: [[Int16]]) -> [Int16] {
  guard let inputs = weights.first?.count else { return [] }
  return stride(from: 0, to: inputs, by: 2).flatMap { input in weights.flatMap { [$0[input], $0[input + 1]] } }
}

/// Rows as `dense_pairs` wants them, two in each row of memory of `padded(width)` numbers, which hold something else past `width`.
func pairedRows(_ rows: [[Int16]], width: Int) -> [Int32] {
  let length = padded(width)
  var paired = [Int32](repeating: 0x1234_5678, count: length * rows.count / 2)
  for row in stride(from: 0, to: rows.count, by: 2) {
    for x in 0..<width { paired[row / 2 * length + x] = Int32(rows[row][x]) & 0xffff | Int32(rows[row + 1][x]) << 16 }
  }
  return paired
}
