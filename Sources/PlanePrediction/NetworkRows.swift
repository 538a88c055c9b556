internal import CKernels
package import Inference

/// The row inputs of a plane's network, and the sums of its first layer over them.
///
/// Values are taken relative to a reference and in units of the local scale that the row knows before its samples are there: own samples
/// above relative to the sample expected, samples of an earlier plane relative to the mean of the four nearest, own errors above, the
/// noise expected, textures of earlier planes, and the scale itself.
package final class NetworkRows {
  /// Pairs of inputs, a row of memory a pair.
  package let pairs: UnsafeMutablePointer<Int32>
  package let pairStride: Int
  /// [column * outputs of the first layer]: sums of the first layer.
  package let sums: UnsafeMutablePointer<Int32>
  /// The local scale in 1/16 numbers, what it was before its samples were there.
  package let scale: UnsafeMutablePointer<Int32>
  /// 2^24 / scale.
  package let factor: UnsafeMutablePointer<Int32>
  /// Three rows of limits, `limitStride` apart: samples, errors, textures.
  package let limits: UnsafeMutablePointer<Int16>
  package let limitStride: Int
  /// The sample expected, less the centre.
  package let reference: UnsafeMutablePointer<Int16>
  package let rowInputs: Int
  package let network: PlaneNetwork?
  /// Whether the network sees if the sample's row and column in the plane are odd.
  package let parity: Bool

  private let level: UnsafeMutablePointer<Int16>
  private let means: UnsafeMutablePointer<Int16>
  private let factors: [Int32]
  private let kernels: glassine_kernels
  private let ownTaps: Int
  private let nearAbove: Int
  private let earlierTaps: [Int]
  private let nearEarlier: [Int]
  private var errorRows: [(UnsafePointer<Int16>, Int)]
  private var textureRows: [[(UnsafePointer<Int16>, Int)]]
  private let model: PlaneModel
  private let middle: Int32
  private let leftWeights: [Int32]
  private let leftScale: Int32
  private let lowest: Int32
  private let highest: Int32

  package static let serialInputs = 8
  /// Textures of each earlier plane that the network sees.
  private static let textures = 4
  /// Own errors above, the noise expected, and the magnitude of the error straight above.
  private static let errorInputs = 10

  /// How many row inputs a plane of this support has.
  package static func rowInputs(_ support: Support) -> Int {
    support.nearAbove + support.nearEarlier.reduce(0) { $0 + $1 + textures } + errorInputs + 2
  }

  /// Whether the support has the shape that networks are made for: at most three earlier planes.
  package static func suits(_ support: Support) -> Bool {
    support.earlier.count <= 3
  }

  init(
    support: Support, window: TileWindow, errors: PaddedRows, signedErrors: PaddedRows, noise: UnsafePointer<Int16>, model: PlaneModel,
    lowest: Int, highest: Int, network: PlaneNetwork?, parity: Bool, kernels: Kernels
  ) {
    self.parity = parity
    self.model = model
    self.network = network
    self.kernels = kernels.table
    self.lowest = Int32(lowest)
    self.highest = Int32(highest)
    let capacity = (window.width + 63) / 64 * 64
    rowInputs = Self.rowInputs(support)
    pairStride = capacity
    limitStride = capacity
    pairs = .allocate(capacity: capacity * rowInputs / 2)
    pairs.initialize(repeating: 0, count: capacity * rowInputs / 2)
    sums = .allocate(capacity: capacity * (network?.hidden[0] ?? 1))
    scale = .allocate(capacity: capacity)
    factor = .allocate(capacity: capacity)
    limits = .allocate(capacity: capacity * 3)
    reference = .allocate(capacity: capacity)
    level = .allocate(capacity: capacity)
    means = .allocate(capacity: capacity)
    factors = Self.factors
    ownTaps = support.above.count
    nearAbove = support.nearAbove
    earlierTaps = support.earlier.map(\.count)
    nearEarlier = support.nearEarlier
    func place(_ rows: PaddedRows, _ tap: Support.Tap) -> (UnsafePointer<Int16>, Int) {
      (UnsafePointer(rows.row(tap.row) + tap.column), rows.stride)
    }
    errorRows = support.above.prefix(8).map { place(signedErrors, $0) } + [(noise, 0), place(errors, support.above[0])]
    textureRows = zip(window.texture, support.earlier).map { rows, taps in taps.prefix(Self.textures).map { place(rows, $0) } }
    // Codes of the middle of the samples' scales lie about zero.
    middle = Int32(model.contextThresholds.isEmpty ? 96 : model.contextThresholds[model.contextThresholds.count / 2]) + 8
    let taps = PlaneFeatures.taps(support)
    leftWeights = (0..<4).map { number in
      let set = model.classes[min(number, model.classes.count - 1)]
      return Int32(set.weights[taps - 2]) + Int32(set.weights[taps - 1])
    }
    let scaleTaps = PlaneFeatures.scaleTaps(support)
    leftScale = Int32(model.scale.weights[scaleTaps - 2]) + Int32(model.scale.weights[scaleTaps - 1])
  }

  deinit {
    pairs.deallocate()
    sums.deallocate()
    scale.deallocate()
    factor.deallocate()
    limits.deallocate()
    reference.deallocate()
    level.deallocate()
    means.deallocate()
  }

  /// 2^24 over the scale of every code, a sixteenth of an octave's first scale standing for all of it.
  private static let factors: [Int32] = (0..<(24 * 16)).map { code in
    let scale = (16 + code % 16) << (code / 16)
    return Int32((1 << 28) / scale)
  }

  /// Works out a row; `taps` are the row's taps above and of earlier planes, the rest what the predictor worked out for the row.
  func prepare(
    taps: [UnsafePointer<Int16>?], sums: UnsafePointer<Int32>, classes: UnsafePointer<UInt8>, scales: UnsafePointer<Int32>,
    above: UnsafePointer<Int16>, errorsAbove: UnsafePointer<Int16>, width: Int
  ) {
    let width32 = Int32(width)
    kernels.references(
      scale, factor, limits, limitStride, reference, level, scales, errorsAbove, sums, above, classes, leftWeights, factors, leftScale,
      Int32(model.errorShift), Int32(model.shift), lowest, highest, middle, width32)
    var pair = 0
    func normalise(_ rows: [UnsafePointer<Int16>?], _ reference: UnsafePointer<Int16>?, limit: Int, shift: Int) {
      kernels.normalise_rows(
        pairs + pair * pairStride, pairStride, rows, reference, limits + limit * limitStride, factor, Int32(shift), Int32(rows.count),
        width32)
      pair += rows.count / 2
    }
    normalise(Array(taps[0..<nearAbove]), UnsafePointer(reference), limit: 0, shift: 14)
    var first = ownTaps
    for (count, near) in zip(earlierTaps, nearEarlier) {
      kernels.mean_of_four(means, taps[first], taps[first + 1], taps[first + 2], taps[first + 3], width32)
      normalise(Array(taps[first..<(first + near)]), UnsafePointer(means), limit: 0, shift: 14)
      first += count
    }
    normalise(errorRows.map { $0.0 }, nil, limit: 1, shift: 18 - model.errorShift)
    for rows in textureRows { normalise(rows.map { $0.0 }, nil, limit: 2, shift: 16) }
    let last = pairs + pair * pairStride
    for column in 0..<width { last[column] = Int32(level[column]) & 0xffff }
    if let network {
      kernels.dense_pairs(
        self.sums, pairs, pairStride, network.rowWeights, network.rowBiases, Int32(rowInputs), Int32(network.hidden[0]), width32)
    }
    for index in errorRows.indices { errorRows[index].0 += errorRows[index].1 }
    for plane in textureRows.indices {
      for index in textureRows[plane].indices { textureRows[plane][index].0 += textureRows[plane][index].1 }
    }
  }
}
