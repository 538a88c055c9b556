internal import CKernels
internal import EntropyCoding
internal import Inference

/// Finds the two compressors of one subimage, and where its error-variance map is cut.
struct SubimageFit {
  let fit: FrequencyFit
  let subimage: Subimage
  let errorShift: Int
  let rounds: Int
  /// Of one band: what the low-frequency compressor made of each sample.
  struct LowMap {
    var means: [Int32] = []
    var codes: [Int32] = []
  }
  var maps: [LowMap] = []
  let columns: Int

  init(fit: FrequencyFit, subimage: Subimage, errorShift: Int, rounds: Int) {
    self.fit = fit
    self.subimage = subimage
    self.errorShift = errorShift
    self.rounds = rounds
    columns = subimage.columns(of: fit.bands[0].window.width)
  }

  var number: Int { Subimage.decomposed.firstIndex(of: subimage) ?? 0 }

  /// The shares of the samples that are tried as low frequency.
  private static let quantiles = [30, 40, 50, 60, 70, 80, 90, 100]

  mutating func model() -> FrequencyModel {
    let plans = fit.bands.map { FrequencyPlan(support: fit.support, subimage: subimage, window: $0.window) }
    let everything = fit.bands.map { [Bool](repeating: true, count: $0.window.rows * $0.window.columns) }
    var low = linearModel(plans, included: everything, hasErrors: false, rounds: rounds)
    let lowNetwork: PlaneNetwork?
    (low, lowNetwork) = settleContexts(low, plans, network: fit.networks.low[number], included: everything)
    runLow(low, lowNetwork, plans)
    var histogram = [Int](repeating: 0, count: ScaleTable.count + 1)
    forEachRow { band, row, map in
      for column in 0..<columns { histogram[Int(map.codes[row * columns + column])] += 1 }
    }
    let total = histogram.reduce(0, +)
    guard total > 4_000 else {
      return FrequencyModel(
        low: low, threshold: ScaleTable.count, high: nil, usesLowNetwork: lowNetwork != nil, usesHighNetwork: false)
    }
    var candidates: [Int] = []
    var (sum, wanted) = (0, 0)
    for code in 0..<ScaleTable.count {
      sum += histogram[code]
      while wanted < Self.quantiles.count - 1, sum * 100 >= total * Self.quantiles[wanted] {
        if candidates.last != code + 1 { candidates.append(code + 1) }
        wanted += 1
      }
    }
    let frequencies = fit.bands.map { FrequencyPlan.LowFrequencies(columns: $0.window.columns, rows: $0.window.rows) }
    var best: (gain: Double, threshold: Int) = (0, ScaleTable.count)
    // From two far apart, and then on from the better one while that helps.
    var tried = Set<Int>()
    if let share = fit.fixedShare, let index = Self.quantiles.firstIndex(where: { $0 >= share }), !candidates.isEmpty {
      best = (1, candidates[min(index, candidates.count - 1)])
    }
    var open = fit.isDecomposing && fit.fixedShare == nil ? [candidates.count * 3 / 8, candidates.count * 7 / 8] : []
    while !open.isEmpty {
      let before = best.gain
      var found: Int?
      for index in open where candidates.indices.contains(index) && tried.insert(index).inserted {
        let (high, network, plans) = settled(threshold: candidates[index], frequencies, uses: { $0 % 2 == 0 })
        let gain = gain(high, network, plans, threshold: candidates[index])
        if gain > best.gain { (best, found) = ((gain, candidates[index]), index) }
      }
      guard best.gain > before, let found else { break }
      open = [found - 1, found + 1]
    }
    // What was found on half of the bands and held on the others is found again on all of them.
    let found = best.gain > 0 ? settled(threshold: best.threshold, frequencies, uses: { _ in true }) : nil
    // Both passes share contexts.
    let shared = found.map { found in
      var high = found.high
      high.contextThresholds = low.contextThresholds
      return high
    }
    return FrequencyModel(
      low: low, threshold: best.threshold, high: shared, usesLowNetwork: lowNetwork != nil, usesHighNetwork: found?.network != nil)
  }

  /// A high-frequency compressor for one cut of the error-variance map, found on the bands that `uses` names.
  private func settled(
    threshold: Int, _ frequencies: [FrequencyPlan.LowFrequencies], uses: (Int) -> Bool
  ) -> (high: PlaneModel, network: PlaneNetwork?, plans: [FrequencyPlan]) {
    let plans = zip(fit.bands, frequencies).map { FrequencyPlan(support: fit.support, subimage: subimage, window: $0.window, low: $1) }
    fillFrequencies(frequencies, threshold: threshold)
    let included = maps.enumerated().map { index, map in map.codes.map { uses(index) && $0 >= threshold } }
    let high = linearModel(plans, included: included, hasErrors: true, rounds: 1)
    let (settled, network) = settleContexts(high, plans, network: fit.networks.high[number], included: included)
    return (settled, network, plans)
  }

  private func forEachRow(_ body: (FrequencyFit.Band, Int, LowMap) -> Void) {
    for (band, map) in zip(fit.bands, maps) { for row in band.rows(of: subimage) { body(band, row, map) } }
  }
}
