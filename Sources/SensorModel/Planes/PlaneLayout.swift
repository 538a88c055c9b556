/// How a mosaic of a given size falls apart into planes, one per position of a repeating cell, and how it is put together again.
///
/// Plane `p` holds the photosites with row = p / periodWidth (mod periodHeight) and column = p % periodWidth (mod periodWidth).
/// Planes that a small mosaic has no photosite for do not exist: `planeIndices` leaves them out.
package struct PlaneLayout: Hashable, Sendable {
  package let width: Int
  package let height: Int
  package let periodWidth: Int
  package let periodHeight: Int

  /// Sizes must be positive and periods 1...16; anything else is a mistake of the caller and traps.
  package init(width: Int, height: Int, periodWidth: Int, periodHeight: Int) {
    precondition(width > 0 && height > 0 && (1...16).contains(periodWidth) && (1...16).contains(periodHeight))
    self.width = width
    self.height = height
    self.periodWidth = periodWidth
    self.periodHeight = periodHeight
  }

  package init(width: Int, height: Int, cfa: ColorFilterArray) {
    self.init(width: width, height: height, periodWidth: cfa.periodWidth, periodHeight: cfa.periodHeight)
  }

  /// The positions of the cell that have photosites, in order: 0..<periodWidth*periodHeight but for tiny mosaics.
  package var planeIndices: [Int] {
    (0..<(periodWidth * periodHeight)).filter { $0 % periodWidth < width && $0 / periodWidth < height }
  }

  /// (width, height) of the plane at a position of the cell.
  package func size(ofPlane index: Int) -> (width: Int, height: Int) {
    let column = index % periodWidth
    let row = index / periodWidth
    return ((width - column + periodWidth - 1) / periodWidth, (height - row + periodHeight - 1) / periodHeight)
  }
}
