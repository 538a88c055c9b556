package import ByteCoding
package import Inference
internal import Reporting

/// Restores planes of JPEGs with one of the networks: what is found stays within what the file allows.
///
/// The coefficients of the original lie within half a step of those in the file. Every restored block is brought to the nearest one of which
/// that holds, so that no restoration is further from the original for leaving those bounds.
package struct PlaneRestoration: Sendable {
  package enum Model: String, CaseIterable, Sendable {
    case dcsc
    case hrCNN = "hr-cnn"
  }

  private let network: any RestorationNetwork
  private let plane: CoefficientPlane

  /// Throws `.damaged` where the weights are not those of this network.
  package init(_ model: Model, _ tensors: TensorFile, _ plane: CoefficientPlane) throws(Fault) {
    self.plane = plane
    network =
      switch model {
      case .dcsc: try DCSC(tensors, table: plane.table)
      case .hrCNN: try HRCNN(tensors, table: plane.table)
      }
  }

  /// All pixels of the plane's blocks, row by row: `8 * blocksWide` a row.
  ///
  /// Works on `jobs` threads; `advanced` is told rows of blocks as they are done, and says whether to go on. Nil where it said no. Each
  /// thread's memory is some rows of maps; results do not depend on their number.
  package func pixels(jobs: Int, advanced: @escaping @Sendable (Int) -> Bool = { _ in true }) -> [UInt8]? {
    let count = max(1, min(jobs, plane.blocksHigh / max(network.reach, 8)))
    let strips = (0..<count).map { plane.blocksHigh * $0 / count..<plane.blocksHigh * ($0 + 1) / count }
    var pixels = [UInt8](repeating: 0, count: plane.blocksWide * plane.blocksHigh * 64)
    let isDone = pixels.withUnsafeMutableBufferPointer { buffer -> Bool in
      let target = Target(start: buffer)
      Workers.forEach(strips, count) { strip in
        restore(strip, into: target, advanced)
      }
      return !target.isStopped
    }
    return isDone ? pixels : nil
  }

  private func restore(_ strip: Range<Int>, into target: Target, _ advanced: (Int) -> Bool) {
    let bounds = max(0, strip.lowerBound - network.reach)..<min(plane.blocksHigh, strip.upperBound + network.reach)
    // The network runs ahead of what is put together.
    let plain = PlainRows(plane, bounds, kept: network.reach + 4)
    let corrections = network.corrections(plain)
    let blocks = FloatMemory(plane.blocksWide * 64)
    let frequencies = FloatMemory(plane.blocksWide * 64)
    withExtendedLifetime((blocks, frequencies, corrections)) {
      for row in strip {
        guard !target.isStopped else { return }
        combine(corrections, plain, row, into: blocks.start)
        BlockTransform.shared.forward.row(into: frequencies.start, from: blocks.start, width: plane.blocksWide)
        bound(frequencies.start, plain.coefficients.row(row))
        BlockTransform.shared.inverse.row(into: blocks.start, from: frequencies.start, width: plane.blocksWide)
        target.store(blocks.start, blocksWide: plane.blocksWide, row: row)
        if !advanced(1) { target.stop() }
      }
    }
  }

  private func combine(_ corrections: MapRows, _ plain: PlainRows, _ row: Int, into blocks: UnsafeMutablePointer<Float>) {
    for half in 0..<2 {
      let cells = corrections.row(2 * row + half)
      let pixels = plain.pixels.row(row)
      for column in 0..<plane.blocksWide * 2 {
        let corner = column / 2 * 64 + half * 32 + column % 2 * 4
        for index in 0..<16 {
          let place = corner + index / 4 * 8 + index % 4
          blocks[place] = pixels[place] + 255 * cells[column * 16 + index]
        }
      }
    }
  }

  private func bound(_ frequencies: UnsafeMutablePointer<Float>, _ coefficients: UnsafePointer<Float>) {
    plane.table.withUnsafeBufferPointer { steps in
      for block in 0..<plane.blocksWide {
        for index in 0..<64 {
          let (middle, half) = (coefficients[block * 64 + index], steps[index] / 2)
          frequencies[block * 64 + index] = min(max(frequencies[block * 64 + index], middle - half), middle + half)
        }
      }
    }
  }
}
