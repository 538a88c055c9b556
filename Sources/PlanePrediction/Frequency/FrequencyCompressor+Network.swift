internal import CKernels
internal import EntropyCoding
internal import Inference

/// The network's part of a compressor.
extension FrequencyCompressor {
  /// The network's corrections of mean and scale.
  func correct(_ network: PlaneNetwork, isWanted: UnsafePointer<Bool>?) {
    guard let pairs else { return }
    let hidden = network.hidden[0]
    kernels.dense_pairs(
      networkSums, pairs, pairStride, network.rowWeights, network.rowBiases, Int32(rowInputs), Int32(hidden), Int32(columns))
    let (low, high) = (Int32(lowest * 16), Int32(highest * 16))
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 8) { out in
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 32) { serial in
        out.initialize(repeating: 0)
        serial.initialize(repeating: 0)
        for column in 0..<columns where isWanted?[column] ?? true {
          kernels.network_step?(out.baseAddress, networkSums + column &* hidden, serial.baseAddress, network.step)
          let lift = min(max(out[0], -4096), 4096)
          let mean = linear[column] &+ Int32(truncatingIfNeeded: (Int64(scale[column]) &* Int64(lift)) &>> 10)
          means[column] = min(max(mean, low), high)
          let code = ScaleTable.sixteenths(scale[column]) &+ (min(max(out[1], -8192), 8192) &>> 6)
          codes[column] = min(max(code, 0), Int32(ScaleTable.largest))
        }
      }
    }
  }

  /// The network's inputs: all samples relative to the linear prediction or to what is near them, in units of the linear scale.
  func normalise(_ taps: [UnsafePointer<Int16>?], row: Int) {
    guard let pairs else { return }
    let width = Int32(columns)
    kernels.references(
      scale, factor, limits, capacity, reference, networkLevel, scaleSums, noise, linear, level, classes, [0, 0, 0, 0], Self.factors, 0,
      Int32(model.errorShift), Int32(model.shift), Int32(lowest), Int32(highest), middle, width)
    var pair = 0
    func add(_ rows: [UnsafePointer<Int16>?], _ reference: UnsafePointer<Int16>?, limit: Int, shift: Int) {
      kernels.normalise_rows(
        pairs + pair * pairStride, pairStride, rows, reference, limits + limit * capacity, factor, Int32(shift), Int32(rows.count), width)
      pair += rows.count / 2
    }
    add(Array(taps[..<plan.own.count]), UnsafePointer(reference), limit: 0, shift: 14)
    var first = plan.own.count
    for places in plan.earlier where places.count >= 4 {
      kernels.mean_of_four(mean, taps[first], taps[first + 1], taps[first + 2], taps[first + 3], width)
      add(Array(taps[first..<(first + places.count)]), UnsafePointer(mean), limit: 0, shift: 14)
      first += places.count
    }
    let errorRows = plan.ownErrors.map { Optional($0.row(row)) } + [UnsafePointer(noise), UnsafePointer(activity)]
    add(errorRows, nil, limit: 1, shift: 18 - model.errorShift)
    for places in plan.textures { add(places.prefix(Self.networkTextures).map { $0.row(row) }, nil, limit: 2, shift: 16) }
    add((plan.residuals + plan.magnitudes).map { $0.row(row) }, nil, limit: 1, shift: 18 - model.errorShift)
    let last = pairs + pair * pairStride
    for column in 0..<columns { last[column] = Int32(networkLevel[column]) & 0xffff }
  }

  /// 2^24 over the scale of every code, a sixteenth of an octave's first scale standing for all of it.
  private static let factors: [Int32] = (0..<(24 * 16)).map { code in
    let scale = (16 + code % 16) << (code / 16)
    return Int32((1 << 28) / scale)
  }
}
