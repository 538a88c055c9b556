/// Makes blocks of 16 bytes as Panasonic's cameras might: for samples, the bytes and the samples that they are decoded to.
enum PanasonicBlock {
  /// Samples without gaps from the lowest bit of the first byte on; zeros fill the block.
  static func packed(_ samples: [Int], bits: Int) -> (bytes: [UInt8], samples: [Int]) {
    var flags = [Int](repeating: 0, count: 128)
    for (index, sample) in samples.enumerated() {
      for bit in 0..<bits { flags[index * bits + bit] = sample >> bit & 1 }
    }
    return ((0..<16).map { byte in UInt8((0..<8).reduce(0) { $0 | flags[byte * 8 + $1] << $1 }) }, samples)
  }

  /// Two whole samples of 12 bits, then codes of 8, for differences at the least shift by which three of them fit.
  static func ofDifferences8(_ samples: [Int]) -> (bytes: [UInt8], samples: [Int]) {
    // The black level keeps real samples away from these.
    let samples = samples.map { max(32, min(4095, $0)) }
    return block(samples, wholeBits: 12, codeBits: 8) { sample, before, shift in
      let low = (1 << shift) - 1
      let base = shift == 4 || before < 128 << shift ? before & low : before - (128 << shift)
      let code = (sample - base) >> shift
      return (1...255).contains(code) ? (code, base + code << shift) : nil
    }
  }

  /// Two whole samples of 14 bits, then codes of 10; LibRaw's samples are 15 lower.
  static func ofDifferences10(_ samples: [Int]) -> (bytes: [UInt8], samples: [Int]) {
    let made = block(samples.map { min(16_383, $0 + 15) }, wholeBits: 14, codeBits: 10) { sample, before, shift in
      let base = shift < 4 && before > 512 << shift ? before - (512 << shift) : 0
      let code = (sample - base) >> shift
      return (0...1023).contains(code) ? (code, base + code << shift) : nil
    }
    return (made.bytes, made.samples.map { max(0, $0 - 15) })
  }

  /// `coded` gives code and decoded sample for a sample, the one before it and a shift, or nil where there is no code.
  private static func block(
    _ samples: [Int], wholeBits: Int, codeBits: Int, coded: (Int, Int, Int) -> (code: Int, sample: Int)?
  ) -> (bytes: [UInt8], samples: [Int]) {
    var bits = BitString()
    var made = samples
    for index in 0..<2 { bits.append(samples[index], count: wholeBits) }
    for first in stride(from: 2, to: samples.count, by: 3) {
      for (field, shift) in [0, 1, 2, 4].enumerated() {
        var codes: [Int] = []
        for index in first..<(first + 3) {
          guard let (code, sample) = coded(samples[index], made[index - 2], shift) else { break }
          codes.append(code)
          made[index] = sample
        }
        // The largest shift codes samples as they are: it always fits.
        guard codes.count == 3 else { continue }
        bits.append(field, count: 2)
        for code in codes { bits.append(code, count: codeBits) }
        break
      }
    }
    if bits.bytes.count < 16 { bits.append(0, count: 4) }
    return (bits.bytes.reversed(), made)
  }
}
