/// The samples of one CFA position: every `periodWidth`-th column of every `periodHeight`-th row of the mosaic.
///
/// (rows, columns), row-major, 0...65535.
package struct Plane: Hashable, Sendable {
  package let width: Int
  package let height: Int
  package var samples: [UInt16]

  /// The caller hands over exactly `width * height` samples; anything else is a mistake of the caller and traps.
  package init(width: Int, height: Int, samples: [UInt16]) {
    precondition(width > 0 && height > 0 && samples.count == width * height, "a plane needs width * height samples")
    self.width = width
    self.height = height
    self.samples = samples
  }
}
