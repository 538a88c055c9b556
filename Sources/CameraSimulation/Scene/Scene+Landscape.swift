extension Scene {
  func sky(_ u: Double, _ v: Double) -> LinearColor {
    let height = min(1, v / 0.62)
    let clear = LinearColor(0.16, 0.30, 0.62).blended(LinearColor(0.72, 0.70, 0.66), height * height)
    let cloud = noise(1).fractal(u * 2.2, v * 5.5, octaves: min(6, octaves))
    let cover = min(1, max(0, (cloud - 0.52) * 4.5)) * (1 - 0.5 * height)
    return clear.blended(LinearColor(0.93, 0.92, 0.90), cover)
  }

  func farHill(_ u: Double, _ v: Double) -> LinearColor? {
    let ridge = 0.60 - 0.17 * noise(2).fractal(u * 1.6 + 3, 0.5, octaves: octaves)
    guard v > ridge else { return nil }
    let texture = noise(3).fractal(u * 9, v * 14, octaves: octaves - 1)
    let haze = LinearColor(0.30, 0.36, 0.44)
    return (LinearColor(0.13, 0.19, 0.17) * max(0.2, 3 * texture - 0.5)).blended(haze, 0.45)
  }

  func nearHill(_ u: Double, _ v: Double) -> LinearColor? {
    let ridge = 0.68 - 0.16 * noise(4).fractal(u * 2.3 + 7, 0.5, octaves: octaves)
    guard v > ridge else { return nil }
    let woods = noise(5).fractal(u * 14, v * 20, octaves: octaves)
    let fields = noise(6).value(u * 5, v * 11)
    let green = LinearColor(0.055, 0.105, 0.035) * max(0.1, 4.2 * woods - 1.1)
    return fields > 0.62 ? green.blended(LinearColor(0.23, 0.20, 0.08), 0.7) : green
  }

  func meadow(_ u: Double, _ v: Double) -> LinearColor? {
    let edge = 0.72 + 0.02 * noise(7).fractal(u * 3, 0.5, octaves: octaves)
    guard v > edge else { return nil }
    let depth = (v - edge) / (1 - edge)
    let path = u - aspect * 0.62 + 0.25 * (depth - 0.2) * (depth - 0.9)
    let half = 0.02 + 0.09 * depth
    if path > -half, path < half {
      let gravel = noise(8).fractal(u * 60, v * 90, octaves: max(1, octaves - 4))
      return LinearColor(0.30, 0.27, 0.23) * (0.55 + 0.9 * gravel)
    }
    let blades = noise(9).fractal(u * 110, v * 20, octaves: max(2, octaves - 3))
    let patches = noise(10).fractal(u * 4, v * 7, octaves: 4)
    let grass = LinearColor(0.10, 0.19, 0.045).blended(LinearColor(0.22, 0.21, 0.07), patches)
    return grass * (0.35 + 1.3 * blades) * (0.8 + 0.4 * depth)
  }

  func bush(_ u: Double, _ v: Double) -> LinearColor? {
    let (across, down) = ((u - aspect * 0.13) / (aspect * 0.19), (v - 0.80) / 0.27)
    let round = 1 - across * across - down * down
    guard round > -0.8 else { return nil }
    let outline = noise(11).fractal(u * 12, v * 12, octaves: octaves - 1)
    guard round + 1.5 * (outline - 0.5) > 0 else { return nil }
    // Leaves: two layers of hard-edged blobs over deep shade.
    let leaf = noise(12).fractal(u * 42, v * 42, octaves: 2)
    let twig = noise(13).value(u * 110, v * 95)
    let veins = noise(14).fractal(u * 150, v * 150, octaves: max(1, octaves - 5))
    let sun = (0.6 + 0.6 * (1 - v)) * (0.45 + 1.1 * veins)
    if SplitMix64.unit(seed ^ 0xF1, Int((u * 55).rounded(.down)), Int((v * 55).rounded(.down))) > 0.965, leaf > 0.45 {
      return LinearColor(0.52, 0.035, 0.06) * (0.5 + twig)
    }
    if leaf > 0.56 { return LinearColor(0.12, 0.25, 0.04) * (sun * (0.6 + twig)) }
    if twig > 0.52 { return LinearColor(0.05, 0.12, 0.025) * sun }
    return LinearColor(0.010, 0.017, 0.008)
  }
}
