internal import CKernels
package import Inference

/// Finds the model of a plane: weighted least squares over a sample of its rows, by energy class, and the same for the local scale.
///
/// Every sample weighs the inverse square of the error expected near it, since that is what its error costs in bits; errors of one round
/// weigh the next (iteratively reweighted least squares). Floating point is used here only: a decoder is told the integers.
package struct PlaneFit {
  /// How much work to spend.
  package struct Effort: Hashable, Sendable {
    /// Samples of the plane to look at, about.
    package var samples: Int
    package var rounds: Int
    /// Energy classes, 1 or 4; fewer are for measurements.
    package var classes: Int

    package init(samples: Int, rounds: Int, classes: Int = 4) {
      self.samples = samples
      self.rounds = rounds
      self.classes = classes
    }
  }

  let support: Support
  let kernels: Kernels
  let taps: Int
  let centre: Int
  let lowest: Int
  let highest: Int
  let bands: [Band]
  let width: Int

  /// Rows of the plane that are looked at, with what lies around them.
  struct Band {
    let window: TileWindow
    /// Rows of the window that count.
    let rows: Range<Int>
  }

  private static let bandRows = 8

  /// `lowest` and `highest` are the plane's own, as numbers.
  package init(
    own: TileWindow.Source, earlier: [TileWindow.Source], support: Support, centre: Int, lowest: Int, highest: Int, effort: Effort,
    kernels: Kernels
  ) {
    self.support = support
    self.kernels = kernels
    self.centre = centre
    self.lowest = lowest
    self.highest = highest
    taps = PlaneFeatures.taps(support)
    width = own.width
    // Narrow planes: margins of a band take memory too.
    let wanted = max(1, effort.samples / (max(own.width, 96) * Self.bandRows))
    let possible = max(1, own.height / Self.bandRows)
    let count = min(wanted, possible)
    bands = (0..<count).map { number in
      // The middle of each part, so that bands spread evenly over the plane.
      let height = min(Self.bandRows, own.height)
      let first = count == possible ? number * Self.bandRows : (own.height - height) * (2 * number + 1) / (2 * count)
      let last = count == possible && number == count - 1 ? own.height : min(first + height, own.height)
      let (top, bottom) = (max(first - Support.reach, 0), min(last + Support.reach, own.height))
      let window = TileWindow(
        column: 0, row: top, width: own.width, height: bottom - top, centre: centre, own: own, earlier: earlier)
      for row in 1...PaddedRows.margin { window.own.copy(row: 0, to: -row) }
      return Band(window: window, rows: (first - top)..<(last - top))
    }
  }

  /// The model, with all sums bounded.
  package func model(effort: Effort) -> PlaneModel {
    let activities = bands.map { activity(of: $0) }
    let thresholds = Self.quantiles(activities, parts: bands.reduce(0) { $0 + $1.rows.count } * width < 40_000 ? 1 : effort.classes)
    var sets: [PlaneModel.LinearSet] = []
    var shift = 14
    // The first round has no errors to go by: the activity stands for them.
    let errors: [PaddedRows] = bands.map { PaddedRows(width: width, height: $0.window.height) }
    for (band, (target, activity)) in zip(bands, zip(errors, activities)) {
      activity.withUnsafeBufferPointer { activity in
        for row in band.rows {
          let (offset, target) = ((row - band.rows.lowerBound) * width, target.row(row))
          for column in 0..<width { target[column] = Int16(truncatingIfNeeded: min(Int32(activity[offset &+ column]) &* 2, 32_767)) }
        }
      }
      for row in band.rows { target.extend(row: row) }
    }
    var errorShift = 0
    let rounds = max(effort.rounds, 1)
    for round in 0..<rounds {
      let here = numbers(round, of: rounds)
      (sets, shift) = Self.quantise(solve(here, activities, thresholds, errors, errorShift: errorShift))
      errorShift = measure(errors, numbers(round + 1, of: rounds), sets, shift, activities, thresholds)
    }
    var model = PlaneModel(
      activityThresholds: thresholds, classes: sets, shift: shift, scale: .init(weights: [], bias: 0), errorShift: errorShift, noise: [],
      noiseLevels: [], contextThresholds: [], start: 0)
    fitNoise(&model, errors)
    fitScale(&model, errors)
    return model
  }

  /// The bands that a round looks at: all in the last one and after; half of many before, which only find how large errors are.
  private func numbers(_ round: Int, of rounds: Int) -> [Int] {
    let samples = bands.reduce(0) { $0 + $1.rows.count } * width
    return Array(Swift.stride(from: 0, to: bands.count, by: round >= rounds - 1 || samples < 100_000 ? 1 : 2))
  }

  /// Activities of the rows that count, row-major.
  func activity(of band: Band) -> [UInt16] {
    let unused = PaddedRows(width: 1, height: 1)
    var plan = RowPlan(support: support, window: band.window, errors: unused, noise: UnsafePointer(unused.origin))
    var activity = [UInt16](repeating: 0, count: band.rows.count * width + 64)
    for _ in 0..<band.rows.lowerBound { plan.advance() }
    for row in 0..<band.rows.count {
      activity.withUnsafeMutableBufferPointer { buffer in
        kernels.table.sum_differences(
          buffer.baseAddress.map { $0 + row * width }, plan.activityLeft, plan.activityRight, Int32(plan.activityLeft.count), Int32(width))
      }
      plan.advance()
    }
    return activity
  }

  static func quantiles(_ activities: [[UInt16]], parts: Int) -> [UInt16] {
    guard parts > 1 else { return [] }
    var histogram = [Int](repeating: 0, count: 65_536)
    for activity in activities { for value in activity.dropLast(64) { histogram[Int(value)] += 1 } }
    let total = histogram.reduce(0, +)
    var thresholds: [UInt16] = []
    var sum = 0
    for value in 0..<65_535 {
      sum += histogram[value]
      if thresholds.count < parts - 1, sum * parts >= total * (thresholds.count + 1) {
        if thresholds.last != UInt16(value + 1) { thresholds.append(UInt16(value + 1)) }
      }
    }
    // Equal activities nearly everywhere leave fewer classes.
    return thresholds
  }

  /// Pointers to all taps of a row, to the left included, then the sample itself.
  func regressors(_ band: Band, row: Int) -> [UnsafePointer<Int16>?] {
    let window = band.window
    var rows: [UnsafePointer<Int16>?] = support.above.map { UnsafePointer(window.own.row(row + $0.row) + $0.column) }
    for (plane, list) in zip(window.earlier, support.earlier) {
      for tap in list { rows.append(UnsafePointer(plane.row(row + tap.row) + tap.column)) }
    }
    rows.append(UnsafePointer(window.own.row(row) - 1))
    rows.append(UnsafePointer(window.own.row(row) - 2))
    rows.append(UnsafePointer(window.own.row(row)))
    return rows
  }
}
