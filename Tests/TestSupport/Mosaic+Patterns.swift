package import SensorModel

/// Mosaics that probe a coder: each with one property that real pictures have somewhere.
extension Mosaic {
  /// One value everywhere.
  package static func flat(width: Int, height: Int, value: UInt16) -> Mosaic {
    Mosaic(width: width, height: height, samples: Array(repeating: value, count: width * height))
  }

  /// Rises by `step` from sample to sample, row after row, and starts again after `maximum`.
  package static func ramp(width: Int, height: Int, step: Int = 1, maximum: UInt16 = .max) -> Mosaic {
    let period = Int(maximum) + 1
    return Mosaic(width: width, height: height, samples: (0..<(width * height)).map { UInt16($0 * step % period) })
  }

  /// Every value of so many bits equally likely, nothing to predict.
  package static func noise(width: Int, height: Int, bits: Int, seed: UInt64) -> Mosaic {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let samples = (0..<(width * height)).map { _ in UInt16(truncatingIfNeeded: random.next() >> UInt64(64 - bits)) }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// A gentle gradient with noise of a few values: the everyday case.
  package static func smooth(width: Int, height: Int, bits: Int, noise: Int = 8, seed: UInt64) -> Mosaic {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let top = (1 << bits) - 1
    let samples = (0..<(width * height)).map { index -> UInt16 in
      let (row, column) = (index / width, index % width)
      let level = top / 8 + (row * top / 2) / height + (column * top / 4) / width
      return UInt16(min(top, max(0, level + random.below(2 * noise + 1) - noise)))
    }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// A smooth mosaic whose middle is clipped at the largest value.
  package static func saturated(width: Int, height: Int, bits: Int, seed: UInt64) -> Mosaic {
    let top = UInt16((1 << bits) - 1)
    var samples = smooth(width: width, height: height, bits: bits, seed: seed).samples
    for row in (height / 4)..<max(height / 4, height * 3 / 4) {
      for column in (width / 4)..<max(width / 4, width * 3 / 4) { samples[row * width + column] = top }
    }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// A smooth mosaic with one sample in about `every` replaced by any value at all.
  package static func hotPixels(width: Int, height: Int, bits: Int, every: Int = 97, seed: UInt64) -> Mosaic {
    var random = RepeatableRandomNumberGenerator(seed: seed ^ 0x407)
    let samples = smooth(width: width, height: height, bits: bits, seed: seed).samples.map { value in
      random.below(every) == 0 ? UInt16(random.below(1 << bits)) : value
    }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// A smooth mosaic that uses only every `gap`-th value.
  package static func sparse(width: Int, height: Int, bits: Int, gap: UInt16 = 3, seed: UInt64) -> Mosaic {
    let samples = smooth(width: width, height: height, bits: bits, noise: 24, seed: seed).samples.map { $0 / gap * gap }
    return Mosaic(width: width, height: height, samples: samples)
  }

  /// One of each of the patterns above, with names for messages.
  package static func probes(width: Int, height: Int, bits: Int, seed: UInt64) -> [(name: String, mosaic: Mosaic)] {
    let top = UInt16((1 << bits) - 1)
    return [
      ("zero", flat(width: width, height: height, value: 0)),
      ("white", flat(width: width, height: height, value: top)),
      ("ramp", ramp(width: width, height: height, step: 7, maximum: top)),
      ("noise", noise(width: width, height: height, bits: bits, seed: seed)),
      ("smooth", smooth(width: width, height: height, bits: bits, seed: seed)),
      ("saturated", saturated(width: width, height: height, bits: bits, seed: seed)),
      ("hot pixels", hotPixels(width: width, height: height, bits: bits, seed: seed)),
      ("sparse", sparse(width: width, height: height, bits: bits, seed: seed)),
    ]
  }
}
