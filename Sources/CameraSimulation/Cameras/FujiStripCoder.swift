/// One strip of Fujifilm's compression while it is written.
struct FujiStripCoder {
  private let placeCount: Int
  private let bits: Int
  /// By colour the lines so far, each with one place more on either side.
  private var lines: [[[Int]]]
  /// By parity of the place, set and gradient: a sum of magnitudes, and how many.
  private var sums: [[[Int]]]
  private var counts: [[[Int]]]
  private var coded: [Bool] = []

  init(placeCount: Int, bits: Int) {
    (self.placeCount, self.bits) = (placeCount, bits)
    let dark = [Int](repeating: 0, count: placeCount + 2)
    lines = Array(repeating: [dark, dark], count: 3)
    sums = Array(repeating: Array(repeating: Array(repeating: (1 << bits) / 64, count: 41), count: 3), count: 2)
    counts = Array(repeating: Array(repeating: Array(repeating: 1, count: 41), count: 3), count: 2)
  }

  /// The bits so far; the low bits of `filling` fill the last byte.
  func bytes(filling: UInt8) -> [UInt8] {
    stride(from: 0, to: coded.count, by: 8).map { start in
      (0..<8).reduce(UInt8(0)) { byte, place in
        let bit = start + place < coded.count ? (coded[start + place] ? 1 : 0) : filling >> UInt8(7 - place) & 1
        return byte << 1 | bit
      }
    }
  }

  /// Codes two lines of different colours by turns; nil stands for places that no sample has.
  mutating func code(_ first: [Int?], color firstColor: Int, _ second: [Int?], color secondColor: Int, set: Int) {
    for color in [firstColor, secondColor] {
      let before = lines[color][lines[color].count - 1]
      var line = [Int](repeating: 0, count: placeCount + 2)
      (line[0], line[placeCount + 1]) = (before[1], before[placeCount])
      lines[color].append(line)
    }
    var (even, odd) = (0, 1)
    while odd < placeCount {
      if even < placeCount {
        codeEven(first[even], even, firstColor, set)
        codeEven(second[even], even, secondColor, set)
        even += 2
      }
      if even > 8 || even >= placeCount {
        codeOdd(first[odd] ?? 0, odd, firstColor, set)
        codeOdd(second[odd] ?? 0, odd, secondColor, set)
        odd += 2
      }
    }
  }

  private mutating func codeEven(_ value: Int?, _ place: Int, _ color: Int, _ set: Int) {
    let last = lines[color].count - 1
    let (above, farAbove) = (lines[color][last - 1], lines[color][last - 2])
    let (up, left, right, far) = (above[place + 1], above[place], above[place + 2], farAbove[place + 1])
    let (toLeft, toRight, toFar) = (abs(left - up), abs(right - up), abs(far - up))
    var sum = left + right + 2 * up
    if toLeft > toFar && toLeft > toRight {
      sum = far + right + 2 * up
    } else if toRight > toLeft && toRight > toFar {
      sum = far + left + 2 * up
    }
    lines[color][last][place + 1] = value ?? sum / 4
    guard let value else { return }
    write(value, predicted: sum / 4, gradient: 9 * step(up - far) + step(left - up), parity: 0, set)
  }

  private mutating func codeOdd(_ value: Int, _ place: Int, _ color: Int, _ set: Int) {
    let last = lines[color].count - 1
    let (line, above) = (lines[color][last], lines[color][last - 1])
    let (before, behind) = (line[place], line[place + 2])
    let (up, left, right) = (above[place + 1], above[place], above[place + 2])
    let isPeak = up > left && up > right || up < left && up < right
    lines[color][last][place + 1] = value
    write(
      value, predicted: isPeak ? (before + behind + 2 * up) / 4 : (before + behind) / 2,
      gradient: 9 * step(up - left) + step(left - before), parity: 1, set)
  }

  private func step(_ difference: Int) -> Int {
    let size = [1, 0x12, 0x43, 0x114].filter { abs(difference) >= $0 }.count
    return difference < 0 ? -size : size
  }

  private mutating func write(_ value: Int, predicted: Int, gradient: Int, parity: Int, _ set: Int) {
    let values = 1 << bits
    var residual = gradient < 0 ? predicted - value : value - predicted
    if residual < -values / 2 { residual += values }
    if residual >= values / 2 { residual -= values }
    let code = residual < 0 ? -2 * residual - 1 : 2 * residual
    let state = abs(gradient)
    var low = 0
    while counts[parity][set][state] << low < sums[parity][set][state] { low += 1 }
    let escape = 4 * bits - bits - 1
    if code >> low < escape {
      coded += [Bool](repeating: false, count: code >> low) + [true]
      write(code, low)
    } else {
      coded += [Bool](repeating: false, count: escape) + [true]
      write(code - 1, bits)
    }
    sums[parity][set][state] += abs(residual)
    if counts[parity][set][state] == 64 {
      sums[parity][set][state] /= 2
      counts[parity][set][state] /= 2
    }
    counts[parity][set][state] += 1
  }

  private mutating func write(_ value: Int, _ length: Int) {
    for bit in (0..<length).reversed() { coded.append(value >> bit & 1 == 1) }
  }
}
