package import ByteCoding
package import SensorModel

/// What could be had of a damaged plane: samples that are exactly those that were coded, and rectangles of samples that are lost.
package struct SalvagedPlane: Sendable {
  /// A rectangle of the plane whose samples are not known.
  package struct Loss: Sendable, Hashable {
    /// The tile's number; nil where the whole plane is lost at once.
    package let number: Int?
    /// In samples of the plane.
    package let tile: TileGrid.Tile
    package let fault: Fault
  }

  package let index: Int
  /// Lost samples are 0.
  package let plane: Plane
  /// In order of the tiles; they do not overlap.
  package let losses: [Loss]
  /// Nil where the front of the section is lost.
  package let method: PlaneMethod?

  package var lostSamples: Int { losses.reduce(0) { $0 + $1.tile.count } }

  /// A plane of which nothing is left.
  package init(lost index: Int, width: Int, height: Int, fault: Fault, method: PlaneMethod? = nil) {
    self.index = index
    self.method = method
    plane = Plane(width: width, height: height, samples: [UInt16](repeating: 0, count: width * height))
    losses = [Loss(number: nil, tile: TileGrid.Tile(column: 0, row: 0, width: width, height: height), fault: fault)]
  }

  init(index: Int, plane: Plane, losses: [Loss], method: PlaneMethod) {
    self.index = index
    self.plane = plane
    self.losses = losses
    self.method = method
  }

  /// True where a tile of a later plane looks at a sample that is lost here.
  func lacks(_ tile: TileGrid.Tile) -> Bool {
    // A plane may end one row or column before a later one does; then its last samples stand for those beyond.
    let columns = min(tile.column, plane.width - 1)...min(tile.column + tile.width - 1, plane.width - 1)
    let rows = min(tile.row, plane.height - 1)...min(tile.row + tile.height - 1, plane.height - 1)
    return losses.contains { loss in
      let lost = loss.tile
      return columns.overlaps(lost.column...(lost.column + lost.width - 1)) && rows.overlaps(lost.row...(lost.row + lost.height - 1))
    }
  }
}
