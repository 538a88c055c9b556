internal import CKernels
package import Inference

/// Everything about a row of samples that does not wait for its own samples: the sums of all taps but those to the left, the energy
/// class, and the sum of the scale's taps.
///
/// One predictor serves one tile, row after row; `errors` is written by the coder as it goes.
package final class RowPredictor {
  package let window: TileWindow
  /// Magnitudes of own errors in units of 2^(errorShift - 4).
  package let errors: PaddedRows
  /// For each column: the weighted sum of the row's taps for its class, with the class's bias.
  package let sums: UnsafeMutablePointer<Int32>
  package let classes: UnsafeMutablePointer<UInt8>
  package let scales: UnsafeMutablePointer<Int32>

  /// Signed own errors in the same unit; only networks read them.
  package let signedErrors: PaddedRows
  /// The inputs of the plane's network; nil where the plane is coded without one.
  package let rows: NetworkRows?

  private var plan: RowPlan
  private let kernels: glassine_kernels
  private let model: PlaneModel
  private let weights: [Int16]
  private let biases: [Int32]
  private let scaleWeights: [Int16]
  private let thresholds: [UInt16]
  private let classSums: UnsafeMutablePointer<Int32>
  private let activity: UnsafeMutablePointer<UInt16>
  private let noise: UnsafeMutablePointer<Int16>
  private let noiseTable: [Int16]
  private let lowest: Int
  private let capacity: Int
  private var row = 0

  /// `lowest` is the smallest number of the plane less the centre; with `parity` the network also sees whether row and column are odd.
  package init(
    window: TileWindow, support: Support, model: PlaneModel, lowest: Int, highest: Int, network: PlaneNetwork?, parity: Bool = false,
    withRows: Bool = false, kernels: Kernels
  ) {
    self.window = window
    self.model = model
    self.kernels = kernels.table
    self.lowest = lowest
    errors = PaddedRows(width: window.width, height: window.height)
    capacity = (window.width + 63) / 64 * 64
    sums = .allocate(capacity: capacity)
    classes = .allocate(capacity: capacity)
    scales = .allocate(capacity: capacity)
    classSums = .allocate(capacity: capacity * 4)
    activity = .allocate(capacity: capacity)
    noise = .allocate(capacity: capacity)
    noise.initialize(repeating: 0, count: capacity)
    let usesRows = network != nil || withRows
    signedErrors = PaddedRows(width: usesRows ? window.width : 1, height: usesRows ? window.height : 1)
    rows =
      usesRows
      ? NetworkRows(
        support: support, window: window, errors: errors, signedErrors: signedErrors, noise: noise, model: model, lowest: lowest,
        highest: highest, network: network, parity: parity, kernels: kernels) : nil
    plan = RowPlan(support: support, window: window, errors: errors, noise: UnsafePointer(noise))
    let count = plan.taps.count
    let taps = PlaneFeatures.taps(support) - support.left
    let sets = (0..<4).map { model.classes[min($0, model.classes.count - 1)] }
    weights = sets.flatMap { set in (0..<count).map { $0 < taps ? set.weights[$0] : 0 } }
    biases = sets.map(\.bias)
    let scaleTaps = PlaneFeatures.scaleTaps(support) - support.left
    scaleWeights = (0..<plan.scaleTaps.count).map { $0 < scaleTaps ? model.scale.weights[$0] : 0 }
    thresholds = (0..<3).map { $0 < model.activityThresholds.count ? model.activityThresholds[$0] : .max }
    var table: [Int16] = []
    var level = 0
    for number in 0..<(65_536 >> Self.noiseStep) {
      while level < model.noiseLevels.count, number << Self.noiseStep >= Int(model.noiseLevels[level]) { level += 1 }
      table.append(model.noise[level])
    }
    noiseTable = table
    // Rows above the first: one number everywhere, and errors as large as at middling intensity.
    for row in 1...PaddedRows.margin {
      (errors.row(-row) - PaddedRows.leftMargin).update(repeating: model.noise[PlaneModel.levels / 2], count: errors.stride)
      (window.own.row(-row) - PaddedRows.leftMargin).update(repeating: model.start, count: window.own.stride)
    }
  }

  deinit {
    sums.deallocate()
    classes.deallocate()
    scales.deallocate()
    classSums.deallocate()
    activity.deallocate()
    noise.deallocate()
  }

  private static let noiseStep = 2

  /// Works out the next row; rows above it have to be complete, with their margins.
  package func prepare() {
    let width = window.width
    let above = window.own.row(row - 1)
    noiseTable.withUnsafeBufferPointer { table in
      for column in 0..<width {
        noise[column] = table[min(max(Int(above[column]) &- lowest, 0) &>> Self.noiseStep, table.count &- 1)]
      }
    }
    let pairs = Int32(plan.activityLeft.count)
    plan.activityLeft.withUnsafeBufferPointer { left in
      plan.activityRight.withUnsafeBufferPointer { right in
        kernels.sum_differences(activity, left.baseAddress, right.baseAddress, pairs, Int32(width))
      }
    }
    plan.taps.withUnsafeBufferPointer { taps in
      kernels.sum_rows(
        classSums, capacity, taps.baseAddress, weights, biases, Int32(taps.count), 4, Int32(width))
    }
    plan.scaleTaps.withUnsafeBufferPointer { taps in
      kernels.sum_rows(scales, capacity, taps.baseAddress, scaleWeights, [model.scale.bias], Int32(taps.count), 1, Int32(width))
    }
    kernels.choose(sums, classes, classSums, capacity, activity, thresholds, Int32(width))
    rows?.prepare(
      taps: plan.taps, sums: sums, classes: classes, scales: scales, above: above, errorsAbove: errors.row(row - 1), width: width)
    // What lies left of the row is taken from the row above.
    let own = window.own.row(row)
    own[-1] = above[0]
    own[-2] = above[0]
    plan.advance()
    row += 1
  }

  /// Tells that all samples and errors of the row are there.
  package func finishRow() {
    window.own.extend(row: row - 1)
    errors.extend(row: row - 1)
    if rows != nil { signedErrors.extend(row: row - 1) }
  }
}
