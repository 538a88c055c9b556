internal import ByteCoding
internal import SensorModel

/// A plane of a mosaic as the learned methods see it, worked out once: it serves as itself and as an earlier plane of others.
struct NumberedPlane: Sendable {
  let index: Int
  let plane: Plane
  let distribution: ValueDistribution
  let numbers: PlaneNumbers
  /// The smallest and the largest number.
  let range: (Int, Int)

  /// `remap` holds the values of all planes; throws `.damaged` where it lacks one of this plane's.
  init(_ plane: Plane, index: Int, _ distribution: ValueDistribution, _ remap: ValueRemap) throws(Fault) {
    self.index = index
    self.plane = plane
    self.distribution = distribution
    numbers = try PlaneNumbers(plane, remap)
    range = (remap.number(of: distribution.smallest), remap.number(of: distribution.largest))
  }

  /// How often each number from the smallest to the largest comes up.
  func histogram(_ remap: ValueRemap) -> [Int] {
    (range.0...range.1).map { distribution.count(of: remap.kind == .none ? $0 : Int(remap.values[$0])) }
  }
}

extension ValueRemap {
  /// The number of a value that is in the table.
  fileprivate func number(of value: Int) -> Int {
    guard kind != .none else { return value }
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if Int(values[middle]) < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
