internal import ByteCoding

/// Differences of samples in nine steps, -4...4: the least are told apart best.
final class GradientTable: Sendable {
  private let steps: [Int8]
  private let limit: Int

  /// Takes the bytes of two times the number of values.
  init(_ format: FujiRAFFormat) {
    let limit = format.valueCount - 1
    self.limit = limit
    steps = (-limit...limit).map { difference in
      let size =
        switch abs(difference) {
        case 0: 0
        case 1..<0x12: 1
        case 0x12..<0x43: 2
        case 0x43..<0x114: 3
        default: 4
        }
      return Int8(difference < 0 ? -size : size)
    }
  }

  /// Calls the body with the place of difference 0.
  func withSteps<Result>(_ body: (UnsafePointer<Int8>) throws(Fault) -> Result) throws(Fault) -> Result {
    try steps.withUnsafeBufferPointer { steps throws(Fault) in
      guard let base = steps.baseAddress else { throw Fault(.misuse, "fuji.table", "there is no table of gradients") }
      return try body(base + limit)
    }
  }
}
