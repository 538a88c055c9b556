package import ByteCoding
package import SensorModel

/// The values that the planes of a mosaic use together, as the table that numbers them for the learned methods.
///
/// Numbering all planes by one table keeps them commensurable: a sample of one predicts that of another.
package struct MosaicValues: Sendable {
  let remap: ValueRemap

  /// Cost: a pass over all samples.
  package init(of planes: [Plane]) throws(Fault) {
    var isPresent = [Bool](repeating: false, count: 65_536)
    isPresent.withUnsafeMutableBufferPointer { isPresent in
      for plane in planes { for sample in plane.samples { isPresent[Int(sample)] = true } }
    }
    let values = isPresent.indices.filter { isPresent[$0] }.map { UInt16($0) }
    guard let first = values.first, let last = values.last else {
      remap = .none
      return
    }
    // Holes that noise leaves in a range are no reason for a table.
    let isSparse = values.count * 10 < (Int(last) - Int(first) + 1) * 9
    remap = isSparse ? try ValueRemap(shortestFor: values) : .none
  }
}
