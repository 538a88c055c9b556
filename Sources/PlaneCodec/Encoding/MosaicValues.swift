package import ByteCoding
package import SensorModel

/// The values that the planes of a mosaic use together, as the table that numbers them for the learned methods.
///
/// Numbering all planes by one table keeps them commensurable: a sample of one predicts that of another.
package struct MosaicValues: Sendable {
  let remap: ValueRemap

  /// Cost: a pass over all samples.
  package init(of planes: [Plane]) throws(Fault) {
    try self.init(of: planes.map { ValueDistribution(of: $0.samples) })
  }

  /// What the planes' own distributions say together.
  init(of distributions: [ValueDistribution]) throws(Fault) {
    let values = distributions.count == 1 ? distributions[0].values : Self.union(distributions)
    guard let first = values.first, let last = values.last else {
      remap = .none
      return
    }
    // Holes that noise leaves in a range are no reason for a table.
    let isSparse = values.count * 10 < (Int(last) - Int(first) + 1) * 9
    remap = isSparse ? try ValueRemap(shortestFor: values) : .none
  }

  private static func union(_ distributions: [ValueDistribution]) -> [UInt16] {
    var isPresent = [Bool](repeating: false, count: 65_536)
    return isPresent.withUnsafeMutableBufferPointer { isPresent in
      for distribution in distributions { for value in distribution.values { isPresent[Int(value)] = true } }
      var values: [UInt16] = []
      for value in 0..<65_536 where isPresent[value] { values.append(UInt16(truncatingIfNeeded: value)) }
      return values
    }
  }
}
