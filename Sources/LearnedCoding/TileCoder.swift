package import EntropyCoding
package import IntegerInference
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

  package init(
    predictor: RowPredictor, support: Support, model: PlaneModel, alphabet: SampleAlphabet, centre: Int, kernels: Kernels,
    parts: CodingParts = .all
  ) {
    self.parts = parts
    self.predictor = predictor
    self.support = support
    self.model = model
    self.alphabet = alphabet
    self.centre = centre
    self.kernels = kernels
  }

  /// The tile's samples, coded.
  package func encode() -> [UInt8] {
    var run = run(EncodingSide(alphabet, contexts: TileRun<EncodingSide>.contexts))
    run.side.encoder.reserve(words: run.width * run.height / 2)
    Self.all(&run)
    return run.side.encoder.finish()
  }

  /// Fills the window's own rows. Gives whether the stream ended where it should.
  package func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var run = run(DecodingSide(alphabet, contexts: TileRun<DecodingSide>.contexts, bytes: bytes))
    Self.all(&run)
    return run.side.decoder.isAtEnd
  }

  /// Decodes two tiles, sample by sample in turn: as one after the other, and faster.
  package static func decode(
    _ first: TileCoder, _ firstBytes: UnsafeBufferPointer<UInt8>, _ second: TileCoder, _ secondBytes: UnsafeBufferPointer<UInt8>
  ) -> (Bool, Bool) {
    var a = first.run(DecodingSide(first.alphabet, contexts: TileRun<DecodingSide>.contexts, bytes: firstBytes))
    var b = second.run(DecodingSide(second.alphabet, contexts: TileRun<DecodingSide>.contexts, bytes: secondBytes))
    let (width, height) = (min(a.width, b.width), min(a.height, b.height))
    for row in 0..<height {
      a.begin(row: row)
      b.begin(row: row)
      if let stateA = a.network, let stateB = b.network {
        for column in 0..<width {
          a.networked(column, stateA)
          b.networked(column, stateB)
        }
      } else if a.network == nil, b.network == nil {
        for column in 0..<width {
          a.linear(column)
          b.linear(column)
        }
      } else {
        columns(&a, from: 0, to: width)
        columns(&b, from: 0, to: width)
      }
      columns(&a, from: width, to: a.width)
      columns(&b, from: width, to: b.width)
      a.predictor.finishRow()
      b.predictor.finishRow()
    }
    rows(&a, from: height)
    rows(&b, from: height)
    return (a.side.decoder.isAtEnd, b.side.decoder.isAtEnd)
  }

  private func run<Side: SampleSide & ~Copyable>(_ side: consuming Side) -> TileRun<Side> {
    TileRun(
      predictor: predictor, support: support, model: model, alphabet: alphabet, centre: centre, kernels: kernels, parts: parts,
      side: side)
  }

  @inline(__always)
  private static func all<Side: SampleSide & ~Copyable>(_ run: inout TileRun<Side>) { rows(&run, from: 0) }

  @inline(__always)
  private static func rows<Side: SampleSide & ~Copyable>(_ run: inout TileRun<Side>, from first: Int) {
    for row in first..<max(run.height, first) {
      run.begin(row: row)
      columns(&run, from: 0, to: run.width)
      run.predictor.finishRow()
    }
  }

  @inline(__always)
  private static func columns<Side: SampleSide & ~Copyable>(_ run: inout TileRun<Side>, from first: Int, to last: Int) {
    guard first < last else { return }
    if let state = run.network {
      for column in first..<last { run.networked(column, state) }
    } else {
      for column in first..<last { run.linear(column) }
    }
  }
}
