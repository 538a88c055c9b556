/// The numbers that samples of a plane may be, each owning a cell: a stretch of the line about it.
///
/// Cells tile the line in the order of their numbers: the lowest number owns everything below its upper edge, the highest everything
/// above its lower edge, so that no probability is lost on values that cannot occur. Where a camera's processing makes some values rarer
/// than their neighbours, their cells are narrower. Every number has a floor of probability, so each can be coded whatever the
/// prediction was.
@frozen
public struct SampleAlphabet: Sendable {
  /// The smallest number.
  public let lowest: Int
  /// The largest number.
  public let highest: Int
  /// How many numbers there are, 2...65536.
  public let count: Int
  /// The numbers, where not all between lowest and highest are in use.
  public let numbers: [UInt16]?
  /// Lower edges in 1/16 of a number; nil where every number owns one sixteenth sixteen times.
  public let edges: [Int32]?
  /// For each number from lowest to highest the index of the nearest number in use; nil as `edges`.
  public let indices: [UInt16]?
  /// What every number gets of 2^26, whatever the distribution says.
  public let floor: UInt32
  /// What the distribution shares out.
  public let shared: UInt64

  /// All numbers from `lowest` to `highest` with equal cells; there have to be two at least.
  public init(lowest: Int, highest: Int) {
    self.init(lowest: lowest, highest: highest, count: highest - lowest + 1, numbers: nil, edges: nil, indices: nil)
  }

  /// Numbers from `lowest` on with a cell of each width in 1/16 of a number; zero for a number that is not in use.
  ///
  /// The first and the last width are not zero; there are two numbers in use at least.
  public init(lowest: Int, widths: [Int32]) {
    var numbers: [UInt16] = []
    var edges: [Int32] = []
    var edge = Int32(lowest) * 16 - 8
    for (offset, width) in widths.enumerated() where width > 0 {
      numbers.append(UInt16(truncatingIfNeeded: lowest + offset))
      edges.append(edge)
      edge += width
    }
    // The number whose cell the middle of each place on the line falls into.
    var indices: [UInt16] = []
    indices.reserveCapacity(widths.count)
    var index = 0
    for offset in widths.indices {
      let place = Int32(lowest + offset) * 16
      while index + 1 < numbers.count, edges[index + 1] <= place { index += 1 }
      indices.append(UInt16(truncatingIfNeeded: index))
    }
    self.init(
      lowest: lowest, highest: lowest + widths.count - 1, count: numbers.count, numbers: numbers, edges: edges, indices: indices)
  }

  private init(lowest: Int, highest: Int, count: Int, numbers: [UInt16]?, edges: [Int32]?, indices: [UInt16]?) {
    self.lowest = lowest
    self.highest = highest
    self.count = count
    self.numbers = numbers
    self.edges = edges
    self.indices = indices
    // A share of about 2^-12 for outliers, and one part at least.
    floor = UInt32(max(1, (1 << 14) / count))
    shared = (1 << 26) - UInt64(floor) * UInt64(count)
  }

  /// The number at a position of the alphabet.
  @inlinable @inline(__always)
  public func number(at index: Int) -> Int {
    if let numbers { Int(numbers[index]) } else { lowest &+ index }
  }

  /// The positions of all numbers from lowest to highest; those not in use have that of a neighbour.
  public var positions: [UInt16] {
    guard let numbers else { return (0..<count).map { UInt16($0) } }
    var positions = [UInt16](repeating: 0, count: highest - lowest + 1)
    for (index, number) in numbers.enumerated() { positions[Int(number) - lowest] = UInt16(index) }
    return positions
  }
}
