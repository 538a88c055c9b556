internal import ByteCoding
internal import Inference
internal import LearnedCoding
internal import PlanePrediction
internal import SensorModel

/// One tile of method `mlp`, FORMAT.md 5.6.
enum MLPTile {
  /// The coder of a tile whose window is filled, or to be filled by decoding.
  static func coder(
    _ window: TileWindow, _ model: LearnedModel, support: Support, network: PlaneNetwork?, kernels: Kernels
  ) -> TileCoder {
    let predictor = RowPredictor(
      window: window, support: support, model: model.plane, lowest: model.numbers.lowest - model.numbers.centre,
      highest: model.numbers.highest - model.numbers.centre,
      network: network, parity: model.changes != nil, kernels: kernels)
    return TileCoder(
      predictor: predictor, support: support, model: model.plane, alphabet: model.numbers.alphabet, centre: model.numbers.centre,
      kernels: kernels)
  }

  /// The numbers of a tile, row-major. Throws `.damaged` where the stream does not end with the tile.
  static func decode(
    _ bytes: ArraySlice<UInt8>, tile: TileGrid.Tile, _ context: MLPContext, earlier: [TileWindow.Source], kernels: Kernels = .fastest
  ) throws(Fault) -> [UInt16] {
    let window = window(tile, context, earlier)
    let coder = coder(window, context.model, support: context.support, network: context.network, kernels: kernels)
    guard bytes.withUnsafeBufferPointer({ coder.decode($0) }) else { throw unfinished }
    return numbers(window, context)
  }

  /// The numbers of two tiles; `number` is the first one's, for faults.
  static func decodePair(
    _ bytes: (ArraySlice<UInt8>, ArraySlice<UInt8>), tiles: (TileGrid.Tile, TileGrid.Tile), number: Int, _ context: MLPContext,
    earlier: [TileWindow.Source], kernels: Kernels = .fastest
  ) throws(Fault) -> ([UInt16], [UInt16]) {
    let (first, second) = (window(tiles.0, context, earlier), window(tiles.1, context, earlier))
    let one = coder(first, context.model, support: context.support, network: context.network, kernels: kernels)
    let two = coder(second, context.model, support: context.support, network: context.network, kernels: kernels)
    let areComplete = bytes.0.withUnsafeBufferPointer { one0 in
      bytes.1.withUnsafeBufferPointer { TileCoder.decode(one, one0, two, $0) }
    }
    guard areComplete.0 else { throw unfinished.within("tile \(number)") }
    guard areComplete.1 else { throw unfinished.within("tile \(number + 1)") }
    return (numbers(first, context), numbers(second, context))
  }

  static var unfinished: Fault {
    .damaged("plane.tile.stream", "the coded tile does not end where its samples do")
  }

  private static func window(_ tile: TileGrid.Tile, _ context: MLPContext, _ earlier: [TileWindow.Source]) -> TileWindow {
    TileWindow(
      column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: context.model.numbers.centre, own: nil,
      earlier: earlier)
  }

  private static func numbers(_ window: TileWindow, _ context: MLPContext) -> [UInt16] {
    let centre = UInt16(truncatingIfNeeded: context.model.numbers.centre)
    return [UInt16](unsafeUninitializedCapacity: window.width * window.height) { target, count in
      for row in 0..<window.height {
        let source = window.own.row(row)
        for column in 0..<window.width { target[row * window.width + column] = UInt16(bitPattern: source[column]) &+ centre }
      }
      count = window.width * window.height
    }
  }
}

extension PlaneSite {
  init(index: Int, _ cell: PlaneCell) { self.init(index: index, periodWidth: cell.periodWidth, periodHeight: cell.periodHeight) }
}
