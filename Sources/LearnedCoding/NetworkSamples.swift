package import EntropyCoding
package import Inference
package import PlanePrediction

/// Takes samples of a plane's rows for training its network: what the network would see, and where the sample's cell lies.
package struct NetworkSamples {
  private let support: Support
  private let model: PlaneModel
  private let alphabet: SampleAlphabet
  private let positions: [UInt16]
  private let edges: [Int32]
  private let centre: Int
  private let kernels: Kernels

  /// Of the rows above those that count, one group in so many is taken: a tile's first rows look like them, with little above to go by.
  /// Networks that never saw such rows fail on them.
  private static let rareRows = 32

  /// Samples of a plane that this model predicts; the alphabet gives their cells.
  package init(support: Support, model: PlaneModel, alphabet: SampleAlphabet, centre: Int, kernels: Kernels) {
    self.support = support
    self.model = model
    self.alphabet = alphabet
    self.centre = centre
    self.kernels = kernels
    positions = alphabet.positions
    edges = alphabet.edges.map { $0 + [.max] } ?? (0...alphabet.count).map { Int32(alphabet.lowest + $0) * 16 - 8 }
  }

  /// Adds neighbours from some rows of a window that is as wide as the plane: so many that the batches are full after `groups` groups.
  ///
  /// `passed` goes from window to window, 0 at first. Cost: as coding the rows without writing.
  package func add(_ window: TileWindow, rows: Range<Int>, groups: Int, passed: inout Int, to batches: TrainingBatches) {
    let predictor = RowPredictor(
      window: window, support: support, model: model, lowest: alphabet.lowest - centre, highest: alphabet.highest - centre, network: nil,
      parity: true, withRows: true, kernels: kernels)
    var run = TileRun(
      predictor: predictor, support: support, model: model, alphabet: alphabet, centre: centre, kernels: kernels, side: KnownSide())
    guard let inputs = predictor.rows, let state = run.network else { return }
    let wanted = batches.count * TrainingBatches.batch / TrainingBatches.group
    for row in 0..<min(run.height, rows.upperBound) {
      run.begin(row: row)
      var place: TrainingBatches.Place?
      for column in 0..<run.width {
        let inGroup = column % TrainingBatches.group
        if inGroup == 0 {
          place = nil
          if column + TrainingBatches.group <= run.width, batches.missing > 0 {
            passed += rows.contains(row) ? wanted : wanted / Self.rareRows
            if passed >= groups {
              passed -= groups
              place = batches.addGroup()
            }
          }
        }
        let predicted = run.predict(column, Int(run.classes[column]))
        run.networked(column, state)
        guard let place else { continue }
        for pair in 0..<(inputs.rowInputs / 2) {
          let value = inputs.pairs[pair &* inputs.pairStride &+ column]
          place.set(2 &* pair, inGroup, Int16(truncatingIfNeeded: value))
          place.set(2 &* pair &+ 1, inGroup, Int16(truncatingIfNeeded: value &>> 16))
        }
        for input in 0..<NetworkRows.serialInputs { place.set(inputs.rowInputs &+ input, inGroup, state.serial[input]) }
        let index = Int(positions[Int(window.own.row(row)[column]) + centre - alphabet.lowest])
        let unit = 1 / Float(state.scale[column])
        place.setCell(
          inGroup, low: index == 0 ? nil : Float(edges[index] - predicted) * unit,
          high: index + 1 == alphabet.count ? nil : Float(edges[index + 1] - predicted) * unit)
      }
      predictor.finishRow()
    }
  }
}
