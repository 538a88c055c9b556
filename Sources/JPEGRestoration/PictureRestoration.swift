package import ByteCoding
package import Inference
package import PictureCoding
internal import Synchronization

/// Restores JPEGs: every plane with one of the networks, at its own size and with its own quantisation table, then put together as a decoder
/// does.
package struct PictureRestoration: Sendable {
  private let model: PlaneRestoration.Model
  private let weights: TensorFile

  package init(_ model: PlaneRestoration.Model, _ weights: TensorFile) { (self.model, self.weights) = (model, weights) }

  /// The restored picture, not yet turned upright, with the file's ICC profile. Nil where `advanced` said to stop.
  ///
  /// `advanced` is told how much of the picture is done, 0 to 1, on any thread. Throws `.unsupported` where the file's planes are none
  /// that a picture can be made of. Cost: two seconds a megapixel and core at most; memory: ten bytes a pixel, and some rows of maps.
  package func restore(
    _ jpeg: QuantisedJPEG, jobs: Int, advanced: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) throws(Fault) -> Picture? {
    let rows = max(1, jpeg.planes.reduce(0) { $0 + $1.blocksHigh * $1.blocksWide })
    let done = Atomic<Int>(0)
    var planes: [SampledPlane] = []
    for plane in jpeg.planes {
      guard
        let coefficients = CoefficientPlane(
          blocksWide: plane.blocksWide, blocksHigh: plane.blocksHigh, table: plane.table, coefficients: plane.coefficients)
      else { throw .damaged("jpeg.planes", "a plane of \(plane.blocksWide) x \(plane.blocksHigh) blocks does not hold as many") }
      let restoration = try PlaneRestoration(model, weights, coefficients)
      let pixels = restoration.pixels(jobs: jobs) { count in
        let now = done.add(count * plane.blocksWide, ordering: .relaxed).newValue
        return advanced(Double(now) / Double(rows))
      }
      guard let pixels else { return nil }
      planes.append(SampledPlane(pixels, of: plane))
    }
    return try PictureAssembly(jpeg, planes).picture()
  }
}
