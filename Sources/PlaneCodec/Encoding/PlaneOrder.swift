internal import SensorModel

/// The order in which the planes of a mosaic are coded.
package enum PlaneOrder {
  /// Positions in `planes`, the first to be coded first.
  ///
  /// In a cell of 2x2 the two planes of a diagonal that are most alike come first: the greens of a Bayer pattern, found in the samples,
  /// since cameras' tags are at times wrong. In other cells the most frequent colour comes first.
  package static func order(_ planes: [PositionedPlane], cell: PlaneCell, colors: [UInt8]?) -> [Int] {
    if cell == PlaneCell(periodWidth: 2, periodHeight: 2), planes.count == 4, planes.map(\.index) == [0, 1, 2, 3] {
      let (falling, rising) = (
        unlikeness(planes[0].plane, planes[3].plane, left: true), unlikeness(planes[1].plane, planes[2].plane, left: false)
      )
      return rising <= falling ? [1, 2, 0, 3] : [0, 3, 1, 2]
    }
    guard let colors else { return Array(planes.indices) }
    let counts = colors.reduce(into: [UInt8: Int]()) { $0[$1, default: 0] += 1 }
    return planes.indices.sorted { left, right in
      let (a, b) = (counts[colors[left]] ?? 0, counts[colors[right]] ?? 0)
      return (-a, colors[left], left) < (-b, colors[right], right)
    }
  }

  /// How far the samples of the upper plane lie from the mean of their four diagonal neighbours in the lower one, per sample.
  private static func unlikeness(_ upper: Plane, _ lower: Plane, left: Bool) -> Int {
    let (width, height) = (min(upper.width, lower.width), min(upper.height, lower.height))
    guard width > 2, height > 2 else { return 0 }
    var (sum, count) = (0, 0)
    let step = max(1, height / 256)
    upper.samples.withUnsafeBufferPointer { upperSamples in
      lower.samples.withUnsafeBufferPointer { lowerSamples in
        for row in stride(from: 1, to: height - 1, by: step) {
          // The lower plane's samples lie a row below; beside them to the right, or to the left.
          let first = left ? 0 : 1
          let here = UnsafeBufferPointer(rebasing: upperSamples[(row * upper.width)...])
          let above = UnsafeBufferPointer(rebasing: lowerSamples[((row - 1) * lower.width + first)...])
          let below = UnsafeBufferPointer(rebasing: lowerSamples[(row * lower.width + first)...])
          for column in 1..<(width - 1) {
            let near = Int(above[column - 1]) + Int(above[column]) + Int(below[column - 1]) + Int(below[column])
            sum += abs(4 * Int(here[column]) - near)
          }
          count += width - 2
        }
      }
    }
    return sum * 16 / max(count, 1)
  }
}
