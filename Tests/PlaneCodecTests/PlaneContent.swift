import SensorModel

/// Planes of every kind a sensor or a converter makes, from a seed.
enum PlaneContent: String, CaseIterable, CustomStringConvertible {
  case black, flat, ramp, noise, saturated, hotPixels, shifted, gapped, lookedUp, twoValues, everyValue

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
      case .flat: value = top / 3
      case .ramp: value = (row + column) % (top + 1)
      case .noise: value = Int(random.next() & UInt64(top))
      case .saturated: value = min(top, smooth * 4)
      case .hotPixels: value = random.next() % 97 == 0 ? top : top / 16 + noise
      case .shifted: value = (smooth >> 3) << 3
      case .gapped: value = smooth / 5 * 7 % (top + 1)
      case .lookedUp: value = (smooth % 200) * (smooth % 200) * top / 40_000
      case .twoValues: value = random.next() & 1 == 0 ? top : top - top / 2
      case .everyValue: value = position & top
      }
      return UInt16(truncatingIfNeeded: value)
    }
    return Plane(width: width, height: height, samples: samples)
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
