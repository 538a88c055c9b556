internal import CKernels
internal import Inference

extension PlaneFit {
  /// The median error at each level of intensity, and the levels: equal parts of the samples.
  func fitNoise(_ model: inout PlaneModel, _ errors: [PaddedRows]) {
    var keys: [UInt32] = []
    keys.reserveCapacity(20_000)
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
    keys.sortByDigits(bits: 32)
    model.start = Int16(truncatingIfNeeded: keys.isEmpty ? 0 : sum / keys.count)
    let parts = PlaneModel.levels
    for part in 0..<parts {
      let slice = keys[(keys.count * part / parts)..<(keys.count * (part + 1) / parts)]
      var errors = slice.map { $0 & 0x7fff }
      errors.sortByDigits(bits: 16)
      model.noise.append(errors.isEmpty ? (model.noise.last ?? 8) : Int16(truncatingIfNeeded: errors[errors.count / 2]))
      let level = UInt16(truncatingIfNeeded: (slice.last ?? 0) >> 16)
      if part < parts - 1 { model.noiseLevels.append(max(level, model.noiseLevels.last ?? 0)) }
    }
  }

  /// The weights of the local scale: least squares to the magnitude of errors, twice, weighed by the scale found first; and the
  /// thresholds that share out the samples evenly over the contexts.
  func fitScale(_ model: inout PlaneModel, _ errors: [PaddedRows]) {
    let lines = ScaleRows(width: width, taps: PlaneFeatures.scaleTaps(support), noise: noiseTable(model))
    // Half of the rows tell enough of so few weights.
    let step = bands.reduce(0) { $0 + $1.rows.count } * width > 30_000 ? 2 : 1
    // Before there are weights, the noise and the four nearest errors stand for the scale: their mean, in the unit of weights.
    let first = Int16(truncatingIfNeeded: 205 << model.errorShift)
    model.scale = .init(weights: (0..<lines.taps).map { $0 < 4 || $0 == lines.taps - 3 ? first : 0 }, bias: 0)
    for _ in 0..<2 {
      var equations = NormalEquations(count: lines.count)
      forScaleRows(errors, step: step) { band, errors, row in
        lines.noise(above: band.window.own.row(row - 1), lowest: lowest - centre)
        let rows = scaleRows(band, errors, lines.noise, row: row)
        lines.weigh(rows, target: errors.row(row), model.scale, errorShift: model.errorShift, into: &equations, kernels)
      }
      lines.flush(into: &equations, kernels)
      let coefficients = equations.solution(ridge: 1, kernels: kernels)
      let unit = Double(1 << PlaneModel.scaleShift) * Double(1 << model.errorShift)
      model.scale = PlaneModel.LinearSet(
        weights: coefficients.dropLast().map { Int16(max(-8_000, min(8_000, ($0 * unit).rounded()))) },
        bias: Int32(max(-1e8, min(1e8, (coefficients.last ?? 0) * Double(ScaleRows.one) * unit))))
      if !model.scale.isBounded { model.scale = .init(weights: model.scale.weights.map { $0 / 16 }, bias: model.scale.bias) }
    }
    fitContexts(&model, errors, lines, step: step)
  }

  private func fitContexts(_ model: inout PlaneModel, _ errors: [PaddedRows], _ lines: ScaleRows, step: Int) {
    var codes = [Int](repeating: 0, count: 4096)
    let least = Int32(1) << Int32(model.errorShift)
    forScaleRows(errors, step: step) { band, errors, row in
      lines.noise(above: band.window.own.row(row - 1), lowest: lowest - centre)
      lines.sum(scaleRows(band, errors, lines.noise, row: row), model.scale, kernels)
      for column in Swift.stride(from: row / step % step, to: width, by: step) {
        codes[min(max(Self.code(max(lines.sums[column] &>> Int32(PlaneModel.scaleShift), least)), 0), 4095)] += 1
      }
    }
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

  private func forScaleRows(_ errors: [PaddedRows], step: Int, _ body: (_ band: Band, _ errors: PaddedRows, _ row: Int) -> Void) {
    for (band, errors) in zip(bands, errors) {
      for row in Swift.stride(from: band.rows.lowerBound, to: band.rows.upperBound, by: step) { body(band, errors, row) }
    }
  }

  /// The noise expected at each four levels above the lowest number.
  private func noiseTable(_ model: PlaneModel) -> [Int16] {
    var table: [Int16] = []
    table.reserveCapacity(65_536 >> ScaleRows.noiseStep)
    var number = 0
    for level in 0..<(65_536 >> ScaleRows.noiseStep) {
      while number < model.noiseLevels.count, level << ScaleRows.noiseStep >= Int(model.noiseLevels[number]) { number += 1 }
      table.append(model.noise[number])
    }
    return table
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

  /// The scale code that the coder will work out for an expected error in 1/16 numbers.
  private static func code(_ scale: Int32) -> Int {
    Int(Int32(bitPattern: Float(min(max(scale, 1), 0xff_ffff)).bitPattern >> 19)) - 127 * 16 - 8
  }
}
