/// Which rows of memory the kernels sum for one row of samples, worked out once a tile.
///
/// A plan holds places in row 0; `advance` moves them down by a row.
package struct RowPlan {
  /// One pointer a tap, an even number; the last may repeat one whose weight is zero.
  package private(set) var taps: [UnsafePointer<Int16>?]
  package private(set) var scaleTaps: [UnsafePointer<Int16>?]
  package private(set) var activityLeft: [UnsafePointer<Int16>?]
  package private(set) var activityRight: [UnsafePointer<Int16>?]
  private let tapStrides: [Int]
  private let scaleStrides: [Int]
  private let activityStrides: [Int]

  /// `errors` are the magnitudes of own errors, `noise` a single row that the caller fills for each row.
  package init(support: Support, window: TileWindow, errors: PaddedRows, noise: UnsafePointer<Int16>) {
    var taps: [(UnsafePointer<Int16>, Int)] = []
    var scales: [(UnsafePointer<Int16>, Int)] = []
    var pairs: [(UnsafePointer<Int16>, UnsafePointer<Int16>, Int)] = []
    func place(_ rows: PaddedRows, _ tap: Support.Tap) -> UnsafePointer<Int16> { UnsafePointer(rows.row(tap.row) + tap.column) }
    func pair(_ rows: PaddedRows, _ a: Support.Tap, _ b: Support.Tap) { pairs.append((place(rows, a), place(rows, b), rows.stride)) }
    for tap in support.above { taps.append((place(window.own, tap), window.own.stride)) }
    for (rows, list) in zip(window.earlier, support.earlier) {
      for tap in list { taps.append((place(rows, tap), rows.stride)) }
    }
    for tap in support.above.prefix(PlaneFeatures.ownErrors) { scales.append((place(errors, tap), errors.stride)) }
    for (rows, list) in zip(window.texture, support.earlier) {
      for tap in list.prefix(PlaneFeatures.textures) { scales.append((place(rows, tap), rows.stride)) }
    }
    scales.append((noise, 0))
    let above = support.above
    for (a, b) in [(0, 1), (0, 2), (0, 3)] where above.count > b { pair(window.own, above[a], above[b]) }
    for (rows, list) in zip(window.earlier, support.earlier) where list.count >= 4 {
      for (a, b) in [(0, 1), (2, 3), (0, 3)] { pair(rows, list[a], list[b]) }
    }
    if taps.count % 2 == 1 { taps.append(taps[0]) }
    if scales.count % 2 == 1 { scales.append(scales[0]) }
    self.taps = taps.map { $0.0 }
    tapStrides = taps.map { $0.1 }
    scaleTaps = scales.map { $0.0 }
    scaleStrides = scales.map { $0.1 }
    activityLeft = pairs.map { $0.0 }
    activityRight = pairs.map { $0.1 }
    activityStrides = pairs.map { $0.2 }
  }

  /// Moves to the next row.
  package mutating func advance() {
    for index in taps.indices { taps[index] = taps[index].map { $0 + tapStrides[index] } }
    for index in scaleTaps.indices { scaleTaps[index] = scaleTaps[index].map { $0 + scaleStrides[index] } }
    for index in activityLeft.indices {
      activityLeft[index] = activityLeft[index].map { $0 + activityStrides[index] }
      activityRight[index] = activityRight[index].map { $0 + activityStrides[index] }
    }
  }
}

/// How many of the nearest taps each part of the model looks at.
package enum PlaneFeatures {
  /// Own errors above that tell of the scale.
  package static let ownErrors = 8
  /// Textures of each earlier plane.
  package static let textures = 8

  /// How many samples a prediction sums, those to the left included.
  package static func taps(_ support: Support) -> Int { support.above.count + support.earlier.reduce(0) { $0 + $1.count } + support.left }
  /// How many numbers a scale sums, errors to the left included.
  package static func scaleTaps(_ support: Support) -> Int {
    min(support.above.count, ownErrors) + support.earlier.reduce(0) { $0 + min($1.count, textures) } + 1 + support.left
  }
}
