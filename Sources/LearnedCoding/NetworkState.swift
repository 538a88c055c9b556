internal import CKernels
internal import EntropyCoding
internal import Inference
internal import PlanePrediction

/// What a run with a network needs besides: its row inputs, and memory for its serial inputs and outputs.
struct NetworkState {
  let sums: UnsafeMutablePointer<Int32>
  let hidden: Int
  let scale: UnsafeMutablePointer<Int32>
  let factor: UnsafeMutablePointer<Int32>
  let limits: UnsafeMutablePointer<Int16>
  let errorLimits: UnsafeMutablePointer<Int16>
  let reference: UnsafeMutablePointer<Int16>
  /// Nil where only the inputs are wanted, for training.
  let network: UnsafePointer<glassine_network>?
  let step:
    @convention(c) (UnsafeMutablePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<Int16>?, UnsafePointer<glassine_network>?) -> Void
  let serial: UnsafeMutablePointer<Int16>
  let out: UnsafeMutablePointer<Int32>
  let errorFactorShift: Int32
  let parity: Bool

  init(_ rows: NetworkRows, _ model: PlaneModel, _ kernels: Kernels) {
    sums = rows.sums
    hidden = rows.network?.hidden[0] ?? 0
    scale = rows.scale
    factor = rows.factor
    limits = rows.limits
    errorLimits = rows.limits + rows.limitStride
    reference = rows.reference
    network = rows.network?.step
    step = kernels.table.network_step
    serial = .allocate(capacity: 32)
    serial.initialize(repeating: 0, count: 32)
    out = .allocate(capacity: 16)
    out.initialize(repeating: 0, count: 16)
    errorFactorShift = Int32(18 - model.errorShift)
    parity = rows.parity
  }

  func deallocate() {
    serial.deallocate()
    out.deallocate()
  }
}

extension TileRun where Side: ~Copyable {
  /// A sample with a network: it sees what is left of the sample, and corrects the linear prediction and the scale.
  @inline(__always)
  mutating func networked(_ column: Int, _ state: NetworkState) {
    let energy = Int(classes[column])
    let predicted = predict(column, energy)
    let rowScale = state.scale[column]
    let factor = state.factor[column]
    let limit = Int32(state.limits[column])
    let errorLimit = Int32(state.errorLimits[column])
    let reference = Int32(state.reference[column])
    let rowCode = ScaleTable.sixteenths(rowScale) &- 8
    let serial = state.serial
    serial[0] = Int16(truncatingIfNeeded: (min(max(left &- reference, 0 &- limit), limit) &* factor) &>> 14)
    serial[1] = Int16(truncatingIfNeeded: (min(max(leftmost &- reference, 0 &- limit), limit) &* factor) &>> 14)
    serial[2] = Int16(truncatingIfNeeded: (min(max(signedLeft, 0 &- errorLimit), errorLimit) &* factor) &>> state.errorFactorShift)
    serial[3] = Int16(truncatingIfNeeded: (min(max(signedBefore, 0 &- errorLimit), errorLimit) &* factor) &>> state.errorFactorShift)
    let lean = predicted &- middle &- reference &* 16
    let leanLimit = min(rowScale &* 8, 1 &<< 22)
    let leaning = (Int64(min(max(lean, 0 &- leanLimit), leanLimit)) &* Int64(factor)) &>> 18
    serial[4] = Int16(truncatingIfNeeded: leaning)
    let serialCode = ScaleTable.sixteenths(scale(column)) &- 8
    serial[5] = Int16(truncatingIfNeeded: min(max((serialCode &- rowCode) &* 4, -1023), 1023))
    if state.parity {
      serial[6] = (predictor.window.row &+ row) & 1 == 1 ? 64 : -64
      serial[7] = (predictor.window.column &+ column) & 1 == 1 ? 64 : -64
    }
    var mean = predicted
    var code = serialCode
    if let network = state.network {
      state.step(state.out, state.sums + column &* state.hidden, serial, network)
      let lift = parts.contains(.networkMean) ? Int64(min(max(state.out[0], -4096), 4096)) : 0
      mean = predicted &+ Int32(truncatingIfNeeded: (Int64(rowScale) &* lift) &>> 10)
      mean = min(max(mean, lowest), highest)
      code = rowCode &+ 8 &+ min(max(state.out[1], -8192), 8192) &>> 6
    }
    finish(column, energy, predicted: predicted, mean: mean, scale16: rowScale, code: code)
    signedErrors[column] = Int16(truncatingIfNeeded: signedLeft)
  }
}
