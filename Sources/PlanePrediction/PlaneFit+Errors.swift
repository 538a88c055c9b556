internal import CKernels
internal import Inference

extension PlaneFit {
  /// Fills in the magnitude of each sample's error in the bands numbered, and gives the unit that suits them: 2^(shift - 4) numbers.
  ///
  /// Rows below those that count are left out.
  func measure(
    _ errors: [PaddedRows], _ numbers: [Int], _ sets: [PlaneModel.LinearSet], _ shift: Int, _ activities: [[UInt16]],
    _ thresholds: [UInt16]
  ) -> Int {
    var histogram = [Int](repeating: 0, count: 33)
    let even = (taps + 1) / 2 * 2
    let four = sets.count == 1 ? sets : (0..<4).map { sets[min($0, sets.count - 1)] }
    let weights = four.flatMap { set in (0..<even).map { $0 < taps ? set.weights[$0] : 0 } }
    let biases = four.map(\.bias)
    let limits = (0..<3).map { $0 < thresholds.count ? thresholds[$0] : .max }
    let stride = (width + 63) / 64 * 64
    let sums = UnsafeMutablePointer<Int32>.allocate(capacity: stride * 5)
    let classes = UnsafeMutablePointer<UInt8>.allocate(capacity: stride)
    let lines = numbers.map { bands[$0].rows.upperBound }
    let raw = UnsafeMutablePointer<Int32>.allocate(capacity: max(lines.reduce(0, +) * width, 1))
    defer {
      sums.deallocate()
      classes.deallocate()
      raw.deallocate()
    }
    let chosen = four.count == 1 ? sums : sums + stride * 4
    let quiet = [UInt16](repeating: 0, count: width)
    let (low, high) = (Int32((lowest - centre) * 16), Int32((highest - centre) * 16))
    // A few of the errors tell how large they are.
    let every = width >= 64 ? 8 : 1
    var (place, total) = (raw, 0)
    for (index, count) in zip(numbers, lines) {
      let band = bands[index]
      for row in 0..<count {
        var rows = regressors(band, row: row)
        rows.removeLast()
        if rows.count < even { rows.append(rows[0]) }
        kernels.table.sum_rows(sums, stride, rows, weights, biases, Int32(even), Int32(four.count), Int32(width))
        if four.count > 1 {
          let offset = (row - band.rows.lowerBound) * width
          activities[index].withUnsafeBufferPointer { all in
            quiet.withUnsafeBufferPointer { quiet in
              let activity = band.rows.contains(row) ? all.baseAddress.map { $0 + offset } : quiet.baseAddress
              kernels.table.choose(chosen, classes, sums, stride, activity, limits, Int32(width))
            }
          }
        }
        kernels.table.error_magnitudes(place, chosen, band.window.own.row(row), Int32(shift - 4), low, high, Int32(width))
        for column in Swift.stride(from: row % every, to: width, by: every) {
          histogram[32 - place[column].leadingZeroBitCount] += 1
          total += 1
        }
        place += width
      }
    }
    // Nineteen in twenty errors should stay below 4,096 units.
    var bits = 32
    var above = 0
    while bits > 0, (above + histogram[bits]) * 20 < total {
      above += histogram[bits]
      bits -= 1
    }
    let errorShift = min(max(bits - 11, 0), 6)
    place = raw
    for (index, count) in zip(numbers, lines) {
      for row in 0..<count {
        kernels.table.narrow_magnitudes(errors[index].row(row), place, Int32(errorShift), Int32(width))
        errors[index].extend(row: row)
        place += width
      }
    }
    return errorShift
  }
}
