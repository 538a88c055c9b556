internal import ByteCoding

/// Differences of samples in nine steps, -4...4: the least are told apart best.
final class GradientTable: Sendable {
  /// The least magnitudes of the steps 1...4.
  private static let bounds = [1, 0x12, 0x43, 0x114]

  private let steps: [Int8]
  private let limit: Int

  /// Takes two bytes for each value that a sample may have.
  init(_ format: FujiRAFFormat) {
    let limit = format.valueCount - 1
    self.limit = limit
    let largest = Int8(Self.bounds.count)
    var steps = [Int8](repeating: -largest, count: limit) + [Int8](repeating: largest, count: limit + 1)
    for magnitude in 0..<Self.bounds[3] {
      let size = Int8(Self.bounds.count { $0 <= magnitude })
      steps[limit - magnitude] = -size
      steps[limit + magnitude] = size
    }
    self.steps = steps
  }

  /// Calls the body with the place of difference 0.
  func withSteps<Result>(_ body: (UnsafePointer<Int8>) throws(Fault) -> Result) throws(Fault) -> Result {
    try steps.withUnsafeBufferPointer { steps throws(Fault) in
      guard let base = steps.baseAddress else { throw Fault(.misuse, "fuji.table", "there is no table of gradients") }
      return try body(base + limit)
    }
  }
}
