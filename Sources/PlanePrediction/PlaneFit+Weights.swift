internal import CKernels
internal import Inference

extension PlaneFit {
  private static let chunk = 2048
  /// What is added to errors expected: 0.3 numbers.
  private static let least: Int32 = 38
  /// Bias and level take an eighth of the weight, to stay within the range of the others.
  private static let levelShift: UInt16 = 3
  /// What stands for one: the bias's regressor.
  private static let one: Int16 = 256

  /// The weights of each class: those of the taps, then the bias. Looks at the bands numbered.
  ///
  /// The nearest tap above is taken from all others and from the sample, and stands for itself at an eighth: differences are small numbers,
  /// whose products sum exactly and fast. The weights found are those of the taps themselves.
  func solve(_ numbers: [Int], _ activities: [[UInt16]], _ thresholds: [UInt16], _ errors: [PaddedRows], errorShift: Int) -> [[Double]] {
    let count = taps + 2
    let classes = thresholds.count + 1
    var equations = (0..<classes).map { _ in NormalEquations(count: count) }
    let rows = FitRows(width: width, count: count, classes: classes, chunk: Self.chunk)
    rows.constant.update(repeating: Self.one, count: width)
    // For each class where its memory starts, and the next free place.
    let starts = (0..<classes).map { Int32($0 * count * Self.chunk) }
    var next = starts
    let limits = (0..<3).map { $0 < thresholds.count ? thresholds[$0] : .max }
    func flush(_ number: Int) {
      let base = rows.memory + Int(starts[number])
      equations[number].add(
        (0..<count).map { UnsafePointer(base + $0 * Self.chunk) }, samples: Int(next[number] - starts[number]), isSmall: true,
        kernels: kernels)
      next[number] = starts[number]
    }
    let table = kernels.table
    for index in numbers {
      let band = bands[index]
      for row in band.rows {
        let (here, above) = (errors[index].row(row), errors[index].row(row > 0 ? row - 1 : row))
        table.near_errors(rows.expected, here, above, Int32(errorShift), Self.least, Int32(width))
        let pointers = regressors(band, row: row)
        guard let reference = pointers[0] else { continue }
        let first: [UnsafePointer<Int16>?] = [UnsafePointer(rows.constant), reference]
        let rest = Array(pointers.dropFirst())
        table.row_peaks(rows.peaks, rest, reference, Int32(rest.count), Int32(width))
        table.fit_weights(rows.weights, rows.expected, rows.peaks, Int32(width))
        for column in 0..<width { rows.fractions[column] = rows.weights[column] &>> Int32(Self.levelShift) }
        let offset = (row - band.rows.lowerBound) * width
        var start = 0
        while start < width {
          let end = min(start + Self.chunk, width)
          for number in 0..<classes where Int(next[number] - starts[number]) + end - start > Self.chunk { flush(number) }
          var (target, places) = (rows.memory, UnsafeMutablePointer<Int32>?.none)
          if classes == 1 {
            target += Int(next[0])
            next[0] += Int32(end - start)
          } else {
            activities[index].withUnsafeBufferPointer { activity in
              let activity = activity.baseAddress.map { $0 + offset + start }
              table.class_places(rows.places, &next, activity, limits, Int32(classes), Int32(end - start))
            }
            places = rows.places
          }
          let few = Int32(end - start)
          table.weigh_rows(target, Self.chunk, first.map { $0.map { $0 + start } }, nil, rows.fractions + start, places, 2, few)
          table.weigh_rows(
            target + 2 * Self.chunk, Self.chunk, rest.map { $0.map { $0 + start } }, reference + start, rows.weights + start, places,
            Int32(rest.count), few)
          start = end
        }
      }
    }
    for number in 0..<classes { flush(number) }
    var all = NormalEquations(count: count)
    for one in equations { all.add(one) }
    return equations.map { one in
      // The numbers were rounded to whole units: a ridge of that error's size.
      let found = (one.samples > 8 * count ? one : all).solution(ridge: 1 / 12, kernels: kernels)
      let others = Array(found.dropFirst(2))
      let nearest = others.reduce(1.0, -) + found[1] / Double(1 << Self.levelShift)
      return [nearest] + others + [found[0] * Double(Self.one >> Self.levelShift)]
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
