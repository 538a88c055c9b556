package import EntropyCoding
package import Inference
package import PlanePrediction

/// What the network of a plane would be given at a random share of its samples, as records for training.
///
/// The coder itself extracts them, so that training and coding cannot disagree. `Profiles/training/README.md` describes a record.
package struct TrainingFeatures {
  package let rowInputs: Int
  package private(set) var count = 0
  package private(set) var records: [UInt8] = []

  /// `share` of the samples, 0...1, chosen by a generator that starts from `seed`; the first two rows are left out.
  package init(
    window: TileWindow, support: Support, model: PlaneModel, alphabet: SampleAlphabet, centre: Int, share: Double, seed: UInt64,
    kernels: Kernels = .fastest
  ) {
    let predictor = RowPredictor(
      window: window, support: support, model: model, lowest: alphabet.lowest - centre, highest: alphabet.highest - centre, network: nil,
      withRows: true, kernels: kernels)
    rowInputs = predictor.rows?.rowInputs ?? 0
    var run = TileRun(
      predictor: predictor, support: support, model: model, alphabet: alphabet, centre: centre, kernels: kernels, side: KnownSide())
    guard let rows = predictor.rows, let state = run.network else { return }
    var random = seed | 1
    let limit = UInt64(min(max(share, 0), 1) * 65_536)
    for row in 0..<run.height {
      run.begin(row: row)
      for column in 0..<run.width {
        let predicted = run.predict(column, Int(run.classes[column]))
        run.networked(column, state)
        // Marsaglia's xorshift.
        random ^= random &<< 13
        random ^= random &>> 7
        random ^= random &<< 17
        guard random & 0xffff < limit, row > 1 else { continue }
        for pair in 0..<(rows.rowInputs / 2) { append(rows.pairs[pair * rows.pairStride + column]) }
        for input in stride(from: 0, to: NetworkRows.serialInputs, by: 2) {
          append(Int32(state.serial[input]) & 0xffff | Int32(state.serial[input + 1]) << 16)
        }
        let number = Int32(window.own.row(row)[column]) + Int32(centre)
        append(predicted)
        append(state.scale[column])
        append(Int(number) == alphabet.lowest ? .min : number * 16 - 8)
        append(Int(number) == alphabet.highest ? .max : number * 16 + 8)
        append(number * 16)
        append(0)
        count += 1
      }
      predictor.finishRow()
    }
  }

  private mutating func append(_ value: Int32) {
    withUnsafeBytes(of: value.littleEndian) { records.append(contentsOf: $0) }
  }
}
