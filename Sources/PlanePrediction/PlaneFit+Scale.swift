internal import CKernels
internal import IntegerInference

extension PlaneFit {
  /// The median error at each level of intensity, and the levels: equal parts of the samples.
  func fitNoise(_ model: inout PlaneModel, _ errors: [PaddedRows]) {
    var keys: [UInt32] = []
    var sum = 0
    let every = max(1, bands.reduce(0) { $0 + $1.rows.count } * width / 16_000)
    for (band, errors) in zip(bands, errors) {
      for row in band.rows {
        let (above, values, error) = (band.window.own.row(row - 1), band.window.own.row(row), errors.row(row))
        for column in Swift.stride(from: row % every, to: width, by: every) {
          let level = UInt32(truncatingIfNeeded: max(Int(above[column]) - (lowest - centre), 0)) & 0xffff
          keys.append(level << 16 | UInt32(UInt16(bitPattern: error[column])))
          sum += Int(values[column])
        }
      }
    }
    keys.sort()
    model.start = Int16(truncatingIfNeeded: keys.isEmpty ? 0 : sum / keys.count)
    let parts = PlaneModel.levels
    for part in 0..<parts {
      let slice = keys[(keys.count * part / parts)..<(keys.count * (part + 1) / parts)]
      let errors = slice.map { Int16(truncatingIfNeeded: $0 & 0x7fff) }.sorted()
      model.noise.append(errors.isEmpty ? (model.noise.last ?? 8) : errors[errors.count / 2])
      let level = UInt16(truncatingIfNeeded: (slice.last ?? 0) >> 16)
      if part < parts - 1 { model.noiseLevels.append(max(level, model.noiseLevels.last ?? 0)) }
    }
  }

  /// The weights of the local scale: least squares to the magnitude of errors, twice, weighed by the scale found first; and the
  /// thresholds that share out the samples evenly over the contexts.
  func fitScale(_ model: inout PlaneModel, _ errors: [PaddedRows]) {
    let count = PlaneFeatures.scaleTaps(support) + 2
    let stride = (width + 63) / 64 * 64
    let noise = UnsafeMutablePointer<Int16>.allocate(capacity: stride)
    let memory = UnsafeMutablePointer<Int16>.allocate(capacity: count * stride)
    let expected = UnsafeMutablePointer<Float>.allocate(capacity: stride)
    let weight = UnsafeMutablePointer<Float>.allocate(capacity: stride)
    defer {
      noise.deallocate()
      memory.deallocate()
      expected.deallocate()
      weight.deallocate()
    }
    // Half of the rows tell enough of so few weights.
    let step = bands.reduce(0) { $0 + $1.rows.count } * width > 30_000 ? 2 : 1
    var coefficients: [Double] = []
    var codes = [Int](repeating: 0, count: 4096)
    for round in 0..<3 {
      var equations = NormalEquations(count: count)
      for (band, errors) in zip(bands, errors) {
        for row in Swift.stride(from: band.rows.lowerBound, to: band.rows.upperBound, by: step) {
          fillNoise(noise, model, above: band.window.own.row(row - 1))
          let rows = scaleRows(band, errors, noise, row: row)
          expect(expected, rows, coefficients)
          if round == 2 {
            let unit = Float(1 << model.errorShift)
            for column in 0..<width { codes[min(max(Self.code(Int32(min(expected[column] * unit, 1e6))), 0), 4095)] += 1 }
            continue
          }
          let target = errors.row(row)
          for column in 0..<width { weight[column] = min(64 / (expected[column] + 1), 1024) }
          for (tap, row) in rows.enumerated() {
            let place = memory + tap * stride
            for column in 0..<width { place[column] = Self.whole(Float(row[column]) * weight[column]) }
          }
          let (bias, sample) = (memory + (count - 2) * stride, memory + (count - 1) * stride)
          for column in 0..<width {
            bias[column] = Self.whole(4 * weight[column])
            // A far outlier is not what a scale should follow.
            sample[column] = Self.whole(min(Float(target[column]), 6 * expected[column] + 4) * weight[column])
          }
          equations.add((0..<count).map { UnsafePointer(memory + $0 * stride) }, samples: width, kernels: kernels)
        }
      }
      guard round < 2 else { break }
      coefficients = equations.solution(ridge: 1)
      coefficients[count - 2] *= 4
    }
    let unit = Double(1 << PlaneModel.scaleShift) * Double(1 << model.errorShift)
    model.scale = PlaneModel.LinearSet(
      weights: coefficients.dropLast().map { Int16(max(-8_000, min(8_000, ($0 * unit).rounded()))) },
      bias: Int32(max(-1e8, min(1e8, (coefficients.last ?? 0) * unit))))
    if !model.scale.isBounded { model.scale = .init(weights: model.scale.weights.map { $0 / 16 }, bias: model.scale.bias) }
    let total = codes.reduce(0, +)
    var sum = 0
    for code in 0..<(1 << 12) {
      sum += codes[code]
      while model.contextThresholds.count < PlaneModel.contexts - 1,
        sum * PlaneModel.contexts > total * (model.contextThresholds.count + 1)
      {
        model.contextThresholds.append(UInt16(code + 1))
      }
    }
  }

  private func fillNoise(_ noise: UnsafeMutablePointer<Int16>, _ model: PlaneModel, above: UnsafePointer<Int16>) {
    for column in 0..<width {
      let level = max(Int(above[column]) - (lowest - centre), 0)
      var number = 0
      while number < model.noiseLevels.count, level >= Int(model.noiseLevels[number]) { number += 1 }
      noise[column] = model.noise[number]
    }
  }

  /// What the scale sums: own errors above, textures, the noise expected, own errors to the left.
  private func scaleRows(_ band: Band, _ errors: PaddedRows, _ noise: UnsafePointer<Int16>, row: Int) -> [UnsafePointer<Int16>] {
    var rows: [UnsafePointer<Int16>] = support.above.prefix(PlaneFeatures.ownErrors).map {
      UnsafePointer(errors.row(row + $0.row) + $0.column)
    }
    for (plane, list) in zip(band.window.texture, support.earlier) {
      for tap in list.prefix(PlaneFeatures.textures) { rows.append(UnsafePointer(plane.row(row + tap.row) + tap.column)) }
    }
    rows.append(noise)
    rows.append(UnsafePointer(errors.row(row) - 1))
    rows.append(UnsafePointer(errors.row(row) - 2))
    return rows
  }

  /// The error expected, at least 1: by the coefficients, or before there are any by the noise and the four nearest errors.
  private func expect(_ expected: UnsafeMutablePointer<Float>, _ rows: [UnsafePointer<Int16>], _ coefficients: [Double]) {
    let taps = coefficients.isEmpty ? rows.indices.filter { $0 < 4 || $0 == rows.count - 3 } : Array(rows.indices)
    let start = coefficients.isEmpty ? 0 : Float(coefficients[rows.count])
    for column in 0..<width { expected[column] = start }
    for tap in taps {
      let (row, factor) = (rows[tap], coefficients.isEmpty ? 0.2 : Float(coefficients[tap]))
      for column in 0..<width { expected[column] += factor * Float(row[column]) }
    }
    for column in 0..<width { expected[column] = max(expected[column], 1) }
  }

  private static func whole(_ value: Float) -> Int16 {
    Int16(truncatingIfNeeded: Int32(min(max(value, -32_767), 32_767)))
  }

  /// The scale code that the coder will work out for an expected error in 1/16 numbers.
  private static func code(_ scale: Int32) -> Int {
    Int(Int32(bitPattern: Float(min(max(scale, 1), 0xff_ffff)).bitPattern >> 19)) - 127 * 16 - 8
  }
}
