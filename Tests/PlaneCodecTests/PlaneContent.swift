import SensorModel

/// Planes of every kind a sensor or a converter makes, from a seed.
enum PlaneContent: String, CaseIterable, CustomStringConvertible {
  case black, white, flat, outlier, ramp, noise, faintNoise, broadNoise, natural, text, saturated, hotPixels, shifted, gapped, thirds,
    logCurve, lookedUp, twoValues, shadows, everyValue, upscaled

  var description: String { rawValue }

  func plane(width: Int, height: Int, bits: Int, seed: UInt64 = 1) -> Plane {
    var random = SplitMix(state: seed &* 1000 &+ UInt64(bits))
    let top = (1 << bits) - 1
    let samples = (0..<(width * height)).map { position -> UInt16 in
      let (row, column) = (position / width, position % width)
      let noise = Int(random.next() % 7)
      let smooth = (row * 3 + column * 2 + noise) % (top + 1)
      let value: Int
      switch self {
      case .black: value = 0
      case .white: value = top
      case .flat: value = top / 3
      case .outlier: value = position == width * height / 2 ? top : top / 3
      case .ramp: value = (row + column) % (top + 1)
      case .noise: value = Int(random.next() & UInt64(top))
      case .faintNoise: value = top / 2 + noise / 3
      case .broadNoise: value = top / 4 + Int(random.next() % UInt64(top / 2 + 1))
      case .natural: value = Self.natural(row, column, top, &random)
      case .text: value = (row / 3 * 7 + column / 2 * 5 + row / 3 * (column / 2)) % 11 < 4 ? top / 20 : top - top / 8
      case .saturated: value = min(top, smooth * 4)
      case .hotPixels: value = random.next() % 97 == 0 ? top : top / 16 + noise
      case .shifted: value = (smooth >> 3) << 3
      case .gapped: value = smooth / 5 * 7 % (top + 1)
      case .thirds: value = min(top, Self.natural(row, column, top, &random) / 3 * 3)
      case .logCurve: value = Self.logCurve(Self.natural(row, column, top, &random), top)
      case .lookedUp: value = (smooth % 200) * (smooth % 200) * top / 40_000
      case .twoValues: value = random.next() & 1 == 0 ? top : top - top / 2
      case .shadows: value = row * 3 < height ? Self.natural(row, column, top, &random) : 0
      case .everyValue: value = position & top
      case .upscaled: value = Self.upscaled(row, column, top, seed) + noise % 2
      }
      return UInt16(truncatingIfNeeded: value)
    }
    return Plane(width: width, height: height, samples: samples)
  }
}

extension PlaneContent {
  /// Gentle slopes with an edge, and noise that grows with the root of the intensity, as photons do.
  fileprivate static func natural(_ row: Int, _ column: Int, _ top: Int, _ random: inout SplitMix) -> Int {
    let (x, y) = (Double(column), Double(row))
    let edge = (column - 40) * (column - 40) + (row - 25) * (row - 25) < 400 ? 0.25 : 0.0
    let level = Double(top) * (0.3 + 0.12 * (x / 37).sine + 0.1 * (y / 23 + x / 90).sine + edge)
    var sum = 0.0
    for _ in 0..<6 { sum += Double(random.next() >> 11) / Double(1 << 53) - 0.5 }
    return max(0, min(top, Int(level + sum * (level / 8 + 2).squareRoot())))
  }

  /// Broad noise where row and column are even, rounded means of these neighbours elsewhere: what enlarging a picture leaves.
  fileprivate static func upscaled(_ row: Int, _ column: Int, _ top: Int, _ seed: UInt64) -> Int {
    func sample(_ row: Int, _ column: Int) -> Int {
      var random = SplitMix(state: seed &* 77 &+ UInt64(row << 20 | column))
      return top / 2 + (row + column) % (top / 8 + 1) + Int(random.next() % UInt64(top / 4 + 1))
    }
    let (rows, columns) = ([row / 2, (row + 1) / 2], [column / 2, (column + 1) / 2])
    return (rows.reduce(0) { sum, row in columns.reduce(sum) { $0 + sample(row, $1) } } + 2) / 4
  }

  /// Many values for shadows, few for lights: about 200 of them, as cameras that store logarithms leave.
  fileprivate static func logCurve(_ value: Int, _ top: Int) -> Int {
    var (code, edge) = (0, 0.0)
    while edge <= Double(value) {
      code = Int(edge)
      edge += max(1, edge / 32)
    }
    return min(code, top)
  }
}

extension Double {
  /// A parabola's stand-in for the sine, equal on every machine.
  fileprivate var sine: Double {
    let phase = self - (self / 2).rounded(.down) * 2
    return phase < 1 ? 4 * phase * (1 - phase) : 4 * (phase - 1) * (phase - 2)
  }
}

/// SplitMix64: repeatable on every machine.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
