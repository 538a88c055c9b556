package import ByteCoding

/// How Canon's CR2 cuts the sensor's rows: into upright slices, coded one after the other as if they were rows (tag 0xC640).
///
/// The stream's samples in order fill the first slice row by row, then the second, and so on; the frame's own width means nothing.
package struct CanonSlices: Hashable, Sendable {
  /// Slices of the first width, before the last one; 0 where the last is the only one.
  package let count: Int
  /// Samples in a row of each of them.
  package let width: Int
  /// Samples in a row of the last slice.
  package let lastWidth: Int
  /// Rows of the sensor.
  package let height: Int

  /// Samples in a row of the sensor.
  package var rowSamples: Int { count * width + lastWidth }

  /// `values` are the three numbers of tag 0xC640; `sampleCount` those of the stream.
  ///
  /// Throws `damaged` (`ljpeg.slices`) where the samples do not fill whole rows of all slices.
  package init(_ values: [Int], sampleCount: Int) throws(Fault) {
    guard values.count == 3, values.allSatisfy({ (0...65_535).contains($0) }), values[2] > 0, values[0] == 0 || values[1] > 0,
      sampleCount > 0, sampleCount % (values[0] * values[1] + values[2]) == 0
    else { throw .damaged("ljpeg.slices", "\(sampleCount) samples do not fill slices of \(values)") }
    (count, width, lastWidth) = (values[0], values[1], values[2])
    height = sampleCount / (values[0] * values[1] + values[2])
  }

  /// Samples in the stream's order to sensor rows; both hold `rowSamples * height`.
  package func place(_ samples: UnsafeBufferPointer<UInt16>, into rows: UnsafeMutableBufferPointer<UInt16>) {
    precondition(samples.count == rowSamples * height && rows.count == samples.count)
    guard let source = samples.baseAddress, let target = rows.baseAddress else { return }
    visitRuns { (target + $1).update(from: source + $0, count: $2) }
  }

  /// Sensor rows to samples in the stream's order; both hold `rowSamples * height`.
  package func collect(_ rows: UnsafeBufferPointer<UInt16>, into samples: UnsafeMutableBufferPointer<UInt16>) {
    precondition(samples.count == rowSamples * height && rows.count == samples.count)
    guard let source = rows.baseAddress, let target = samples.baseAddress else { return }
    visitRuns { (target + $0).update(from: source + $1, count: $2) }
  }

  /// Calls with the place in the stream, the place in the rows, and the length of each run.
  private func visitRuns(_ visit: (Int, Int, Int) -> Void) {
    var position = 0
    for slice in 0...count {
      let length = slice == count ? lastWidth : width
      for row in 0..<height {
        visit(position, row * rowSamples + slice * width, length)
        position += length
      }
    }
  }
}
