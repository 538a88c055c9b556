/// Memory for the rows that a fit weighs, taken once a round.
final class FitRows {
  /// For each class, `count` runs of weighted numbers of up to `chunk` samples each.
  let memory: UnsafeMutablePointer<Int16>
  let constant: UnsafeMutablePointer<Int16>
  let peaks: UnsafeMutablePointer<UInt16>
  /// Errors expected, in the unit of the weights' kernel.
  let expected: UnsafeMutablePointer<Int32>
  /// In 2^-16.
  let weights: UnsafeMutablePointer<Int32>
  /// Weights of bias and level.
  let fractions: UnsafeMutablePointer<Int32>
  /// Where in `memory` the first regressor of each sample goes.
  let places: UnsafeMutablePointer<Int32>

  init(width: Int, count: Int, classes: Int, chunk: Int) {
    memory = .allocate(capacity: classes * count * chunk)
    constant = .allocate(capacity: width)
    fractions = .allocate(capacity: width)
    peaks = .allocate(capacity: width)
    expected = .allocate(capacity: (width + 63) / 64 * 64)
    weights = .allocate(capacity: width)
    places = .allocate(capacity: chunk)
  }

  deinit {
    memory.deallocate()
    constant.deallocate()
    fractions.deallocate()
    peaks.deallocate()
    expected.deallocate()
    weights.deallocate()
    places.deallocate()
  }

  /// Finds each sample's class by its activity, and the next free place of that class; classes are `step` numbers apart.
  func place(
    _ activity: UnsafeBufferPointer<UInt16>, _ offset: Int, _ thresholds: [UInt16], step: Int32, filled: inout [Int], columns: Int
  ) {
    let limits = (0..<3).map { $0 < thresholds.count ? thresholds[$0] : .max }
    let (low, middle, high, last) = (limits[0], limits[1], limits[2], thresholds.count)
    filled.withUnsafeMutableBufferPointer { filled in
      for column in 0..<columns {
        let value = activity[offset &+ column]
        let number = min((value >= low ? 1 : 0) &+ (value >= middle ? 1 : 0) &+ (value >= high ? 1 : 0), last)
        places[column] = Int32(truncatingIfNeeded: number) &* step &+ Int32(truncatingIfNeeded: filled[number])
        filled[number] &+= 1
      }
    }
  }
}
