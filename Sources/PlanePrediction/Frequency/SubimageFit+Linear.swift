internal import CKernels
internal import EntropyCoding
internal import Inference

/// The least-squares part of a compressor: its weights by energy class.
extension SubimageFit {
  /// The model without contexts. `included` tells by band and place which samples count; `hasErrors` that the window's errors of the
  /// subimage are there to weigh samples by.
  func linearModel(_ plans: [FrequencyPlan], included: [[Bool]], hasErrors: Bool, rounds: Int) -> PlaneModel {
    let activities = zip(fit.bands, plans).map { activity(of: $0, plan: $1) }
    let thresholds = activityThresholds(activities, included: included, parts: hasErrors ? 1 : 4)
    let classes = classes(activities, thresholds: thresholds, included: included)
    var model = PlaneModel(
      activityThresholds: thresholds, classes: [], shift: 14, scale: .init(weights: [], bias: 0), errorShift: errorShift,
      noise: Array(repeating: 8, count: PlaneModel.levels), noiseLevels: [], contextThresholds: [], start: 0)
    model.scale.weights = Array(repeating: 0, count: (plans.first?.scaleTaps.count ?? 0) + 2)
    var unit = Float(1 << errorShift) / 16
    var errors: [PaddedRows]
    if hasErrors {
      errors = fit.bands.map { $0.window.errors[subimage.rawValue] }
    } else {
      errors = zip(fit.bands, activities).map { band, activity in
        let rows = PaddedRows(width: max(columns, 1), height: band.window.rows)
        for row in band.rows(of: subimage) {
          for column in 0..<columns { rows.row(row)[column] = Int16(min(Int(activity[row * columns + column]) * 2, 32_767)) }
          rows.extend(row: row)
        }
        return rows
      }
      unit = 1.0 / 16
    }
    for _ in 0..<max(rounds, 1) {
      (model.classes, model.shift) = PlaneFit.quantise(solve(plans, classes, count: thresholds.count + 1, errors, unit: unit))
      errors = measure(model, plans)
      unit = Float(1 << errorShift) / 16
    }
    fitNoise(&model, plans, errors, included)
    fitScale(&model, plans, activities, errors, included)
    return model
  }

  // MARK: Energy classes

  private func activity(of band: FrequencyFit.Band, plan: FrequencyPlan) -> [UInt16] {
    var activity = [UInt16](repeating: 0, count: band.window.rows * columns + 64)
    guard columns > 0 else { return activity }
    activity.withUnsafeMutableBufferPointer { buffer in
      for row in band.rows(of: subimage) {
        if let start = buffer.baseAddress {
          FrequencyCompressor.activity(start + row * columns, plan, row: row, columns: columns, fit.kernels.table)
        }
      }
    }
    return activity
  }

  private func activityThresholds(_ activities: [[UInt16]], included: [[Bool]], parts wanted: Int) -> [UInt16] {
    var histogram = [Int](repeating: 0, count: 65_536)
    for (index, band) in fit.bands.enumerated() {
      for row in band.rows(of: subimage) {
        for place in (row * columns)..<((row + 1) * columns) where included[index][place] { histogram[Int(activities[index][place])] += 1 }
      }
    }
    let total = histogram.reduce(0, +)
    let parts = total < 8_000 ? 1 : wanted
    var (thresholds, sum): ([UInt16], Int) = ([], 0)
    for value in 0..<65_535 {
      sum += histogram[value]
      if thresholds.count < parts - 1, sum * parts >= total * (thresholds.count + 1), thresholds.last != UInt16(value + 1) {
        thresholds.append(UInt16(value + 1))
      }
    }
    return thresholds
  }

  private func classes(_ activities: [[UInt16]], thresholds: [UInt16], included: [[Bool]]) -> [[UInt8]] {
    zip(activities, included).map { activities, included in
      zip(activities, included).map { activity, isIncluded in
        isIncluded ? UInt8(thresholds.count { activity >= $0 }) : ClassEquations.none
      }
    }
  }

  // MARK: Least squares

  private func solve(_ plans: [FrequencyPlan], _ classes: [[UInt8]], count: Int, _ errors: [PaddedRows], unit: Float) -> [[Double]] {
    let taps = plans.first?.taps.count ?? 0
    var equations = ClassEquations(regressors: taps, classes: count, kernels: fit.kernels)
    var weight = [Float](repeating: 0, count: columns)
    for (index, band) in fit.bands.enumerated() {
      let range = band.rows(of: subimage)
      let places = plans[index].taps
      for row in range {
        let own = band.window.own[subimage.rawValue].row(row)
        let (here, above) = (errors[index].row(row), errors[index].row(max(row - 1, range.lowerBound)))
        for column in 0..<columns {
          var sum = (-2...2).reduce(Int32(0)) { $0 + Int32(here[column + $1]) }
          sum += Int32(above[column - 1]) + Int32(above[column]) + Int32(above[column + 1])
          let expected = Float(sum) * unit / 8 + 0.3
          weight[column] = min(32 / expected, 30_000 / (Float(abs(Int32(own[column]))) + 64))
        }
        let classOf = Array(classes[index][(row * columns)..<((row + 1) * columns)])
        equations.add(places.map { $0.row(row) } + [UnsafePointer(own)], classOf: classOf, weight: weight, columns: columns)
      }
    }
    // The numbers were rounded to whole units: a ridge of that error's size.
    return equations.solutions(ridge: 1 / 12)
  }

  /// Magnitudes of the errors of the least squares alone.
  private func measure(_ model: PlaneModel, _ plans: [FrequencyPlan]) -> [PaddedRows] {
    zip(fit.bands, plans).map { band, plan in
      let rows = PaddedRows(width: max(columns, 1), height: band.window.rows)
      guard columns > 0 else { return rows }
      let compressor = self.compressor(model, plan, nil)
      for row in band.rows(of: subimage) {
        compressor.prepare(row: row)
        let own = band.window.own[subimage.rawValue].row(row)
        for column in 0..<columns {
          rows.row(row)[column] = FrequencyMath.magnitude(Int32(own[column]) &* 16 &- compressor.linear[column], errorShift)
        }
        rows.extend(row: row)
      }
      return rows
    }
  }
}
