internal import SensorModel

/// A plane's samples, tile by tile, as the numbers that are coded.
struct TileSource: Sendable {
  let plane: Plane
  /// The number of every value; nil where values are their own numbers.
  private let inverse: [UInt16]?

  init(_ plane: Plane, _ remap: ValueRemap) {
    self.plane = plane
    inverse = remap.kind == .none ? nil : remap.inverse
  }

  /// Calls `body` with the rows of a tile, `stride` samples apart: in place where values are their own numbers, else a copy.
  func withSamples<Result, Failure: Error>(
    of tile: TileGrid.Tile, _ body: (_ samples: UnsafeBufferPointer<UInt16>, _ stride: Int) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard inverse == nil else {
      let numbers = numbers(of: tile)
      return try numbers.withUnsafeBufferPointer { buffer throws(Failure) in try body(buffer, tile.width) }
    }
    return try plane.samples.withUnsafeBufferPointer { buffer throws(Failure) in
      let start = tile.row * plane.width + tile.column
      let end = start + (tile.height - 1) * plane.width + tile.width
      return try body(UnsafeBufferPointer(rebasing: buffer[start..<end]), plane.width)
    }
  }

  /// A tile's numbers, row-major.
  func numbers(of tile: TileGrid.Tile) -> [UInt16] {
    plane.samples.withUnsafeBufferPointer { samples in
      [UInt16](unsafeUninitializedCapacity: tile.count) { target, count in
        for row in 0..<tile.height {
          let source = (tile.row + row) * plane.width + tile.column
          for column in 0..<tile.width { target[row * tile.width + column] = samples[source + column] }
        }
        count = tile.count
        guard let inverse else { return }
        inverse.withUnsafeBufferPointer { inverse in
          for position in 0..<tile.count { target[position] = inverse[Int(target[position])] }
        }
      }
    }
  }
}
