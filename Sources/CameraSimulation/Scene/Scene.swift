/// A landscape that never was: sky, hills, a brick house, a bush, a lamp and a colour chart, in linear light at any size.
///
/// It has what a codec meets in photographs: smooth gradients, fractal texture, hard edges, fine detail and saturated lights.
/// `u` runs from 0 to the aspect ratio, `v` from 0 (top) to 1.
package struct Scene: Hashable, Sendable {
  package let seed: UInt64
  /// Width over height of the picture.
  package let aspect: Double
  /// Octaves after which fractal detail reaches the size of a photosite.
  let octaves: Int

  /// A scene drawn for pictures of this size; equal seeds give the same place at every size.
  package init(seed: UInt64, width: Int, height: Int) {
    self.seed = seed
    aspect = Double(width) / Double(max(1, height))
    var octaves = 3
    while octaves < 11, height >> octaves > 4 { octaves += 1 }
    self.octaves = octaves
  }

  /// The light at one point, before the lens.
  package func light(u: Double, v: Double) -> LinearColor {
    surface(u, v) + lampGlow(u, v)
  }

  private func surface(_ u: Double, _ v: Double) -> LinearColor {
    if let color = lamp(u, v) { return color }
    if let color = chart(u, v) { return color }
    if let color = bush(u, v) { return color }
    if let color = house(u, v) { return color }
    if v > 0.56 {
      if let color = meadow(u, v) { return color }
    }
    if v > 0.3 {
      if let color = nearHill(u, v) { return color }
      if let color = farHill(u, v) { return color }
    }
    return sky(u, v)
  }

  func noise(_ field: UInt64) -> ValueNoise { ValueNoise(seed: SplitMix64.mixed(seed &* 64 &+ field)) }
}
