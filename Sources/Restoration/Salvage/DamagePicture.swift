internal import SensorModel
internal import UnitCoding

/// A small picture of a salvaged mosaic: grey where its samples are exact, magenta where some are lost.
enum DamagePicture {
  private static let longestSide = 512
  private static let lost: (Double, Double, Double) = (255, 0, 255)

  /// A PNG file. A pixel stands for at least one whole cell of the mosaic, and is tinted as soon as one of its samples is lost.
  static func png(_ mosaic: SalvagedMosaic, _ mask: [Bool]) -> [UInt8] {
    let layout = mosaic.layout
    let cells = max(
      1, (layout.width + longestSide * layout.periodWidth - 1) / (longestSide * layout.periodWidth),
      (layout.height + longestSide * layout.periodHeight - 1) / (longestSide * layout.periodHeight))
    let (stepX, stepY) = (cells * layout.periodWidth, cells * layout.periodHeight)
    let (columns, rows) = ((layout.width + stepX - 1) / stepX, (layout.height + stepY - 1) / stepY)
    var sums = [Double](repeating: 0, count: columns * rows)
    var exact = [Int](repeating: 0, count: columns * rows)
    var lostCounts = exact
    mosaic.stored.samples.withUnsafeBufferPointer { samples in
      for row in 0..<layout.height {
        for column in 0..<layout.width {
          let pixel = row / stepY * columns + column / stepX
          let place = row * layout.width + column
          if mask[place] {
            lostCounts[pixel] += 1
          } else {
            exact[pixel] += 1
            sums[pixel] += Double(samples[place])
          }
        }
      }
    }
    let means = sums.indices.map { exact[$0] > 0 ? sums[$0] / Double(exact[$0]) : 0 }
    let seen = means.indices.filter { exact[$0] > 0 }.map { means[$0] }.sorted()
    // Few pixels may clip: noise and lamps should not darken everything else.
    let (black, white) = seen.isEmpty ? (0, 1) : (seen[seen.count / 200], seen[seen.count - 1 - seen.count / 200])
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * columns * rows)
    for pixel in means.indices {
      let grey = 255 * min(1, max(0, (means[pixel] - black) / max(1, white - black))).squareRoot()
      let all = exact[pixel] + lostCounts[pixel]
      let share = lostCounts[pixel] == 0 ? 0 : 0.4 + 0.6 * Double(lostCounts[pixel]) / Double(all)
      for part in [lost.0, lost.1, lost.2] { pixels.append(UInt8(grey * (1 - share) + part * share)) }
    }
    return PNGFile.bytes(width: columns, height: rows, samples: pixels)
  }
}
