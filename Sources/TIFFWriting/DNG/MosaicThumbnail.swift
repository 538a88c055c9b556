internal import SensorModel
internal import ShotMetadata

/// A small colour picture straight from the mosaic, for files nobody developed a preview for.
enum MosaicThumbnail {
  /// No side over 256; one pixel is one cell of the filter array, scaled by the as-shot white and a square-root tone curve.
  static func pixels(of mosaic: Mosaic, facts: ShotFacts, filter: DNGColorFilter, area: PixelRectangle) -> RGBPixels? {
    let (cellWidth, cellHeight) = (min(filter.periodWidth, area.width), min(filter.periodHeight, area.height))
    let cells = max(1, max((area.width / cellWidth + 255) / 256, (area.height / cellHeight + 255) / 256))
    let (stepX, stepY) = (cellWidth * cells, cellHeight * cells)
    let (columns, rows) = (max(1, area.width / stepX), max(1, area.height / stepY))
    let black = facts.levels.black.reduce(0, +) / Double(max(1, facts.levels.black.count))
    let range = max(1, Double(facts.levels.white) - black)
    let gains = filter.planeColors.map { index in
      guard let neutral = facts.color.asShotNeutral, index < neutral.count, neutral[index] > 0.01 else { return 1.0 }
      return 1 / neutral[index]
    }
    var samples: [UInt16] = []
    samples.reserveCapacity(columns * rows * 3)
    for row in 0..<rows {
      for column in 0..<columns {
        var sums = [Double](repeating: 0, count: 7)
        var counts = [Double](repeating: 0, count: 7)
        for y in 0..<cellHeight {
          for x in 0..<cellWidth {
            let code = Int(filter.pattern[y * filter.periodWidth + x])
            sums[code] += Double(mosaic[area.top + row * stepY + y, area.left + column * stepX + x])
            counts[code] += 1
          }
        }
        var light: [Int: Double] = [:]
        for (plane, code) in filter.planeCodes.enumerated() where counts[Int(code)] > 0 {
          light[Int(code)] = max(0, sums[Int(code)] / counts[Int(code)] - black) / range * gains[plane]
        }
        for channel in 0..<3 {
          let value = Self.channel(channel, of: light)
          samples.append(UInt16(255 * min(1, max(0, value)).squareRoot()))
        }
      }
    }
    return RGBPixels(width: columns, height: rows, bits: 8, samples: samples)
  }

  /// Red, green or blue from whichever filters there are; complementary filters are rough differences.
  private static func channel(_ channel: Int, of light: [Int: Double]) -> Double {
    if let value = light[channel] { return value }
    if let cyan = light[3], let magenta = light[4], let yellow = light[5] {
      return [yellow + magenta - cyan, cyan + yellow - magenta, cyan + magenta - yellow][channel] / 2
    }
    return light[6] ?? light[1] ?? 0
  }
}
