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
}
