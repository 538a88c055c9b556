internal import Inference

/// What both networks begin with, for some rows of blocks: the coefficients, and the pixels that a plain inverse transform gives.
struct PlainRows {
  /// 64 dequantised coefficients a block.
  let coefficients: MapRows
  /// 64 pixels a block, less 128, neither rounded nor clipped.
  let pixels: MapRows

  /// `kept` rows of blocks stay available.
  init(_ plane: CoefficientPlane, _ bounds: Range<Int>, kept: Int) {
    let transform = BlockTransform.shared.inverse
    let rows = MadeRows(width: plane.blocksWide, channels: 64, bounds: bounds, kept: kept) { row, out in
      plane.dequantise(row: row, into: out)
    }
    coefficients = rows
    pixels = MadeRows(width: plane.blocksWide, channels: 64, bounds: bounds, kept: kept) { row, out in
      transform.row(into: out, from: rows.row(row), width: plane.blocksWide)
    }
  }

  /// Cells of 4 x 4 pixels as 16 channels of a map of a quarter of the sides, then `more` channels that are zero or filled by `fill`.
  func cells(
    channels: Int, kept: Int, value: @escaping (Float) -> Float,
    fill: ((_ row: Int, _ column: Int, _ rest: UnsafeMutablePointer<Float>) -> Void)? = nil
  ) -> MapRows {
    let pixels = pixels
    let bounds = pixels.bounds.lowerBound * 2..<pixels.bounds.upperBound * 2
    return MadeRows(width: pixels.width * 2, channels: channels, bounds: bounds, kept: kept) { row, out in
      let from = pixels.row(row / 2)
      for column in 0..<pixels.width * 2 {
        let corner = from + column / 2 * 64 + row % 2 * 32 + column % 2 * 4
        let cell = out + column * channels
        for index in 0..<16 { cell[index] = value(corner[index / 4 * 8 + index % 4]) }
        fill?(row, column, cell + 16)
      }
    }
  }
}
