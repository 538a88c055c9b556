internal import EntropyCoding
internal import Inference

/// The other part of a compressor without its network: the noise by intensity, and the local scale.
extension SubimageFit {
  /// The intensity that the noise expected goes by, less the smallest number.
  private func level(_ plan: FrequencyPlan, _ row: Int, _ column: Int) -> Int {
    let sum = plan.own[0..<4].reduce(Int32(0)) { $0 + Int32($1.row(row)[column]) }
    return max(Int(sum >> 2) - (fit.lowest - fit.centre), 0)
  }

  /// The median error at each level of intensity, and the levels: equal parts of the samples.
  func fitNoise(_ model: inout PlaneModel, _ plans: [FrequencyPlan], _ errors: [PaddedRows], _ included: [[Bool]]) {
    var samples: [(level: UInt16, error: Int16)] = []
    let every = max(1, fit.bands.reduce(0) { $0 + $1.rows.count } * columns / 20_000)
    for (index, band) in fit.bands.enumerated() {
      for row in band.rows(of: subimage) {
        for column in stride(from: row % every, to: columns, by: every) where included[index][row * columns + column] {
          samples.append((UInt16(truncatingIfNeeded: level(plans[index], row, column)), errors[index].row(row)[column]))
        }
      }
    }
    samples.sort { ($0.level, $0.error) < ($1.level, $1.error) }
    let parts = PlaneModel.levels
    model.noise = []
    for part in 0..<parts {
      let slice = samples[(samples.count * part / parts)..<(samples.count * (part + 1) / parts)]
      let errors = slice.map(\.error).sorted()
      model.noise.append(errors.isEmpty ? (model.noise.last ?? 8) : errors[errors.count / 2])
      if part < parts - 1 { model.noiseLevels.append(max(slice.last?.level ?? 0, model.noiseLevels.last ?? 0)) }
    }
  }

  /// The weights of the local scale: least squares to the magnitude of errors, twice, weighed by the scale found first.
  func fitScale(
    _ model: inout PlaneModel, _ plans: [FrequencyPlan], _ activities: [[UInt16]], _ errors: [PaddedRows], _ included: [[Bool]]
  ) {
    let taps = (plans.first?.scaleTaps.count ?? 0) + 2
    let memory = UnsafeMutablePointer<Int16>.allocate(capacity: max(columns, 1) * 2)
    defer { memory.deallocate() }
    let (activity, noise) = (memory, memory + columns)
    var coefficients: [Double] = []
    var target = [Int16](repeating: 0, count: max(columns, 1))
    var weight = [Float](repeating: 0, count: columns)
    for round in 0..<2 {
      var equations = ClassEquations(regressors: taps, classes: 1, kernels: fit.kernels)
      for (index, band) in fit.bands.enumerated() {
        for row in band.rows(of: subimage) {
          for column in 0..<columns {
            let level = level(plans[index], row, column)
            var number = 0
            while number < model.noiseLevels.count, level >= Int(model.noiseLevels[number]) { number += 1 }
            noise[column] = model.noise[number]
            let sum = Int32(activities[index][row * columns + column]) * 2
            activity[column] = Int16(truncatingIfNeeded: min(sum >> Int32(errorShift), 32_767))
          }
          let rows = plans[index].scaleTaps.map { $0.row(row) } + [UnsafePointer(activity), UnsafePointer(noise)]
          let found = errors[index].row(row)
          for column in 0..<columns {
            var expected: Float
            if round == 0 {
              expected = (3 * Float(noise[column]) + Float(rows[0][column]) + Float(activity[column]) / 2) / 5
            } else {
              expected = Float(coefficients[taps])
              for (tap, row) in rows.enumerated() { expected += Float(coefficients[tap]) * Float(row[column]) }
            }
            expected = max(expected, 1)
            weight[column] = min(64 / (expected + 1), 1024)
            // A far outlier is not what a scale should follow.
            target[column] = Int16(min(Float(found[column]), 6 * expected + 4, 32_767))
          }
          let classOf = (0..<columns).map { included[index][row * columns + $0] ? UInt8(0) : ClassEquations.none }
          target.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { equations.add(rows + [start], classOf: classOf, weight: weight, columns: columns) }
          }
        }
      }
      coefficients = equations.solutions(ridge: 1)[0]
    }
    let unit = Double(1 << PlaneModel.scaleShift) * Double(1 << model.errorShift)
    model.scale = PlaneModel.LinearSet(
      weights: coefficients.dropLast().map { Int16(max(-16_000, min(16_000, ($0 * unit).rounded()))) },
      bias: Int32(max(-1e8, min(1e8, (coefficients.last ?? 0) * unit))))
    while !model.scale.isBounded { model.scale = .init(weights: model.scale.weights.map { $0 / 2 }, bias: model.scale.bias / 2) }
  }
}
