/// Sony's tone curve (tag 0x7010): what the codes of an ARW2 stream mean.
enum SonyToneCurve {
  /// The tag of the curve's four points.
  static let tag: UInt16 = 0x7010

  /// The value of each of the 2048 codes, as LibRaw has them.
  ///
  /// The points, cut to multiples of four and divided by these, part the numbers up to 4095; from one number to the next the value rises by
  /// 1 in the first part, then by 2, 4, 8 and 16. A code means the value at twice its number. Without points it means twice its number.
  /// Cost: a few thousand steps, whatever the points are.
  static func values(points: [Int]) -> [UInt16] {
    var curve = (0...0xFFFF).map { UInt16(truncatingIfNeeded: $0) }
    if points.count >= 4 {
      let ends = [0] + points.prefix(4).map { $0 >> 2 & 0xFFF } + [4095]
      for part in 0..<5 where ends[part] < ends[part + 1] {
        for number in (ends[part] + 1)...ends[part + 1] { curve[number] = curve[number - 1] &+ 1 << UInt16(part) }
      }
    }
    return (0..<2048).map { curve[2 * $0] }
  }
}
