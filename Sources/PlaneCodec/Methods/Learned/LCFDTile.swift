internal import ByteCoding
internal import Inference
internal import LearnedCoding
internal import PlanePrediction

/// One tile of method `lcfd`, FORMAT.md 5.7.
enum LCFDTile {
  /// The coder of a tile, whose window is filled where `own` is there.
  static func coder(
    _ tile: TileGrid.Tile, own: TileWindow.Source?, earlier: [TileWindow.Source], _ context: LCFDContext, kernels: Kernels = .fastest
  ) -> FrequencyTileCoder {
    let numbers = context.model.numbers
    let window = FrequencyWindow(
      column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: numbers.centre, own: own, earlier: earlier,
      support: context.support)
    return FrequencyTileCoder(
      window: window, support: context.support, model: context.model.plane, networks: context.networks, alphabet: numbers.alphabet,
      centre: numbers.centre, kernels: kernels)
  }

  /// The numbers of a tile, row-major. Throws `.damaged` where the stream does not end with the tile.
  static func decode(
    _ bytes: ArraySlice<UInt8>, tile: TileGrid.Tile, _ context: LCFDContext, earlier: [TileWindow.Source]
  ) throws(Fault) -> [UInt16] {
    let coder = coder(tile, own: nil, earlier: earlier, context)
    guard bytes.withUnsafeBufferPointer({ coder.decode($0) }) else { throw MLPTile.unfinished }
    return [UInt16](unsafeUninitializedCapacity: tile.count) { target, count in
      if let base = target.baseAddress { coder.window.write(to: base, stride: tile.width, centre: context.model.numbers.centre) }
      count = tile.count
    }
  }
}
