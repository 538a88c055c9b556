import EntropyCoding
import Inference
import LearnedCoding
import PlanePrediction
import TestSupport

/// A tile, the planes before it and a model, for which all ways to code it have to agree.
struct LoopScene {
  /// What a tile holds.
  enum Content: CaseIterable {
    case slope, noise, few, saturated, steps, sparse
  }

  let width: Int
  let height: Int
  var samples: [UInt16]
  private let earlier: [[UInt16]]
  let support: Support
  var model: PlaneModel
  var alphabet: SampleAlphabet
  var centre: Int
  var network: PlaneNetwork?
  var parity = false

  init(
    _ content: Content, width: Int, height: Int, earlier count: Int, _ random: inout RepeatableRandomNumberGenerator
  ) {
    self.width = width
    self.height = height
    let places = 0..<(width * height)
    samples = places.map { place in
      let (column, row) = (place % width, place / width)
      return switch content {
      case .slope: UInt16(3000 + column * 7 + row * 5 + random.below(60))
      case .noise: UInt16(random.below(65_536))
      case .few: random.below(30) == 0 ? 501 : 500
      case .saturated: UInt16(min(4095, 3900 + column * 20 + random.below(100)))
      case .steps: UInt16((column / 9 + row / 7) % 2 * 60_000 + random.below(9))
      case .sparse: UInt16(100 + (column + row + random.below(12)) * 3 / 4 * 4)
      }
    }
    // Two numbers at least.
    samples.append(samples[0] ^ 1)
    let (lowest, highest) = (Int(samples.min() ?? 0), Int(samples.max() ?? 1))
    samples.removeLast()
    centre = (lowest + highest + 1) / 2
    let numbers = samples
    earlier = (0..<count).map { _ in
      let off = random.below(40)
      return numbers.map { UInt16(min(max(Int($0) + off - 20 + random.below(9), lowest), highest)) }
    }
    support = Support(
      site: PlaneSite(index: count, periodWidth: 2, periodHeight: 2),
      earlier: (0..<count).map { PlaneSite(index: $0, periodWidth: 2, periodHeight: 2) }, size: .near)
    alphabet = SampleAlphabet(lowest: lowest, highest: highest)
    if content == .sparse {
      var widths = [Int32](repeating: 0, count: highest - lowest + 1)
      for sample in samples { widths[Int(sample) - lowest] = Int32(20 + sample % 37) }
      widths[0] = 9
      widths[widths.count - 1] = 70
      alphabet = SampleAlphabet(lowest: lowest, widths: widths)
    }
    model = Self.model(support, &random)
  }

  /// A model of random numbers within what a reader lets pass.
  static func model(_ support: Support, _ random: inout RepeatableRandomNumberGenerator) -> PlaneModel {
    func set(_ count: Int, most: Int) -> PlaneModel.LinearSet {
      var set = PlaneModel.LinearSet(
        weights: (0..<count).map { _ in Int16(random.below(2 * most) - most) }, bias: Int32(random.below(1 << 20) - 1 << 19))
      while !set.isBounded { set = .init(weights: set.weights.map { $0 / 2 }, bias: set.bias / 2) }
      return set
    }
    func rising(_ count: Int, below most: Int) -> [UInt16] { (0..<count).map { _ in UInt16(random.below(most)) }.sorted() }
    let classes = 1 + random.below(4)
    let most = random.below(2) == 0 ? 32_767 : 2500
    return PlaneModel(
      activityThresholds: rising(classes - 1, below: 3000),
      classes: (0..<classes).map { _ in set(PlaneFeatures.taps(support), most: most) }, shift: 8 + random.below(7),
      scale: set(PlaneFeatures.scaleTaps(support), most: random.below(2) == 0 ? 32_767 : 300), errorShift: random.below(7),
      noise: (0..<PlaneModel.levels).map { _ in Int16(random.below(2000)) }, noiseLevels: rising(PlaneModel.levels - 1, below: 65_536),
      contextThresholds: rising(random.below(PlaneModel.contexts), below: 352), start: Int16(random.below(2000) - 1000))
  }

  /// The model that an encoder would choose.
  mutating func fit() {
    let effort = PlaneFit.Effort(samples: 4000, rounds: 2)
    model = withSources { own, earlier in
      PlaneFit(
        own: own, earlier: earlier, support: support, centre: centre, lowest: alphabet.lowest, highest: alphabet.highest, effort: effort,
        kernels: .fastest
      ).model(effort: effort)
    }
  }

  /// The tile's stream.
  func coded(_ kernels: Kernels, isReference: Bool) -> [UInt8] {
    withSources { own, earlier in
      coder(TileWindow(column: 0, row: 0, width: width, height: height, centre: centre, own: own, earlier: earlier), kernels, isReference)
        .encode()
    }
  }

  /// What a stream decodes to, less the centre, and whether it ended where it should.
  func decoded(_ bytes: [UInt8], _ kernels: Kernels, isReference: Bool) -> Found {
    withSources { _, earlier in
      let window = window(earlier)
      let isComplete = bytes.withUnsafeBufferPointer { coder(window, kernels, isReference).decode($0) }
      return Found(window, isComplete: isComplete)
    }
  }

  /// The same of two streams in turns; the second tile is this one without its last `less` columns and rows.
  func decodedPair(_ bytes: ([UInt8], [UInt8]), less: Int, _ kernels: Kernels) -> [Found] {
    withSources { _, earlier in
      let (first, second) = (window(earlier), window(earlier, less: less))
      let areComplete = bytes.0.withUnsafeBufferPointer { one in
        bytes.1.withUnsafeBufferPointer { two in
          TileCoder.decode(coder(first, kernels, false), one, coder(second, kernels, false), two)
        }
      }
      return [Found(first, isComplete: areComplete.0), Found(second, isComplete: areComplete.1)]
    }
  }

  /// What decoding gives.
  struct Found: Hashable {
    var numbers: [Int16] = []
    var isComplete: Bool

    init(_ window: TileWindow, isComplete: Bool) {
      self.isComplete = isComplete
      for row in 0..<window.height {
        for column in 0..<window.width { numbers.append(window.own.row(row)[column]) }
      }
    }
  }

  /// The same tile without its last columns and rows.
  func smaller(by less: Int) -> LoopScene {
    let (columns, rows) = (max(width - less, 1), max(height - less, 1))
    func cut(_ samples: [UInt16]) -> [UInt16] { (0..<(columns * rows)).map { samples[$0 / columns * width + $0 % columns] } }
    return LoopScene(copying: self, width: columns, height: rows, samples: cut(samples), earlier: earlier.map(cut))
  }

  private init(copying scene: LoopScene, width: Int, height: Int, samples: [UInt16], earlier: [[UInt16]]) {
    self.width = width
    self.height = height
    self.samples = samples
    self.earlier = earlier
    support = scene.support
    model = scene.model
    alphabet = scene.alphabet
    centre = scene.centre
    network = scene.network
    parity = scene.parity
  }

  private func window(_ earlier: [TileWindow.Source], less: Int = 0) -> TileWindow {
    TileWindow(
      column: 0, row: 0, width: max(width - less, 1), height: max(height - less, 1), centre: centre, own: nil, earlier: earlier)
  }

  private func coder(_ window: TileWindow, _ kernels: Kernels, _ isReference: Bool) -> TileCoder {
    let predictor = RowPredictor(
      window: window, support: support, model: model, lowest: alphabet.lowest - centre, highest: alphabet.highest - centre,
      network: network, parity: parity, kernels: kernels)
    return TileCoder(
      predictor: predictor, support: support, model: model, alphabet: alphabet, centre: centre, kernels: kernels, isReference: isReference)
  }

  private func withSources<Result>(_ body: (TileWindow.Source, [TileWindow.Source]) -> Result) -> Result {
    func next(_ sources: [TileWindow.Source], _ rest: ArraySlice<[UInt16]>) -> Result {
      guard let samples = rest.first else { return body(sources[0], Array(sources.dropFirst())) }
      return samples.withUnsafeBufferPointer { numbers in
        guard let start = numbers.baseAddress else { preconditionFailure("a plane has samples") }
        return next(sources + [TileWindow.Source(numbers: start, width: width, height: height)], rest.dropFirst())
      }
    }
    return next([], ([samples] + earlier)[...])
  }
}
