internal import CKernels
internal import Inference

/// The rows that the fit of the local scale sums and weighs, and memory for them.
final class ScaleRows {
  let taps: Int
  /// Regressors: taps, bias, target.
  let count: Int
  /// What stands for one: the bias's regressor, over 4.
  static let one: Int16 = 4
  static let noiseStep = 2

  let noise: UnsafeMutablePointer<Int16>
  /// What `sum` found: the scale of each sample in 2^-10 of 1/16 numbers.
  let sums: UnsafeMutablePointer<Int32>
  private let width: Int
  private let stride: Int
  private let capacity: Int
  private var filled = 0
  private let noiseTable: [Int16]
  private let constant: UnsafeMutablePointer<Int16>
  private let target: UnsafeMutablePointer<Int16>
  private let peaks: UnsafeMutablePointer<UInt16>
  private let weights: UnsafeMutablePointer<Int32>
  private let memory: UnsafeMutablePointer<Int16>

  init(width: Int, taps: Int, noise table: [Int16]) {
    self.width = width
    self.taps = taps
    noiseTable = table
    count = taps + 2
    stride = (width + 63) / 64 * 64
    capacity = max(stride, 2048)
    noise = .allocate(capacity: stride)
    noise.initialize(repeating: 0, count: stride)
    sums = .allocate(capacity: stride)
    constant = .allocate(capacity: stride)
    constant.initialize(repeating: Self.one, count: stride)
    target = .allocate(capacity: stride)
    peaks = .allocate(capacity: stride)
    weights = .allocate(capacity: stride)
    memory = .allocate(capacity: count * capacity)
  }

  deinit {
    noise.deallocate()
    sums.deallocate()
    constant.deallocate()
    target.deallocate()
    peaks.deallocate()
    weights.deallocate()
    memory.deallocate()
  }

  /// Fills in the noise expected from the numbers above.
  func noise(above: UnsafePointer<Int16>, lowest: Int) {
    noiseTable.withUnsafeBufferPointer { table in
      for column in 0..<width {
        noise[column] = table[min(max(Int(above[column]) &- lowest, 0) &>> Self.noiseStep, table.count &- 1)]
      }
    }
  }

  /// Sums a row's taps as a decoder will.
  func sum(_ rows: [UnsafePointer<Int16>?], _ scale: PlaneModel.LinearSet, _ kernels: Kernels) {
    let isOdd = rows.count % 2 == 1
    kernels.table.sum_rows(
      sums, stride, isOdd ? rows + [rows[0]] : rows, isOdd ? scale.weights + [0] : scale.weights, [scale.bias],
      Int32((rows.count + 1) / 2 * 2), 1, Int32(width))
  }

  /// Adds a row's samples, each over the error that `scale` expects of it.
  func weigh(
    _ rows: [UnsafePointer<Int16>?], target errors: UnsafePointer<Int16>, _ scale: PlaneModel.LinearSet, errorShift: Int,
    into equations: inout NormalEquations, _ kernels: Kernels
  ) {
    sum(rows, scale, kernels)
    let down = Int32(PlaneModel.scaleShift - 6 + errorShift)
    for column in 0..<width {
      let expected = max(sums[column] &>> down, 64)
      // A far outlier is not what a scale should follow.
      target[column] = Int16(truncatingIfNeeded: min(Int32(errors[column]), (expected &>> 6) &* 6 &+ 4))
      sums[column] = expected &+ 64
    }
    let all = rows + [UnsafePointer(constant), UnsafePointer(target)]
    kernels.table.row_peaks(peaks, all, nil, Int32(count), Int32(width))
    kernels.table.fit_weights(weights, sums, peaks, Int32(width))
    if filled + width > capacity { flush(into: &equations, kernels) }
    kernels.table.weigh_rows(memory + filled, capacity, all, nil, weights, nil, Int32(count), Int32(width))
    filled += width
  }

  /// Adds the samples gathered since the last call.
  func flush(into equations: inout NormalEquations, _ kernels: Kernels) {
    equations.add((0..<count).map { UnsafePointer(memory + $0 * capacity) }, samples: filled, isSmall: true, kernels: kernels)
    filled = 0
  }
}
