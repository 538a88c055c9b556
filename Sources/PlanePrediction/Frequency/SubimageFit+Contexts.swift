internal import EntropyCoding
internal import Inference

/// Contexts of a compressor.
extension SubimageFit {
  /// Parts the samples evenly into contexts by the compressor's codes, and tells whether the network is worth using. Networks see scales
  /// relative to the middle one, `start`.
  func settleContexts(
    _ model: PlaneModel, _ plans: [FrequencyPlan], network: PlaneNetwork?, included: [[Bool]]
  ) -> (PlaneModel, PlaneNetwork?) {
    var model = model
    let linear = codes(model, plans, network: nil, included: included)
    model.contextThresholds = contexts(of: linear.codes, included: included)
    model.start = Int16(truncatingIfNeeded: Int(model.contextThresholds[PlaneModel.contexts / 2]))
    guard let network else { return (model, nil) }
    let corrected = codes(model, plans, network: network, included: included)
    guard corrected.cost < linear.cost else { return (model, nil) }
    model.contextThresholds = contexts(of: corrected.codes, included: included)
    return (model, network)
  }

  /// The error-variance maps of the bands, and what their samples cost with them in bits.
  private func codes(
    _ model: PlaneModel, _ plans: [FrequencyPlan], network: PlaneNetwork?, included: [[Bool]]
  ) -> (codes: [[Int32]], cost: Double) {
    var cost = 0.0
    let all = zip(fit.bands, plans).enumerated().map { index, pair in
      let (band, plan) = pair
      var codes = [Int32](repeating: 0, count: band.window.rows * columns)
      guard columns > 0 else { return codes }
      let compressor = self.compressor(model, plan, network)
      for row in band.rows(of: subimage) {
        compressor.prepare(row: row)
        let own = band.window.own[subimage.rawValue].row(row)
        for column in 0..<columns {
          let place = row * columns + column
          codes[place] = compressor.codes[column]
          if fit.networks.isEmpty || !included[index][place] { continue }
          cost += FrequencyMath.cost(error: Int32(own[column]) &* 16 &- compressor.means[column], code: Int(codes[place]))
        }
      }
      return codes
    }
    return (all, cost)
  }

  /// Codes that part the samples evenly.
  private func contexts(of codes: [[Int32]], included: [[Bool]]) -> [UInt16] {
    var histogram = [Int](repeating: 0, count: ScaleTable.count)
    for (index, band) in fit.bands.enumerated() {
      for row in band.rows(of: subimage) {
        for place in (row * columns)..<((row + 1) * columns) where included[index][place] { histogram[Int(codes[index][place])] += 1 }
      }
    }
    let total = histogram.reduce(0, +)
    var (thresholds, sum): ([UInt16], Int) = ([], 0)
    for code in histogram.indices {
      sum += histogram[code]
      while thresholds.count < PlaneModel.contexts - 1, sum * PlaneModel.contexts > total * (thresholds.count + 1) {
        thresholds.append(UInt16(code + 1))
      }
    }
    while thresholds.count < PlaneModel.contexts - 1 { thresholds.append(UInt16(ScaleTable.count)) }
    return thresholds
  }
}
