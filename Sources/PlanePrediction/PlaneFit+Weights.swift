internal import CKernels
internal import IntegerInference

extension PlaneFit {
  private static let chunk = 2048
  /// What stands for one: the bias's regressor.
  private static let one: Float = 64

  /// The weights of each class: those of the taps, then the bias.
  func solve(_ activities: [[UInt16]], _ thresholds: [UInt16], _ errors: [PaddedRows], errorUnit: Double) -> [[Double]] {
    let count = taps + 2
    let classes = thresholds.count + 1
    var equations = (0..<classes).map { _ in NormalEquations(count: count) }
    // One run of memory a class: the regressors in order bias, taps, sample, of up to `chunk` samples each.
    let memory = UnsafeMutablePointer<Int16>.allocate(capacity: classes * count * Self.chunk)
    let weight = UnsafeMutablePointer<Float>.allocate(capacity: width)
    let place = UnsafeMutablePointer<Int32>.allocate(capacity: width)
    defer {
      memory.deallocate()
      weight.deallocate()
      place.deallocate()
    }
    var filled = [Int](repeating: 0, count: classes)
    func flush(_ number: Int) {
      let base = memory + number * count * Self.chunk
      equations[number].add((0..<count).map { UnsafePointer(base + $0 * Self.chunk) }, samples: filled[number], kernels: kernels)
      filled[number] = 0
    }
    let limits = (0..<3).map { $0 < thresholds.count ? thresholds[$0] : .max }
    for (index, band) in bands.enumerated() {
      for row in band.rows {
        localWeights(errors[index], row, band.window, unit: Float(errorUnit), into: weight)
        let rows = regressors(band, row: row)
        let offset = (row - band.rows.lowerBound) * width
        var start = 0
        while start < width {
          let end = min(start + Self.chunk, width)
          for number in 0..<classes where filled[number] + end - start > Self.chunk { flush(number) }
          activities[index].withUnsafeBufferPointer { activity in
            for column in start..<end {
              let value = activity[offset &+ column]
              let number = min((value >= limits[0] ? 1 : 0) &+ (value >= limits[1] ? 1 : 0) &+ (value >= limits[2] ? 1 : 0), classes &- 1)
              place[column] = Int32(truncatingIfNeeded: number &* count &* Self.chunk &+ filled[number])
              filled[number] &+= 1
            }
          }
          for column in start..<end {
            memory[Int(place[column])] = Int16(truncatingIfNeeded: Int32(min(Self.one * weight[column], 32_767)))
          }
          for (tap, pointer) in rows.enumerated() {
            guard let pointer else { continue }
            Self.gather(pointer, weight, place, to: memory + (tap + 1) * Self.chunk, from: start, to: end)
          }
          start = end
        }
      }
    }
    for number in 0..<classes { flush(number) }
    var all = NormalEquations(count: count)
    for one in equations { all.add(one) }
    return equations.map { one in
      // The numbers were rounded to whole units: a ridge of that error's size.
      var solution = (one.samples > 8 * count ? one : all).solution(ridge: 1 / 12)
      solution[0] *= Double(Self.one)
      return Array(solution.dropFirst()) + [solution[0]]
    }
  }

  /// A regressor's values times the weights, rounded, each to its place.
  private static func gather(
    _ values: UnsafePointer<Int16>, _ weight: UnsafePointer<Float>, _ place: UnsafePointer<Int32>, to target: UnsafeMutablePointer<Int16>,
    from start: Int, to end: Int
  ) {
    for column in start..<end {
      // Weights keep nearly all products within 16 bits; the far ones are cut off.
      let value = Int32(Float(values[column]) * weight[column])
      target[Int(place[column])] = Int16(truncatingIfNeeded: min(max(value, -32_767), 32_767))
    }
  }

  /// For each column of a row what its regressors are multiplied by: 32 over the error expected, kept within 16 bits.
  private func localWeights(
    _ errors: PaddedRows, _ row: Int, _ window: TileWindow, unit: Float, into weight: UnsafeMutablePointer<Float>
  ) {
    let (here, above) = (errors.row(row), errors.row(row > 0 ? row - 1 : row))
    let values = window.own.row(row)
    for column in 0..<width {
      var sum = Int32(here[column &- 2]) &+ Int32(here[column &- 1]) &+ Int32(here[column]) &+ Int32(here[column &+ 1])
      sum = sum &+ Int32(here[column &+ 2]) &+ Int32(above[column &- 1]) &+ Int32(above[column]) &+ Int32(above[column &+ 1])
      let expected = Float(sum) * unit / 8 + 0.3
      weight[column] = min(32 / expected, 30_000 / (Float(abs(Int32(values[column]))) + 64))
    }
  }

  /// Rounds weights to the most fractional bits that keep every sum within 32 bits.
  static func quantise(_ classes: [[Double]]) -> ([PlaneModel.LinearSet], Int) {
    var shift = 14
    while true {
      let unit = Double(1 << shift)
      let sets = classes.map { values in
        PlaneModel.LinearSet(
          weights: values.dropLast().map { Int16(max(-32_767, min(32_767, ($0 * unit).rounded()))) },
          bias: Int32(max(-1e9, min(1e9, ((values.last ?? 0) * unit).rounded()))))
      }
      let isExact = classes.allSatisfy { $0.dropLast().allSatisfy { abs($0 * unit) <= 32_767 } }
      if shift == 8 || isExact && sets.allSatisfy(\.isBounded) {
        return (sets.map { $0.isBounded ? $0 : PlaneModel.LinearSet(weights: $0.weights.map { $0 / 64 }, bias: 0) }, shift)
      }
      shift -= 1
    }
  }
}
