/// Smooth random fields over the plane: random values on a lattice, interpolated, and summed over octaves for a fractal look.
struct ValueNoise {
  let seed: UInt64

  /// 0..<1, smooth, with features about one unit wide.
  func value(_ x: Double, _ y: Double) -> Double {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (column, row) = (Int(left), Int(top))
    let (across, down) = (Self.eased(x - left), Self.eased(y - top))
    let upper = SplitMix64.unit(seed, column, row) * (1 - across) + SplitMix64.unit(seed, column + 1, row) * across
    let lower = SplitMix64.unit(seed, column, row + 1) * (1 - across) + SplitMix64.unit(seed, column + 1, row + 1) * across
    return upper * (1 - down) + lower * down
  }

  /// 0..<1, mean a half: octaves of half the size and half the strength.
  func fractal(_ x: Double, _ y: Double, octaves: Int) -> Double {
    var sum = 0.0
    var weight = 1.0
    var total = 0.0
    var scale = 1.0
    for octave in 0..<max(1, octaves) {
      let shift = Double(octave) * 17.31
      sum += weight * value(x * scale + shift, y * scale - shift)
      total += weight
      weight *= 0.5
      scale *= 2
    }
    return sum / total
  }

  private static func eased(_ share: Double) -> Double { share * share * (3 - 2 * share) }
}
