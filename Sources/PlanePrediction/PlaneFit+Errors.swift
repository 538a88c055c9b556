internal import CKernels
internal import IntegerInference

extension PlaneFit {
  /// The magnitude of each sample's error, in a unit that suits them: 2^(shift - 4) numbers.
  func errors(
    _ sets: [PlaneModel.LinearSet], _ shift: Int, _ activities: [[UInt16]], _ thresholds: [UInt16]
  ) -> (errors: [PaddedRows], shift: Int) {
    var histogram = [Int](repeating: 0, count: 33)
    let even = (taps + 1) / 2 * 2
    let four = (0..<4).map { sets[min($0, sets.count - 1)] }
    let weights = four.flatMap { set in (0..<even).map { $0 < taps ? set.weights[$0] : 0 } }
    let biases = four.map(\.bias)
    let limits = (0..<3).map { $0 < thresholds.count ? thresholds[$0] : .max }
    let stride = (width + 63) / 64 * 64
    let sums = UnsafeMutablePointer<Int32>.allocate(capacity: stride * 5)
    let classes = UnsafeMutablePointer<UInt8>.allocate(capacity: stride)
    defer {
      sums.deallocate()
      classes.deallocate()
    }
    let chosen = sums + stride * 4
    let quiet = [UInt16](repeating: 0, count: width)
    let (low, high) = (Int32((lowest - centre) * 16), Int32((highest - centre) * 16))
    let down = Int32(shift - 4)
    var raw: [[Int32]] = []
    for (index, band) in bands.enumerated() {
      var errors = [Int32](repeating: 0, count: band.window.height * width)
      for row in 0..<band.window.height {
        var rows = regressors(band, row: row)
        rows.removeLast()
        if rows.count < even { rows.append(rows[0]) }
        kernels.table.sum_rows(sums, stride, rows, weights, biases, Int32(even), 4, Int32(width))
        let offset = (row - band.rows.lowerBound) * width
        activities[index].withUnsafeBufferPointer { all in
          quiet.withUnsafeBufferPointer { quiet in
            let activity = band.rows.contains(row) ? all.baseAddress.map { $0 + offset } : quiet.baseAddress
            kernels.table.choose(chosen, classes, sums, stride, activity, limits, Int32(width))
          }
        }
        let values = band.window.own.row(row)
        errors.withUnsafeMutableBufferPointer { errors in
          for column in 0..<width {
            let predicted = min(max(chosen[column] &>> down, low), high)
            errors[row &* width &+ column] = abs(Int32(values[column]) &* 16 &- predicted)
          }
        }
      }
      for error in errors { histogram[32 - error.leadingZeroBitCount] += 1 }
      raw.append(errors)
    }
    // Nineteen in twenty errors should stay below 4,096 units.
    let total = histogram.reduce(0, +)
    var bits = 32
    var above = 0
    while bits > 0, (above + histogram[bits]) * 20 < total {
      above += histogram[bits]
      bits -= 1
    }
    let errorShift = min(max(bits - 11, 0), 6)
    let rows = zip(bands, raw).map { band, errors in
      let rows = PaddedRows(width: width, height: band.window.height)
      errors.withUnsafeBufferPointer { errors in
        for row in 0..<band.window.height {
          let target = rows.row(row)
          for column in 0..<width {
            target[column] = Int16(truncatingIfNeeded: min(errors[row &* width &+ column] &>> Int32(errorShift), 32_767))
          }
          rows.extend(row: row)
        }
      }
      return rows
    }
    return (rows, errorShift)
  }
}
