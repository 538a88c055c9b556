/// How a plane falls into tiles: all of one size, but for the last column and row, which may be smaller.
package struct TileGrid: Hashable, Sendable {
  /// One tile's place in the plane, in samples.
  package struct Tile: Hashable, Sendable {
    package let column: Int
    package let row: Int
    package let width: Int
    package let height: Int
    package var count: Int { width * height }
  }

  package let width: Int
  package let height: Int
  package let tileWidth: Int
  package let tileHeight: Int

  /// Nil unless the sizes are positive and a tile is no larger than the plane.
  init?(width: Int, height: Int, tileWidth: Int, tileHeight: Int) {
    guard (1...Int(UInt32.max)).contains(width), (1...Int(UInt32.max)).contains(height), (1...width).contains(tileWidth),
      (1...height).contains(tileHeight)
    else { return nil }
    self.width = width
    self.height = height
    self.tileWidth = tileWidth
    self.tileHeight = tileHeight
  }

  /// Tiles of nearly equal size with sides of at most `side`: no slivers at the right and the bottom.
  init(width: Int, height: Int, side: Int) {
    func even(_ length: Int) -> Int {
      let pieces = (length + side - 1) / side
      return (length + pieces - 1) / pieces
    }
    self.width = width
    self.height = height
    tileWidth = even(width)
    tileHeight = even(height)
  }

  /// The same grid, or two tiles side by side where it has but one: decoders take tiles in twos, and processors a tile each.
  func halved() -> TileGrid {
    guard count == 1, width > 1 else { return self }
    return TileGrid(width: width, height: height, tileWidth: (width + 1) / 2, tileHeight: height) ?? self
  }

  package var columns: Int { (width - 1) / tileWidth + 1 }
  package var rows: Int { (height - 1) / tileHeight + 1 }
  package var count: Int { columns * rows }

  /// The tile with a number of 0..<count, row-major.
  package func tile(_ number: Int) -> Tile {
    precondition(number >= 0 && number < count)
    let column = number % columns * tileWidth
    let row = number / columns * tileHeight
    return Tile(column: column, row: row, width: min(tileWidth, width - column), height: min(tileHeight, height - row))
  }

  /// The number of the tile in the middle of the plane.
  var central: Int { rows / 2 * columns + columns / 2 }
}
