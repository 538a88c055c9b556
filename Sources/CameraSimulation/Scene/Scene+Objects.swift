extension Scene {
  func house(_ u: Double, _ v: Double) -> LinearColor? {
    let (left, right, top, bottom) = (aspect * 0.50, aspect * 0.80, 0.40, 0.79)
    guard u > left - 0.02, u < right + 0.02, v > 0.26, v < bottom else { return nil }
    let across = (u - left) / (right - left)
    if v < top {
      let slope = across < 0.5 ? across : 1 - across
      guard top - v < 0.02 + 0.27 * slope else { return nil }
      let tile = Int((v * 130).rounded(.down)) & 1 == 0 ? 1.0 : 0.72
      let wear = noise(20).fractal(u * 30, v * 30, octaves: max(2, octaves - 3))
      return LinearColor(0.20, 0.075, 0.055) * (tile * (0.6 + 0.8 * wear))
    }
    guard across > 0, across < 1 else { return nil }
    let down = (v - top) / (bottom - top)
    if let color = window(across, down, u, v) { return color }
    let course = (v * 115).rounded(.down)
    let run = u * 48 + (Int(course) & 1 == 0 ? 0 : 0.5)
    let brick = run.rounded(.down)
    if v * 115 - course < 0.16 || run - brick < 0.07 { return LinearColor(0.42, 0.40, 0.36) }
    let tint = SplitMix64.unit(seed ^ 0xB1, Int(brick), Int(course))
    let grain = noise(21).fractal(u * 120, v * 120, octaves: max(1, octaves - 5))
    return LinearColor(0.34, 0.17, 0.11) * ((0.75 + 0.4 * tint) * (0.75 + 0.5 * grain))
  }

  private func window(_ across: Double, _ down: Double, _ u: Double, _ v: Double) -> LinearColor? {
    let (column, row) = ((across * 5).rounded(.down), (down * 3).rounded(.down))
    let (x, y) = (across * 5 - column, down * 3 - row)
    guard x > 0.22, x < 0.78, y > 0.2, y < 0.82 else { return nil }
    let frame = x < 0.27 || x > 0.73 || y < 0.25 || y > 0.77 || (x > 0.485 && x < 0.515)
    if frame { return LinearColor(0.80, 0.79, 0.75) }
    if SplitMix64.unit(seed ^ 0x77, Int(column), Int(row)) > 0.72 {
      return LinearColor(1.15, 0.78, 0.34) * (0.7 + 0.5 * y)
    }
    let mirrored = noise(22).value(u * 14, v * 9)
    return LinearColor(0.035, 0.05, 0.07).blended(LinearColor(0.30, 0.38, 0.48), mirrored * (1 - y) * 0.8)
  }

  private var lampPlace: (u: Double, v: Double) { (aspect * 0.40, 0.36) }

  func lamp(_ u: Double, _ v: Double) -> LinearColor? {
    let place = lampPlace
    let (across, down) = (u - place.u, v - place.v)
    if across * across + down * down < 0.00055 { return LinearColor(9.0, 7.6, 5.2) }
    if across > -0.005, across < 0.005, down > 0, v < 0.80 { return LinearColor(0.025, 0.025, 0.028) }
    if across > -0.018, across < 0.018, down > 0.022, down < 0.032 { return LinearColor(0.05, 0.05, 0.055) }
    return nil
  }

  /// Light that the lens spreads around the lamp.
  func lampGlow(_ u: Double, _ v: Double) -> LinearColor {
    let place = lampPlace
    let (across, down) = (u - place.u, v - place.v)
    let square = across * across + down * down
    return LinearColor(1.0, 0.8, 0.5) * (0.0011 / (0.0011 + square * (1 + 60 * square)) * 0.55)
  }

  /// Three rows of six: greys, strong colours, muted colours, on a black board with a white rim.
  func chart(_ u: Double, _ v: Double) -> LinearColor? {
    let (left, top) = (aspect * 0.80, 0.765)
    let side = min(0.033, aspect * 0.03)
    let (x, y) = ((u - left) / side, (v - top) / side)
    guard x > -0.5, x < 6.5, y > -0.5, y < 3.5 else { return nil }
    if x < -0.3 || x > 6.3 || y < -0.3 || y > 3.3 { return LinearColor(0.88, 0.88, 0.86) }
    guard x > 0, x < 6, y > 0, y < 3 else { return LinearColor(0.02, 0.02, 0.02) }
    let (column, row) = (Int(x), Int(y))
    let (inX, inY) = (x - Double(column), y - Double(row))
    guard inX > 0.09, inX < 0.91, inY > 0.09, inY < 0.91 else { return LinearColor(0.02, 0.02, 0.02) }
    return Self.patches[row * 6 + column]
  }

  private static let patches: [LinearColor] = [
    LinearColor(0.90, 0.90, 0.90), LinearColor(0.58, 0.58, 0.58), LinearColor(0.36, 0.36, 0.36), LinearColor(0.18, 0.18, 0.18),
    LinearColor(0.09, 0.09, 0.09), LinearColor(0.03, 0.03, 0.03), LinearColor(0.46, 0.03, 0.04), LinearColor(0.06, 0.33, 0.07),
    LinearColor(0.03, 0.06, 0.34), LinearColor(0.80, 0.57, 0.02), LinearColor(0.45, 0.07, 0.31), LinearColor(0.02, 0.28, 0.40),
    LinearColor(0.17, 0.08, 0.05), LinearColor(0.55, 0.31, 0.22), LinearColor(0.11, 0.20, 0.34), LinearColor(0.10, 0.15, 0.05),
    LinearColor(0.24, 0.22, 0.45), LinearColor(0.14, 0.51, 0.41),
  ]
}
