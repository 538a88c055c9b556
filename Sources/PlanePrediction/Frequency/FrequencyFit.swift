internal import CKernels
internal import EntropyCoding
package import Inference

/// Finds the models of a plane's four subimages over bands of its rows. Floating point is used here only.
package struct FrequencyFit {
  let support: FrequencySupport
  let networks: FrequencyNetworks
  let kernels: Kernels
  let centre: Int
  let lowest: Int
  let highest: Int
  let bands: [Band]
  /// False leaves out the frequency decomposition: every sample is of low frequency. For measurements.
  package var isDecomposing = true
  /// A share of the samples in percent that is low frequency whatever it saves, so that training sees both passes.
  package var fixedShare: Int?
  /// The part of the plane that is looked at.
  let share: Double
  private let first: PlaneFit

  /// Rows of the plane that are looked at, with what lies around them.
  struct Band {
    let window: FrequencyWindow
    /// Rows of the subimages that count.
    let rows: Range<Int>

    func rows(of subimage: Subimage) -> Range<Int> {
      rows.clamped(to: 0..<max(subimage.rows(of: window.height), 0))
    }
  }

  private static let bandRows = 4
  private static let bandMargin = 2

  /// `lowest` and `highest` are the plane's own, as numbers.
  package init(
    own: TileWindow.Source, earlier: [TileWindow.Source], support: FrequencySupport, networks: FrequencyNetworks = .none, centre: Int,
    lowest: Int, highest: Int, effort: PlaneFit.Effort, kernels: Kernels
  ) {
    self.support = support
    self.networks = networks
    self.kernels = kernels
    self.centre = centre
    self.lowest = lowest
    self.highest = highest
    let height = Subimage.a.rows(of: own.height)
    let wanted = max(1, effort.samples / (own.width * Self.bandRows * 2))
    let possible = max(1, height / Self.bandRows)
    let count = min(wanted, possible)
    bands = (0..<count).map { number in
      let rows = min(Self.bandRows, height)
      let first = count == possible ? number * Self.bandRows : (height - rows) * (2 * number + 1) / (2 * count)
      let last = count == possible && number == count - 1 ? height : min(first + rows, height)
      let (top, bottom) = (max(first - Self.bandMargin, 0), min(last + Self.bandMargin, height))
      let window = FrequencyWindow(
        column: 0, row: 2 * top, width: own.width, height: min(2 * bottom, own.height) - 2 * top, centre: centre, own: own,
        earlier: earlier, support: support)
      return Band(window: window, rows: (first - top)..<(last - top))
    }
    share = Double(bands.reduce(0) { $0 + $1.rows.count }) / Double(max(height, 1))
    // Subimage a as a plane of its own, and the subimages of earlier planes that it looks at.
    let whole = FrequencyWindow(
      column: 0, row: 0, width: own.width, height: own.height, centre: centre, own: own, earlier: earlier, support: support)
    let columns = whole.columns
    let places = support.firstSources.map { whole.earlier[$0.plane][$0.subimage.rawValue] } + [whole.own[0]]
    let memory = UnsafeMutablePointer<UInt16>.allocate(capacity: places.count * columns * height)
    defer { memory.deallocate() }
    let sources = places.enumerated().map { index, rows in
      let numbers = memory + index * columns * height
      for row in 0..<height {
        let from = rows.row(row)
        for column in 0..<columns {
          numbers[row * columns + column] = UInt16(bitPattern: from[column]) &+ UInt16(truncatingIfNeeded: centre)
        }
      }
      return TileWindow.Source(numbers: UnsafePointer(numbers), width: columns, height: height)
    }
    var partial = effort
    partial.samples = max(effort.samples / 2, 1)
    first = PlaneFit(
      own: sources[sources.count - 1], earlier: Array(sources.dropLast()), support: support.first, centre: centre, lowest: lowest,
      highest: highest, effort: partial, kernels: kernels)
  }

  /// The models, with all sums bounded.
  package func model(effort: PlaneFit.Effort) -> FrequencyPlaneModel {
    var partial = effort
    partial.samples = max(effort.samples / 2, 1)
    let first = first.model(effort: partial)
    for band in bands { measureFirst(band, first) }
    let parts = Subimage.decomposed.map { subimage in
      var fit = SubimageFit(fit: self, subimage: subimage, errorShift: first.errorShift, rounds: effort.rounds)
      let model = fit.model()
      for band in bands { band.window.complete(subimage) }
      return model
    }
    return FrequencyPlaneModel(first: first, parts: parts)
  }

  /// The errors of subimage a in a band, as the serial coder finds them.
  private func measureFirst(_ band: Band, _ model: PlaneModel) {
    let window = band.window
    let taps = PlaneFeatures.taps(support.first)
    let predictor = RowPredictor(
      window: window.first, support: support.first, model: model, lowest: lowest - centre, highest: highest - centre, network: nil,
      kernels: kernels)
    let weights = (0..<4).map { number in
      let set = model.classes[min(number, model.classes.count - 1)]
      return (Int32(set.weights[taps - 2]), Int32(set.weights[taps - 1]))
    }
    let shift = Int32(model.shift - 4)
    let (low, high) = (Int32((lowest - centre) * 16), Int32((highest - centre) * 16))
    for row in 0..<window.rows {
      predictor.prepare()
      let own = window.first.own.row(row)
      for column in 0..<window.columns {
        let weight = weights[Int(predictor.classes[column])]
        let sum = predictor.sums[column] &+ weight.0 &* Int32(own[column - 1]) &+ weight.1 &* Int32(own[column - 2])
        let error = Int32(own[column]) &* 16 &- min(max(sum &>> shift, low), high)
        predictor.errors.row(row)[column] = FrequencyMath.magnitude(error, model.errorShift)
      }
      predictor.finishRow()
    }
    window.errors[0] = predictor.errors
    window.complete(.a)
  }
}
