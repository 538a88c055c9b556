/// The curve of Nikon's lossy compression: codes of a quarter of the values, close together in the shadows and far apart in the
/// lights, where the noise is larger than the steps.
struct NikonCurve {
  /// The sample value of each code, rising.
  let steps: [Int]
  /// 257 points of the same curve, (2^bits / 256) codes apart, level behind the last code; or a quarter of that apart.
  let points: [Int]
  private let spacing: Int
  private let codes: [Int]

  init(bits: Int, finePoints: Bool = false) {
    let (size, count) = (1 << bits, 1 << (bits - 2))
    func value(_ code: Int) -> Int { min(size - 1, code + 3 * code * code / count) }
    steps = (0..<count).map(value)
    let spacing = finePoints ? count / 256 : size / 256
    self.spacing = spacing
    points = (0...256).map { value($0 * spacing) }
    // The nearest code of each value.
    var codes: [Int] = []
    var code = 0
    for wanted in 0..<size {
      while code + 1 < count, abs(value(code + 1) - wanted) < abs(value(code) - wanted) { code += 1 }
      codes.append(code)
    }
    self.codes = codes
  }

  /// The code whose value is nearest to a sample's.
  func code(for value: Int) -> Int { codes[min(value, codes.count - 1)] }

  /// What a reader of the whole curve gives for a code.
  func value(at code: Int) -> Int { steps[min(max(code, 0), steps.count - 1)] }

  /// What a reader of the points gives for a code: straight lines between them.
  func valueBetweenPoints(at code: Int) -> Int {
    let place = min(max(code, 0), 256 * spacing - 1)
    let (point, rest) = (place / spacing, place % spacing)
    return (points[point] * (spacing - rest) + points[point + 1] * rest) / spacing
  }
}
