/// The predictors of T.81's table H.1, a row at a time: samples to differences and back, all modulo 65536.
///
/// The first row of a segment is predicted from the left, first samples of other rows from above. `step` is the number of components:
/// the distance to the sample on the left.
struct RowPrediction {
  let predictor: Int
  let step: Int
  let origin: UInt16

  /// Differences in place to samples. `above` is nil in the first row of a segment.
  func undo(_ row: UnsafeMutableBufferPointer<UInt16>, above: UnsafePointer<UInt16>?) {
    guard let above else {
      for column in 0..<min(step, row.count) { row[column] &+= origin }
      return addLeft(row)
    }
    for column in 0..<min(step, row.count) { row[column] &+= above[column] }
    switch predictor {
    case 1: addLeft(row)
    case 2: for column in step..<max(step, row.count) { row[column] &+= above[column] }
    case 3: for column in step..<max(step, row.count) { row[column] &+= above[column &- step] }
    default:
      for column in step..<max(step, row.count) {
        row[column] &+= prediction(row[column &- step], above[column], above[column &- step])
      }
    }
  }

  private func addLeft(_ row: UnsafeMutableBufferPointer<UInt16>) {
    switch step {
    case 1:
      guard var left = row.first else { return }
      for column in 1..<max(1, row.count) {
        left &+= row[column]
        row[column] = left
      }
    case 2:
      guard row.count >= 2 else { return }
      var (first, second) = (row[0], row[1])
      var column = 2
      while column &+ 1 < row.count {
        first &+= row[column]
        second &+= row[column &+ 1]
        row[column] = first
        row[column &+ 1] = second
        column &+= 2
      }
    default:
      for column in step..<max(step, row.count) { row[column] &+= row[column &- step] }
    }
  }

  /// The differences of a row of samples.
  func differences(
    of row: UnsafePointer<UInt16>, above: UnsafePointer<UInt16>?, into target: UnsafeMutableBufferPointer<UInt16>
  ) {
    let end = max(step, target.count)
    for column in 0..<min(step, target.count) { target[column] = row[column] &- (above?[column] ?? origin) }
    guard let above, predictor > 1 else {
      for column in step..<end { target[column] = row[column] &- row[column &- step] }
      return
    }
    switch predictor {
    case 2: for column in step..<end { target[column] = row[column] &- above[column] }
    case 3: for column in step..<end { target[column] = row[column] &- above[column &- step] }
    default:
      for column in step..<end {
        target[column] = row[column] &- prediction(row[column &- step], above[column], above[column &- step])
      }
    }
  }

  /// Predictors 4 to 7, from the samples on the left, above, and above on the left.
  @inline(__always)
  private func prediction(_ left: UInt16, _ above: UInt16, _ corner: UInt16) -> UInt16 {
    let (a, b, c) = (Int32(left), Int32(above), Int32(corner))
    let value =
      switch predictor {
      case 4: a &+ b &- c
      case 5: a &+ (b &- c) &>> 1
      case 6: b &+ (a &- c) &>> 1
      default: (a &+ b) &>> 1
      }
    return UInt16(truncatingIfNeeded: value)
  }
}
