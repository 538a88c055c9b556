/// Which values a plane uses.
struct ValueDistribution: Hashable {
  /// Sorted; never empty.
  let values: [UInt16]
  /// The largest step that leads from the smallest value to all others; 1 for a single value.
  let step: Int
  /// How often each value from the smallest on comes up.
  private let counts: [UInt32]

  /// Cost: one pass over the samples.
  init(of samples: [UInt16]) {
    // Runs of equal samples would wait for one counter.
    var counts = [UInt32](repeating: 0, count: 2 * 65_536)
    let (values, first) = samples.withUnsafeBufferPointer { samples in
      counts.withUnsafeMutableBufferPointer { counts in
        var position = 0
        while position + 1 < samples.count {
          counts[Int(samples[position])] &+= 1
          counts[65_536 &+ Int(samples[position &+ 1])] &+= 1
          position &+= 2
        }
        if position < samples.count { counts[Int(samples[position])] &+= 1 }
        var values: [UInt16] = []
        for value in 0..<65_536 {
          counts[value] &+= counts[65_536 &+ value]
          if counts[value] > 0 { values.append(UInt16(truncatingIfNeeded: value)) }
        }
        return (values, Int(values.first ?? 0))
      }
    }
    self.values = values
    self.counts = Array(counts[first...Int(values.last ?? 0)])
    var divisor = 0
    for value in values { divisor = Self.commonDivisor(divisor, Int(value) - Int(values[0])) }
    step = max(divisor, 1)
  }

  /// How often a value comes up that is neither below the smallest nor above the largest.
  func count(of value: Int) -> Int { Int(counts[value - smallest]) }

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
