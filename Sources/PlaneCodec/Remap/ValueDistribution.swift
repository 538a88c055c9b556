/// Which values a plane uses.
struct ValueDistribution: Hashable {
  /// Sorted; never empty.
  let values: [UInt16]
  /// The largest step that leads from the smallest value to all others; 1 for a single value.
  let step: Int

  /// Cost: one pass over the samples.
  init(of samples: [UInt16]) {
    var isPresent = [Bool](repeating: false, count: 65_536)
    samples.withUnsafeBufferPointer { samples in
      isPresent.withUnsafeMutableBufferPointer { isPresent in
        for sample in samples { isPresent[Int(sample)] = true }
      }
    }
    values = (0...65_535).filter { isPresent[$0] }.map { UInt16($0) }
    var divisor = 0
    for value in values { divisor = Self.commonDivisor(divisor, Int(value) - Int(values[0])) }
    step = max(divisor, 1)
  }

  var smallest: Int { Int(values[0]) }
  var largest: Int { Int(values[values.count - 1]) }
  var isConstant: Bool { values.count == 1 }
  /// Every value between smallest and largest is there.
  var isDense: Bool { values.count == largest - smallest + 1 }

  /// All values from the smallest to the largest at equal steps: a table of a few bytes.
  var regular: ValueRemap {
    ValueRemap(kind: .runs, values: stride(from: smallest, through: largest, by: step).map { UInt16($0) })
  }

  private static func commonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
