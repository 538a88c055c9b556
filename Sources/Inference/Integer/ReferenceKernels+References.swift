extension ReferenceKernels {
  /// What a row knows of one sample's scale and level before the row is there.
  package struct Reference: Hashable, Sendable {
    /// The local scale, from 1.
    package var scale: Int32
    package var factor: Int32
    /// Of samples, errors and textures.
    package var limits: [Int16]
    /// The sample expected.
    package var reference: Int16
    /// The scale's code relative to the middle one, in quarters.
    package var level: Int16
  }

  /// The constants of a plane that `reference` needs.
  package struct ReferenceSettings: Sendable {
    package var leftScale: Int32
    package var errorShift: Int
    package var shift: Int
    package var lowest: Int32
    package var highest: Int32
    package var middle: Int32
    /// By scale code.
    package var factors: [Int32]

    package init(leftScale: Int32, errorShift: Int, shift: Int, lowest: Int32, highest: Int32, middle: Int32, factors: [Int32]) {
      self.leftScale = leftScale
      self.errorShift = errorShift
      self.shift = shift
      self.lowest = lowest
      self.highest = highest
      self.middle = middle
      self.factors = factors
    }
  }

  /// The code of a scale from 1 on: sixteenths of octaves, straight between powers of two.
  package static func code(_ scale: Int32) -> Int32 {
    let octave = Int32(31 - scale.leadingZeroBitCount)
    // The four bits after the highest.
    return octave * 16 + Int32((Int64(scale) << 4) >> Int64(octave)) - 16
  }

  /// One sample's reference; `leftWeight` is that of its class.
  package static func reference(
    scaleSum: Int32, error: Int16, sum: Int32, above: Int16, leftWeight: Int32, settings: ReferenceSettings
  ) -> Reference {
    let scale = max((scaleSum &+ settings.leftScale &* Int32(error)) >> 10, 1)
    let code = code(scale)
    let capped = min(scale, 32_767)
    let value = (sum &+ leftWeight &* Int32(above)) >> Int32(settings.shift)
    return Reference(
      scale: scale, factor: settings.factors[Int(code)],
      limits: [capped, min((capped * 16) >> Int32(settings.errorShift), 32_767), min(capped * 4, 32_767)].map { Int16($0) },
      reference: Int16(min(max(value, settings.lowest), settings.highest)),
      level: Int16(min(max((code - settings.middle) * 4, -1023), 1023)))
  }
}
