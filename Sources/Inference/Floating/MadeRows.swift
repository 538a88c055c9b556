/// A map whose rows a closure makes: a network's inputs, joined maps, maps of another size.
package final class MadeRows: MapRows {
  private let make: (_ number: Int, _ row: UnsafeMutablePointer<Float>) -> Void

  /// `make` writes `width * channels` floats of the row it is told; rows come in order.
  package init(
    width: Int, channels: Int, bounds: Range<Int>, kept: Int = 3,
    make: @escaping (_ number: Int, _ row: UnsafeMutablePointer<Float>) -> Void
  ) {
    self.make = make
    super.init(width: width, channels: channels, bounds: bounds, kept: kept)
  }

  package override func compute(_ number: Int, into row: UnsafeMutablePointer<Float>) { make(number, row) }

  /// The maps' channels one after the other; all maps have one size.
  package static func joining(_ maps: [MapRows], kept: Int = 3) -> MadeRows {
    let channels = maps.reduce(0) { $0 + $1.channels }
    let (width, bounds) = (maps[0].width, maps[0].bounds)
    precondition(maps.allSatisfy { $0.width == width && $0.bounds == bounds })
    return MadeRows(width: width, channels: channels, bounds: bounds, kept: kept) { number, row in
      var first = 0
      for map in maps {
        let from = map.row(number)
        for x in 0..<width { (row + x * channels + first).update(from: from + x * map.channels, count: map.channels) }
        first += map.channels
      }
    }
  }

  /// A transposed convolution of kernel and stride 2: twice as many rows and columns. `upper` gives the first of two rows, `lower` the
  /// second, both with the left pixel's outputs before the right one's.
  package static func enlarging(_ map: MapRows, upper: DenseLayer, lower: DenseLayer, kept: Int = 3) -> MadeRows {
    precondition(upper.outputs == lower.outputs && upper.outputs % 2 == 0)
    let bounds = map.bounds.lowerBound * 2..<map.bounds.upperBound * 2
    return MadeRows(width: map.width * 2, channels: upper.outputs / 2, bounds: bounds, kept: kept) { number, row in
      (number % 2 == 0 ? upper : lower).row(into: row, from: map.row(number / 2), width: map.width)
    }
  }
}
