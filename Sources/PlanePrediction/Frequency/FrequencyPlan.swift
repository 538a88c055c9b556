/// Which memory one compressor of one subimage reads for each row of samples.
package struct FrequencyPlan {
  /// A place in row 0, and how far the next row is.
  package struct Place {
    package let start: UnsafePointer<Int16>
    package let stride: Int

    init(_ rows: PaddedRows, _ row: Int, _ column: Int) {
      start = UnsafePointer(rows.row(row) + column)
      stride = rows.stride
    }

    @inline(__always)
    package func row(_ row: Int) -> UnsafePointer<Int16> { start + row * stride }
  }

  /// What the high-frequency compressor sees beyond what the low-frequency compressor saw: of samples of low frequency how far they are
  /// from the first prediction. Where a sample is not there yet the prediction stands for it.
  package struct LowFrequencies {
    /// Sample less first prediction in units of 2^(errorShift - 4); zero where the sample is of high frequency.
    package let residuals: PaddedRows
    /// Its magnitude; the magnitude expected where the sample is of high frequency.
    package let magnitudes: PaddedRows

    package init(columns: Int, rows: Int) {
      residuals = PaddedRows(width: columns, height: rows)
      magnitudes = PaddedRows(width: columns, height: rows)
    }
  }

  package let own: [Place]
  package let earlier: [[Place]]
  package let ownErrors: [Place]
  package let textures: [[Place]]
  package let residuals: [Place]
  package let magnitudes: [Place]
  /// Pairs whose differences add up to the activity.
  package let pairs: [(Place, Place)]
  private let memory: (FrequencyWindow, LowFrequencies?)

  private static let neighbours = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]

  package init(support: FrequencySupport, subimage: Subimage, window: FrequencyWindow, low: LowFrequencies? = nil) {
    memory = (window, low)
    let taps = support.own[subimage.rawValue]
    let earlierTaps = support.earlier[subimage.rawValue]
    own = taps.map { Place(window.own[$0.subimage.rawValue], $0.row, $0.column) }
    ownErrors = taps.prefix(PlaneFeatures.ownErrors).map { Place(window.errors[$0.subimage.rawValue], $0.row, $0.column) }
    earlier = earlierTaps.indices.map { plane in
      earlierTaps[plane].map { Place(window.earlier[plane][$0.subimage.rawValue], $0.row, $0.column) }
    }
    textures = earlierTaps.indices.map { plane in
      earlierTaps[plane].prefix(PlaneFeatures.textures).map { Place(window.texture[plane][$0.subimage.rawValue], $0.row, $0.column) }
    }
    residuals = low.map { low in Self.neighbours.map { Place(low.residuals, $0.0, $0.1) } } ?? []
    magnitudes = low.map { low in Self.neighbours.map { Place(low.magnitudes, $0.0, $0.1) } } ?? []
    var pairs: [(Place, Place)] = []
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] { pairs.append((own[a], own[b])) }
    for places in earlier where places.count >= 4 {
      for (a, b) in [(0, 1), (2, 3), (0, 3)] { pairs.append((places[a], places[b])) }
    }
    self.pairs = pairs
  }

  /// All places whose samples a prediction sums.
  package var taps: [Place] { own + earlier.flatMap { $0 } + residuals }
  /// All places that a scale sums; the activity and the noise expected follow them.
  package var scaleTaps: [Place] { ownErrors + textures.flatMap { $0 } + magnitudes }

  /// How many weights the compressors of a subimage have.
  package static func counts(_ support: FrequencySupport, _ subimage: Subimage, isHigh: Bool) -> (taps: Int, scale: Int) {
    let (own, earlier) = (support.own[subimage.rawValue], support.earlier[subimage.rawValue])
    let more = isHigh ? neighbours.count : 0
    return (
      own.count + earlier.reduce(0) { $0 + $1.count } + more,
      min(own.count, PlaneFeatures.ownErrors) + earlier.reduce(0) { $0 + min($1.count, PlaneFeatures.textures) } + 2 + more
    )
  }
}
