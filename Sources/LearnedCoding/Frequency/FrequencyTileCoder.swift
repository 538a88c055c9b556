internal import CKernels
package import EntropyCoding
package import Inference
package import PlanePrediction

/// Codes or decodes one tile of a plane by LC-FDNet (H. Rhee et al., "LC-FDNet: Learned Lossless Image Compression with Frequency
/// Decomposition Network", CVPR 2022) on CFA planes.
///
/// Subimage a goes through the serial coder. Of d, b and c each, the low-frequency compressor predicts all samples and their error
/// variance; samples whose variance is below the threshold are coded first; the high-frequency compressor sees them and codes the rest.
package struct FrequencyTileCoder {
  package let window: FrequencyWindow
  let support: FrequencySupport
  let model: FrequencyPlaneModel
  let networks: FrequencyNetworks
  let alphabet: SampleAlphabet
  let centre: Int
  let kernels: Kernels
  /// Sees what networks are given, for training.
  package var probe: ((FrequencyProbe) -> Void)?

  package init(
    window: FrequencyWindow, support: FrequencySupport, model: FrequencyPlaneModel, networks: FrequencyNetworks = .none,
    alphabet: SampleAlphabet, centre: Int, kernels: Kernels
  ) {
    self.window = window
    self.support = support
    self.model = model
    self.networks = networks
    self.alphabet = alphabet
    self.centre = centre
    self.kernels = kernels
  }

  /// The tile's samples, coded: the length of subimage a's stream in four bytes, that stream, then the stream of the others.
  package func encode() -> [UInt8] {
    let first = firstPredictor()
    let serial = coder(first).encode()
    window.errors[0] = first.errors
    window.complete(.a)
    var encoder = RangeEncoder()
    encoder.reserve(words: window.width * window.height / 3)
    let positions = alphabet.positions
    let lowest = alphabet.lowest
    for (part, subimage) in Subimage.decomposed.enumerated() {
      SubimageCoder(tile: self, part: part, subimage: subimage)?.run { samples, mean, scale, context, number in
        samples.encode(Int(positions[number &- lowest]), mean16: mean, scale: scale, context: context, to: &encoder)
        return number
      }
      window.complete(subimage)
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: serial.count >> (8 * $0)) } + serial + encoder.finish()
  }

  /// Fills the window's samples. Gives whether both streams ended where they should.
  package func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var length = 0
    for index in 0..<min(4, bytes.count) { length |= Int(bytes[index]) << (8 * index) }
    let isWhole = bytes.count >= 4 && length <= bytes.count - 4
    let start = min(4, bytes.count)
    let middle = isWhole ? 4 + length : bytes.count
    let first = firstPredictor()
    let isFirstComplete = coder(first).decode(UnsafeBufferPointer(rebasing: bytes[start..<middle]))
    window.errors[0] = first.errors
    window.complete(.a)
    var decoder = RangeDecoder(UnsafeBufferPointer(rebasing: bytes[middle...]))
    for (part, subimage) in Subimage.decomposed.enumerated() {
      SubimageCoder(tile: self, part: part, subimage: subimage)?.run { samples, mean, scale, context, _ in
        samples.alphabet.number(at: samples.decode(mean16: mean, scale: scale, context: context, from: &decoder))
      }
      window.complete(subimage)
    }
    return isFirstComplete && isWhole && decoder.isAtEnd
  }

  private func firstPredictor() -> RowPredictor {
    RowPredictor(
      window: window.first, support: support.first, model: model.first, lowest: alphabet.lowest - centre,
      highest: alphabet.highest - centre, network: nil, kernels: kernels)
  }

  private func coder(_ predictor: RowPredictor) -> TileCoder {
    TileCoder(
      predictor: predictor, support: support.first, model: model.first, alphabet: alphabet, centre: centre, kernels: kernels)
  }
}
