/// What stands in a tile at places outside the mosaic.
package enum TileFill: Hashable, Sendable {
  /// Zeros.
  case zero
  /// The mosaic's sample nearest to the place: row and column each clamped.
  case nearest
  /// The nearest of the same colour: of the mosaic's last two rows and columns, the one as far from the place as is even.
  case sameColour
  /// Anything: the samples themselves, row by row of the tile, left to right.
  case samples([UInt16])
}
