package import SensorModel

/// A plane and its position in the CFA's repeating cell.
package struct PositionedPlane: Sendable {
  package let index: Int
  package let plane: Plane

  package init(index: Int, plane: Plane) {
    self.index = index
    self.plane = plane
  }
}

/// The CFA's repeating cell, in photosites.
package struct PlaneCell: Hashable, Sendable {
  package let periodWidth: Int
  package let periodHeight: Int

  /// Both 1...16.
  package init(periodWidth: Int, periodHeight: Int) {
    self.periodWidth = periodWidth
    self.periodHeight = periodHeight
  }

  /// Whether a position lies in the cell.
  func holds(_ index: Int) -> Bool { (0..<(periodWidth * periodHeight)).contains(index) }

  package init(_ layout: PlaneLayout) { self.init(periodWidth: layout.periodWidth, periodHeight: layout.periodHeight) }
}
