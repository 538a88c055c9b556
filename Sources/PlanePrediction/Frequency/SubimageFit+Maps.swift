internal import EntropyCoding
internal import Inference

/// What the low-frequency compressor makes of the bands, and what the high-frequency compressor is given of it.
extension SubimageFit {
  /// Runs the low-frequency compressor over all rows of the bands, and keeps its errors.
  mutating func runLow(_ model: PlaneModel, _ network: PlaneNetwork?, _ plans: [FrequencyPlan]) {
    maps = zip(fit.bands, plans).map { band, plan in
      let rows = subimage.rows(of: band.window.height)
      let none = [Int32](repeating: 0, count: band.window.rows * columns)
      var map = LowMap(means: none, codes: none)
      guard columns > 0 else { return map }
      let compressor = self.compressor(model, plan, network)
      let errors = band.window.errors[subimage.rawValue]
      for row in 0..<rows {
        compressor.prepare(row: row)
        let own = band.window.own[subimage.rawValue].row(row)
        for column in 0..<columns {
          map.means[row * columns + column] = compressor.means[column]
          map.codes[row * columns + column] = compressor.codes[column]
          errors.row(row)[column] = FrequencyMath.magnitude(Int32(own[column]) &* 16 &- compressor.means[column], errorShift)
        }
        errors.extend(row: row)
      }
      return map
    }
  }

  func compressor(_ model: PlaneModel, _ plan: FrequencyPlan, _ network: PlaneNetwork?) -> FrequencyCompressor {
    FrequencyCompressor(
      plan: plan, model: model, columns: columns, lowest: fit.lowest - fit.centre, highest: fit.highest - fit.centre, network: network,
      kernels: fit.kernels)
  }

  func fillFrequencies(_ frequencies: [FrequencyPlan.LowFrequencies], threshold: Int) {
    for (index, band) in fit.bands.enumerated() {
      let (low, map) = (frequencies[index], maps[index])
      let rows = subimage.rows(of: band.window.height)
      for row in 0..<rows {
        let own = band.window.own[subimage.rawValue].row(row)
        for column in 0..<columns {
          let place = row * columns + column
          FrequencyMath.set(
            low, row: row, column: column, residual: Int32(own[column]) &* 16 &- map.means[place], code: Int(map.codes[place]),
            isLow: map.codes[place] < threshold, errorShift: errorShift)
        }
      }
      band.window.complete(low.residuals, rows: rows, columns: columns, standIn: low.residuals)
      band.window.complete(low.magnitudes, rows: rows, columns: columns, standIn: low.magnitudes)
    }
  }

  /// Bits that the high-frequency compressor saves on the bands it was not found on, less their part of what its model costs.
  func gain(_ high: PlaneModel, _ network: PlaneNetwork?, _ plans: [FrequencyPlan], threshold: Int) -> Double {
    var gain = 0.0
    for (index, band) in fit.bands.enumerated() where index % 2 == 1 {
      guard columns > 0 else { continue }
      let compressor = self.compressor(high, plans[index], network)
      let map = maps[index]
      for row in band.rows(of: subimage) {
        compressor.prepare(row: row)
        let own = band.window.own[subimage.rawValue].row(row)
        for column in 0..<columns where map.codes[row * columns + column] >= threshold {
          let place = row * columns + column
          let value = Int32(own[column]) &* 16
          gain += FrequencyMath.cost(error: value - map.means[place], code: Int(map.codes[place]))
          gain -= FrequencyMath.cost(error: value - compressor.means[column], code: Int(compressor.codes[column]))
        }
      }
    }
    let weights = high.classes.reduce(0) { $0 + $1.weights.count } + high.scale.weights.count
    return gain - Double(weights) * 16 * fit.share / 2
  }
}
