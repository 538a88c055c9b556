internal import CKernels
internal import EntropyCoding
package import Inference

/// One of LC-FDNet's two compressors, for one subimage of a tile: works out the prediction and the error-variance map of a whole row.
///
/// Least squares by energy class, then a network where the profile has one. Nothing here waits for a sample of the same pass.
package final class FrequencyCompressor {
  /// For each column: the least-squares prediction less the centre, in 1/16 numbers.
  package let linear: UnsafeMutablePointer<Int32>
  /// The prediction with the network's correction, in the same unit.
  package let means: UnsafeMutablePointer<Int32>
  /// The error-variance map: codes of `ScaleTable`.
  package let codes: UnsafeMutablePointer<Int32>
  /// The linear scale in 1/16 numbers.
  package let scale: UnsafeMutablePointer<Int32>
  /// Inputs of the network in pairs, `pairStride` apart; nil without network or probe.
  package private(set) var pairs: UnsafeMutablePointer<Int32>?
  package let pairStride: Int
  package let rowInputs: Int

  let plan: FrequencyPlan
  let model: PlaneModel
  let network: PlaneNetwork?
  let kernels: glassine_kernels
  let columns: Int
  let lowest: Int
  let highest: Int
  private let weights: [Int16]
  private let biases: [Int32]
  private let scaleWeights: [Int16]
  private let thresholds: [UInt16]
  private let noiseTable: [Int16]
  let middle: Int32
  /// Energy classes, 0...3.
  package let classes: UnsafeMutablePointer<UInt8>
  private let classSums: UnsafeMutablePointer<Int32>
  let scaleSums: UnsafeMutablePointer<Int32>
  let factor: UnsafeMutablePointer<Int32>
  let networkSums: UnsafeMutablePointer<Int32>
  /// Six rows: level, activity, noise, reference, level of the network, mean of four; then three of limits.
  private let rows: UnsafeMutablePointer<Int16>
  private let rawActivity: UnsafeMutablePointer<UInt16>
  let capacity: Int

  private static let noiseStep = 2
  static let networkTextures = 4

  /// How many inputs the network of a subimage's compressor has.
  package static func rowInputs(_ support: FrequencySupport, _ subimage: Subimage, isHigh: Bool) -> Int {
    let earlier = support.earlier[subimage.rawValue]
    return support.own[subimage.rawValue].count + earlier.reduce(0) { $0 + $1.count + min($1.count, networkTextures) }
      + PlaneFeatures.ownErrors + 4 + (isHigh ? 16 : 0)
  }

  /// `lowest` and `highest` are the plane's numbers less the centre; `columns` how many samples a row of the subimage has.
  package init(
    plan: FrequencyPlan, model: PlaneModel, columns: Int, lowest: Int, highest: Int, network: PlaneNetwork?, withPairs: Bool = false,
    kernels: Kernels
  ) {
    self.plan = plan
    self.model = model
    self.network = network
    self.kernels = kernels.table
    self.columns = columns
    self.lowest = lowest
    self.highest = highest
    capacity = (columns + 63) / 64 * 64
    pairStride = capacity
    let taps = plan.taps.count
    let even = (taps + 1) / 2 * 2
    let sets = (0..<4).map { model.classes[min($0, model.classes.count - 1)] }
    weights = sets.flatMap { set in (0..<even).map { $0 < taps ? set.weights[$0] : 0 } }
    biases = sets.map(\.bias)
    let scaleTaps = plan.scaleTaps.count + 2
    scaleWeights = (0..<((scaleTaps + 1) / 2 * 2)).map { $0 < scaleTaps ? model.scale.weights[$0] : 0 }
    thresholds = (0..<3).map { $0 < model.activityThresholds.count ? model.activityThresholds[$0] : .max }
    var table: [Int16] = []
    var level = 0
    for number in 0..<(65_536 >> Self.noiseStep) {
      while level < model.noiseLevels.count, number << Self.noiseStep >= Int(model.noiseLevels[level]) { level += 1 }
      table.append(model.noise[min(level, model.noise.count - 1)])
    }
    noiseTable = table
    middle = Int32(model.start) + 8
    rowInputs =
      plan.own.count + plan.earlier.reduce(0) { $0 + $1.count + min($1.count, Self.networkTextures) } + plan.ownErrors.count + 4
      + plan.residuals.count + plan.magnitudes.count
    linear = .allocate(capacity: capacity)
    means = .allocate(capacity: capacity)
    codes = .allocate(capacity: capacity)
    scale = .allocate(capacity: capacity)
    classes = .allocate(capacity: capacity)
    classSums = .allocate(capacity: capacity * 4)
    scaleSums = .allocate(capacity: capacity)
    factor = .allocate(capacity: capacity)
    networkSums = .allocate(capacity: (network?.hidden[0] ?? 1) * capacity)
    rows = .allocate(capacity: capacity * 9)
    rows.initialize(repeating: 0, count: capacity * 9)
    rawActivity = .allocate(capacity: capacity)
    if network != nil || withPairs {
      let pairs = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * (rowInputs + 1) / 2)
      pairs.initialize(repeating: 0, count: capacity * (rowInputs + 1) / 2)
      self.pairs = pairs
    }
  }

  deinit {
    linear.deallocate()
    means.deallocate()
    codes.deallocate()
    scale.deallocate()
    classes.deallocate()
    classSums.deallocate()
    scaleSums.deallocate()
    factor.deallocate()
    networkSums.deallocate()
    rows.deallocate()
    rawActivity.deallocate()
    pairs?.deallocate()
  }

  /// The rows of a plan's activity, the noise expected and the level it goes by.
  var level: UnsafeMutablePointer<Int16> { rows }
  var activity: UnsafeMutablePointer<Int16> { rows + capacity }
  var noise: UnsafeMutablePointer<Int16> { rows + 2 * capacity }
  var reference: UnsafeMutablePointer<Int16> { rows + 3 * capacity }
  var networkLevel: UnsafeMutablePointer<Int16> { rows + 4 * capacity }
  var mean: UnsafeMutablePointer<Int16> { rows + 5 * capacity }
  var limits: UnsafeMutablePointer<Int16> { rows + 6 * capacity }

  /// Works out a row. Where `isWanted` says no, the network is left out; nil wants all.
  package func prepare(row: Int, isWanted: UnsafePointer<Bool>? = nil) {
    let width = Int32(columns)
    let taps = plan.taps.map { Optional($0.row(row)) }
    Self.activity(rawActivity, plan, row: row, columns: columns, kernels)
    kernels.mean_of_four(level, taps[0], taps[1], taps[2], taps[3], width)
    let errorShift = Int32(model.errorShift)
    noiseTable.withUnsafeBufferPointer { table in
      for column in 0..<columns {
        activity[column] = Int16(truncatingIfNeeded: min((Int32(rawActivity[column]) &* 2) &>> errorShift, 32_767))
        noise[column] = table[min(max(Int(level[column]) &- lowest, 0) &>> Self.noiseStep, table.count &- 1)]
      }
    }
    let even = taps.count % 2 == 0 ? taps : taps + [taps[0]]
    kernels.sum_rows(classSums, capacity, even, weights, biases, Int32(even.count), 4, width)
    kernels.choose(linear, classes, classSums, capacity, rawActivity, thresholds, width)
    var scaleTaps: [UnsafePointer<Int16>?] = plan.scaleTaps.map { $0.row(row) }
    scaleTaps += [UnsafePointer(activity), UnsafePointer(noise)]
    if scaleTaps.count % 2 == 1 { scaleTaps.append(scaleTaps[0]) }
    kernels.sum_rows(scaleSums, capacity, scaleTaps, scaleWeights, [model.scale.bias], Int32(scaleTaps.count), 1, width)
    if pairs != nil { normalise(taps, row: row) }
    let shift = Int32(model.shift - 4)
    let (low, high) = (Int32(lowest * 16), Int32(highest * 16))
    for column in 0..<columns {
      let predicted = min(max(linear[column] &>> shift, low), high)
      linear[column] = predicted
      means[column] = predicted
      let found = min(max(scaleSums[column] &>> Int32(PlaneModel.scaleShift), 1), 0xff_ffff)
      scale[column] = found
      codes[column] = min(max(ScaleTable.sixteenths(found) &- 8, 0), Int32(ScaleTable.largest))
    }
    if let network { correct(network, isWanted: isWanted) }
  }

  /// The sum of the plan's differences at each column of a row.
  static func activity(
    _ activity: UnsafeMutablePointer<UInt16>, _ plan: FrequencyPlan, row: Int, columns: Int, _ kernels: glassine_kernels
  ) {
    let left = plan.pairs.map { Optional($0.0.row(row)) }
    let right = plan.pairs.map { Optional($0.1.row(row)) }
    kernels.sum_differences(activity, left, right, Int32(left.count), Int32(columns))
  }
}
