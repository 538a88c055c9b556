internal import CKernels
package import EntropyCoding
package import Inference
package import PlanePrediction

/// Codes or decodes the samples of one tile, in raster order, by the plane's model.
///
/// Both directions run the same steps on the same integers; only the entropy coder's side differs.
package struct TileCoder {
  private let predictor: RowPredictor
  private let support: Support
  private let model: PlaneModel
  private let alphabet: SampleAlphabet
  private let centre: Int
  private let kernels: Kernels
  private let parts: CodingParts
  private let isReference: Bool

  /// A coder that takes the loops of the kernels; with `isReference`, or where parts are left out, the steps of `TileRun`, which give the
  /// same bytes and take several times as long.
  package init(
    predictor: RowPredictor, support: Support, model: PlaneModel, alphabet: SampleAlphabet, centre: Int, kernels: Kernels,
    parts: CodingParts = .all, isReference: Bool = false
  ) {
    self.parts = parts
    self.predictor = predictor
    self.support = support
    self.model = model
    self.alphabet = alphabet
    self.centre = centre
    self.kernels = kernels
    // Rows of inputs without a network are for training.
    self.isReference = isReference || parts != .all || (predictor.rows != nil && predictor.rows?.network == nil)
  }

  private var width: Int { predictor.window.width }
  private var height: Int { predictor.window.height }
  private var memory: PlaneMemory { PlaneMemory(model, support, alphabet, centre: centre, rows: predictor.rows) }

  /// The tile's samples, coded.
  package func encode() -> [UInt8] {
    guard isReference else {
      let memory = memory
      var plane = memory.plane
      var loop = TileLoop(predictor, memory, kernels)
      for row in 0..<height { loop.encode(row: row, &plane) }
      return withExtendedLifetime(memory) { loop.finish() }
    }
    var run = run(EncodingSide(alphabet, contexts: TileRun<EncodingSide>.contexts))
    run.side.encoder.reserve(words: run.width * run.height / 2)
    Self.all(&run)
    return run.side.encoder.finish()
  }

  /// Fills the window's own rows. Gives whether the stream ended where it should.
  package func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard isReference else {
      let memory = memory
      var plane = memory.plane
      var loop = TileLoop(predictor, memory, kernels, bytes: bytes)
      for row in 0..<height { loop.decode(row: row, &plane) }
      return withExtendedLifetime(memory) { loop.isAtEnd }
    }
    var run = run(DecodingSide(alphabet, contexts: TileRun<DecodingSide>.contexts, bytes: bytes))
    Self.all(&run)
    return run.side.decoder.isAtEnd
  }

  /// Decodes two tiles of one plane, by one model: as one after the other, and faster.
  package static func decode(
    _ first: TileCoder, _ firstBytes: UnsafeBufferPointer<UInt8>, _ second: TileCoder, _ secondBytes: UnsafeBufferPointer<UInt8>
  ) -> (Bool, Bool) {
    guard !first.isReference, !second.isReference else { return (first.decode(firstBytes), second.decode(secondBytes)) }
    let memory = first.memory
    var plane = memory.plane
    var a = TileLoop(first.predictor, memory, first.kernels, bytes: firstBytes)
    var b = TileLoop(second.predictor, memory, second.kernels, bytes: secondBytes)
    let both = min(first.height, second.height)
    for row in 0..<both { a.decode(row: row, with: &b, &plane) }
    for row in both..<first.height { a.decode(row: row, &plane) }
    for row in both..<second.height { b.decode(row: row, &plane) }
    return withExtendedLifetime(memory) { (a.isAtEnd, b.isAtEnd) }
  }

  private func run<Side: SampleSide & ~Copyable>(_ side: consuming Side) -> TileRun<Side> {
    TileRun(
      predictor: predictor, support: support, model: model, alphabet: alphabet, centre: centre, kernels: kernels, parts: parts,
      side: side)
  }

  private static func all<Side: SampleSide & ~Copyable>(_ run: inout TileRun<Side>) {
    for row in 0..<run.height {
      run.begin(row: row)
      if let state = run.network {
        for column in 0..<run.width { run.networked(column, state) }
      } else {
        for column in 0..<run.width { run.linear(column) }
      }
      run.predictor.finishRow()
    }
  }
}
