internal import CKernels
internal import EntropyCoding
internal import Inference
internal import PlanePrediction

/// A pass over the samples of one tile in raster order: predicts each, has it coded by `side`, learns from it.
///
/// This is what the loops of `CKernels` are held against, sample by sample as FORMAT.md 5.6 says; it also serves training and measurements
/// that leave parts of the coder out.
struct TileRun<Side: SampleSide & ~Copyable>: ~Copyable {
  var side: Side
  let predictor: RowPredictor
  let width: Int
  let height: Int
  let centre: Int32
  let middle: Int32
  let lowest: Int32
  let highest: Int32
  let shift: Int32
  let errorShift: Int32
  let sums: UnsafeMutablePointer<Int32>
  let scales: UnsafeMutablePointer<Int32>
  let classes: UnsafeMutablePointer<UInt8>
  /// Two weights a class: of the sample to the left and of the one before it.
  let leftWeights: UnsafeMutablePointer<Int32>
  let leftScale: Int32
  let leftScaleBefore: Int32
  /// The context of every scale code.
  let contextOf: UnsafeMutablePointer<UInt8>
  /// Running means of errors, in 1/16 numbers and 8 more bits: first for each context and four signs, then for each pair of contexts and
  /// eight.
  let biases: UnsafeMutablePointer<Int32>
  let network: NetworkState?
  let parts: CodingParts

  // The row at hand.
  var row = 0
  var own: UnsafeMutablePointer<Int16>
  var above: UnsafeMutablePointer<Int16>
  var errors: UnsafeMutablePointer<Int16>
  var signedErrors: UnsafeMutablePointer<Int16>
  var left: Int32 = 0
  var leftmost: Int32 = 0
  var error: Int32 = 0
  var errorBefore: Int32 = 0
  var signedLeft: Int32 = 0
  var signedBefore: Int32 = 0

  /// Energy classes tell contexts apart besides scales.
  static var contexts: Int { PlaneModel.contexts * 4 }

  private static var coarseBiases: Int { PlaneModel.contexts * 16 }
  private static var biasCount: Int { coarseBiases + PlaneModel.contexts / 2 * 256 }

  init(
    predictor: RowPredictor, support: Support, model: PlaneModel, alphabet: SampleAlphabet, centre: Int, kernels: Kernels,
    parts: CodingParts = .all, side: consuming Side
  ) {
    self.parts = parts
    self.side = side
    self.predictor = predictor
    width = predictor.window.width
    height = predictor.window.height
    self.centre = Int32(truncatingIfNeeded: centre)
    middle = Int32(truncatingIfNeeded: centre &* 16)
    lowest = Int32(truncatingIfNeeded: alphabet.lowest &* 16)
    highest = Int32(truncatingIfNeeded: alphabet.highest &* 16)
    shift = Int32(model.shift - 4)
    errorShift = Int32(model.errorShift)
    sums = predictor.sums
    scales = predictor.scales
    classes = predictor.classes
    leftWeights = .allocate(capacity: 8)
    let taps = PlaneFeatures.taps(support)
    for number in 0..<4 {
      let set = model.classes[min(number, model.classes.count - 1)]
      leftWeights[2 * number] = Int32(set.weights[taps - 2])
      leftWeights[2 * number + 1] = Int32(set.weights[taps - 1])
    }
    let scaleTaps = PlaneFeatures.scaleTaps(support)
    leftScale = Int32(model.scale.weights[scaleTaps - 2])
    leftScaleBefore = Int32(model.scale.weights[scaleTaps - 1])
    contextOf = .allocate(capacity: ScaleTable.count)
    for code in 0..<ScaleTable.count {
      contextOf[code] = UInt8(truncatingIfNeeded: model.contextThresholds.count { code >= Int($0) })
    }
    biases = .allocate(capacity: Self.biasCount)
    biases.initialize(repeating: 0, count: Self.biasCount)
    network = predictor.rows.map { NetworkState($0, model, kernels) }
    own = predictor.window.own.row(0)
    above = own
    errors = predictor.errors.row(0)
    signedErrors = errors
  }

  deinit {
    leftWeights.deallocate()
    contextOf.deallocate()
    biases.deallocate()
    network?.deallocate()
  }

  /// Gets a row ready: what does not wait for its samples is worked out for all of them.
  mutating func begin(row: Int) {
    predictor.prepare()
    self.row = row
    own = predictor.window.own.row(row)
    above = predictor.window.own.row(row - 1)
    errors = predictor.errors.row(row)
    signedErrors = network == nil ? errors : predictor.signedErrors.row(row)
    let before = predictor.errors.row(row - 1)[0]
    errors[-1] = before
    errors[-2] = before
    (left, leftmost) = (Int32(own[-1]), Int32(own[-2]))
    (error, errorBefore) = (Int32(before), Int32(before))
    (signedLeft, signedBefore) = (0, 0)
  }

  /// A sample without a network.
  @inline(__always)
  mutating func linear(_ column: Int) {
    let energy = Int(classes[column])
    let predicted = predict(column, energy)
    let scale16 = scale(column)
    finish(column, energy, predicted: predicted, mean: predicted, scale16: scale16, code: ScaleTable.sixteenths(scale16) &- 8)
  }

  /// The linear prediction in 1/16 numbers.
  @inline(__always)
  func predict(_ column: Int, _ energy: Int) -> Int32 {
    let weights = leftWeights + 2 &* energy
    let sum = sums[column] &+ weights[0] &* left &+ weights[1] &* leftmost
    return min(max((sum &>> shift) &+ middle, lowest), highest)
  }

  /// The error expected, in 1/16 numbers.
  @inline(__always)
  func scale(_ column: Int) -> Int32 {
    max((scales[column] &+ leftScale &* error &+ leftScaleBefore &* errorBefore) &>> 10, 1)
  }

  /// Corrects the mean by the errors seen in this context, codes the sample, and learns.
  @inline(__always)
  mutating func finish(_ column: Int, _ energy: Int, predicted: Int32, mean: Int32, scale16: Int32, code: Int32) {
    let scale = min(max(Int(code), 0), ScaleTable.largest)
    let context = Int(contextOf[scale])
    let relative = mean &- middle
    let (north, northEast, northWest) = (Int32(above[column]), Int32(above[column &+ 1]), Int32(above[column &- 1]))
    // Whether neighbours, and what simple predictors make of them, lie above the mean (after CALIC's texture patterns).
    var signs = north &* 16 > relative ? 1 : 0
    signs |= left &* 16 > relative ? 2 : 0
    signs |= northEast &* 16 > relative ? 4 : 0
    signs |= northWest &* 16 > relative ? 8 : 0
    let coarse = context &* 16 &+ signs
    signs = signs &<< 4
    signs |= (north &+ left &- northWest) &* 16 > relative ? 1 : 0
    signs |= (2 &* left &- leftmost) &* 16 > relative ? 2 : 0
    signs |= (north &+ northEast &+ 2 &* left) &* 4 > relative ? 4 : 0
    signs |= predicted > mean ? 8 : 0
    let fine = Self.coarseBiases &+ context / 2 &* 256 &+ signs
    let (coarseBias, fineBias) = (biases[coarse], biases[fine])
    let corrected = parts.contains(.bias) ? mean &+ (coarseBias &+ fineBias) &>> 9 : mean
    let known = Int(Int32(own[column]) &+ centre)
    let number = Int32(
      truncatingIfNeeded: side.code(mean: Int64(corrected), scale: scale, context: context &* 4 &+ energy, number: known))
    let value = number &- centre
    own[column] = Int16(truncatingIfNeeded: value)
    leftmost = left
    left = Int32(Int16(truncatingIfNeeded: value))
    let signedError = number &* 16 &- predicted
    errorBefore = error
    error = min(abs(signedError) &>> errorShift, 32_767)
    errors[column] = Int16(truncatingIfNeeded: error)
    signedBefore = signedLeft
    signedLeft = signedError < 0 ? 0 &- error : error
    let limit = min(scale16, 1 &<< 20) &* 3
    let bounded = min(max(number &* 16 &- mean, 0 &- limit), limit)
    biases[coarse] = coarseBias &+ ((bounded &* 256) &- coarseBias) &>> 6
    biases[fine] = fineBias &+ ((bounded &* 256) &- fineBias) &>> 6
  }
}
