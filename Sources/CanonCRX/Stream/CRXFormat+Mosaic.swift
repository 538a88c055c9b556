package import ByteCoding

extension CRXFormat {
  /// Turns stored samples into the values that LibRaw gives, in place.
  ///
  /// For `colors` they are equal; for `signed` they are the signed values, modulo 65536. For `luminance` each value comes from four
  /// samples of a 2x2 block, by the constants that LibRaw 0.20 to 0.22 has; that is no step a decoder can turn back.
  /// Throws `misuse` (`crx.room`) for other numbers of samples than `sampleCount`.
  package func mapToMosaic(_ samples: UnsafeMutableBufferPointer<UInt16>) throws(Fault) {
    guard samples.count == sampleCount else { throw Fault(.misuse, "crx.room", "\(samples.count) samples for a mosaic of \(sampleCount)") }
    switch encoding {
    case .colors: return
    case .signed:
      let bias = UInt16(truncatingIfNeeded: self.bias)
      for index in samples.indices { samples[index] &-= bias }
    case .luminance:
      for row in stride(from: 0, to: height, by: 2) {
        for column in stride(from: 0, to: width, by: 2) { mapBlock(samples, at: row * width + column) }
      }
    }
  }

  /// The four samples of a block: luminance, blue chrominance, difference of the greens, red chrominance.
  private func mapBlock(_ samples: UnsafeMutableBufferPointer<UInt16>, at start: Int) {
    func index(_ plane: Int) -> Int { start + (plane ^ layout) / 2 * width + (plane ^ layout) % 2 }
    let values = (0..<4).map { Int(samples[index($0)]) - bias }
    // Ten bits behind the point.
    let light = (1 << (mosaicBits - 1) + values[0]) << 10
    let green = light - 168 * values[1] - 585 * values[3]
    let size = (abs(green) + 512) >> 9 & ~1
    let twice = green < 0 ? -size : size
    let top = 1 << mosaicBits - 1
    func clamped(_ value: Int) -> UInt16 { UInt16(truncatingIfNeeded: min(max(value, 0), top)) }
    samples[index(0)] = clamped((light + 1510 * values[3] + 512) >> 10)
    samples[index(1)] = clamped((values[2] + twice + 1) >> 1)
    samples[index(2)] = clamped((twice - values[2] + 1) >> 1)
    samples[index(3)] = clamped((light + 1927 * values[1] + 512) >> 10)
  }
}
