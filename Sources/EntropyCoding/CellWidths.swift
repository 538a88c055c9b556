internal import Foundation

/// How wide the cell of each number should be, from how often each came up.
///
/// A number that is not in use gives its place to its neighbours. One that is rarer or more frequent than its neighbours' frequencies
/// let expect gets a cell that much narrower or wider: tone curves and digital gain leave such combs in a histogram.
public enum CellWidths {
  /// Widths in 1/16 for each number of the histogram, whose first and last count is not zero; `shaped` also follows the frequencies.
  public static func widths(of histogram: [Int], shaped: Bool) -> [Int32] {
    let numbers = histogram.indices.filter { histogram[$0] > 0 }
    var edges: [Double] = [-0.5]
    for (below, above) in zip(numbers, numbers.dropFirst()) { edges.append(Double(below + above) / 2) }
    edges.append(Double(histogram.count) - 0.5)
    let bases = zip(edges, edges.dropFirst()).map { $1 - $0 }
    var sizes = bases
    if shaped {
      let densities = zip(numbers, bases).map { log2(Double(histogram[$0]) / $1 + 0.5) }
      let ratios = numbers.indices.map { index in
        let count = Double(histogram[numbers[index]])
        guard let expected = smooth(densities, at: index) else { return 1.0 }
        return exp2(max(-2, min(2, densities[index] - expected)) * count / (count + 20))
      }
      let shapes = zip(bases, ratios).map { $0 * $1 }
      // Cells stay about where their numbers are: each stretch of them keeps its length.
      for index in numbers.indices {
        let near = max(0, index - 8)...min(numbers.count - 1, index + 8)
        sizes[index] = shapes[index] * bases[near].reduce(0, +) / shapes[near].reduce(0, +)
      }
    }
    var widths = [Int32](repeating: 0, count: histogram.count)
    var (sum, placed) = (0.0, 0)
    let scale = Double(histogram.count) / sizes.reduce(0, +)
    for (index, number) in numbers.enumerated() {
      sum += sizes[index] * scale
      // No cell is empty.
      let end = max(placed + 1, Int((sum * 16).rounded()))
      widths[number] = Int32(end - placed)
      placed = end
    }
    return widths
  }

  /// A parabola through nine neighbours (Savitzky and Golay, 1964), so that the shape of a peak is not taken for a comb.
  private static func smooth(_ values: [Double], at index: Int) -> Double? {
    guard index >= 4, index + 4 < values.count else { return nil }
    let weights = [-21.0, 14, 39, 54, 59, 54, 39, 14, -21]
    var sum = 0.0
    for offset in 0..<9 { sum += weights[offset] * values[index - 4 + offset] }
    return sum / 231
  }
}
