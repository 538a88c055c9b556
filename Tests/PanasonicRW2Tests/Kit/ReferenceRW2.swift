import ByteCoding
import PanasonicRW2
import TestSupport

/// Streams of any blocks at all, and a slow decoder of them after dcraw's: bit by bit through sections.
struct ReferenceRW2 {
  enum Content: CaseIterable { case noise, zeros, ones, sparse, smooth }

  let format: PanasonicRW2Format
  /// As in the file.
  var bytes: [UInt8] = []

  init(_ format: PanasonicRW2Format, _ content: Content, extra: Int, _ random: inout RepeatableRandomNumberGenerator) {
    self.format = format
    let count = max(format.leastByteCount, random.below(3) == 0 ? 0 : format.usualByteCount) + extra
    switch content {
    case .noise: bytes = random.bytes(count)
    case .zeros: bytes = [UInt8](repeating: 0, count: count)
    case .ones: bytes = [UInt8](repeating: 0xFF, count: count)
    case .sparse: bytes = (0..<count).map { _ in random.below(3) == 0 ? UInt8(random.below(256)) : 0 }
    // Codes about the middle: small differences.
    case .smooth: bytes = (0..<count).map { _ in UInt8(random.below(2) * 0x80 + random.below(3)) }
    }
  }

  /// Samples by dcraw's rules for differences of 8 bits, or by LibRaw's for the others; before anything is taken off.
  var samples: [UInt16] {
    var ordered = bytes
    if format.isRotated {
      for start in stride(from: 0, to: bytes.count, by: 16_384) {
        let section = Array(bytes[start..<min(start + 16_384, bytes.count)]) + [UInt8](repeating: 0, count: 16_384)
        let turned = section[8_184..<16_384] + section[..<8_184]
        ordered.replaceSubrange(start..<min(start + 16_384, bytes.count), with: turned.prefix(min(16_384, bytes.count - start)))
      }
      // A last section that is cut still has all its blocks.
      ordered += [UInt8](repeating: 0, count: 16_384)
      for section in stride(from: 0, to: bytes.count, by: 16_384) where bytes.count - section < 16_384 {
        for place in 0..<min(8_200, max(0, bytes.count - section - 8_184)) { ordered[section + place] = bytes[section + 8_184 + place] }
        for place in 8_200..<16_384 where section + place - 8_200 < bytes.count {
          ordered[section + place] = bytes[section + place - 8_200]
        }
      }
    }
    return (0..<format.blockCount).flatMap { block in Self.samples(Array(ordered[(block * 16)..<(block * 16 + 16)]), format.layout) }
  }

  private static func samples(_ block: [UInt8], _ layout: PanasonicRW2Format.Layout) -> [UInt16] {
    // From the highest bit of the last byte on.
    let bits = block.reversed().flatMap { byte in (0..<8).reversed().map { Int(byte >> $0 & 1) } }
    var place = 0
    func take(_ count: Int) -> Int {
      defer { place += count }
      return bits[place..<(place + count)].reduce(0) { $0 << 1 | $1 }
    }
    switch layout {
    case .packed12, .packed14:
      let width = layout == .packed12 ? 12 : 14
      let upward = Array(bits.reversed())
      return (0..<layout.samplesPerBlock).map { index in
        UInt16((0..<width).reduce(0) { $0 | upward[index * width + $1] << $1 })
      }
    case .differences8:
      var (shift, predicted, begun) = (0, [0, 0], [0, 0])
      return (0..<14).map { index in
        if index % 3 == 2 { shift = 4 >> (3 - take(2)) }
        let parity = index & 1
        if begun[parity] != 0 {
          let code = take(8)
          if code != 0 {
            predicted[parity] -= 0x80 << shift
            if predicted[parity] < 0 || shift == 4 { predicted[parity] &= ~(~0 << shift) }
            predicted[parity] += code << shift
          }
        } else {
          begun[parity] = take(8)
          if begun[parity] != 0 || index > 11 { predicted[parity] = begun[parity] << 4 | take(4) }
        }
        return UInt16(predicted[parity])
      }
    case .plainDifferences10, .plainDifferences8:
      let (count, whole, code) = layout == .plainDifferences10 ? (11, 14, 10) : (14, 12, 8)
      var (shift, value, begun) = (0, [0, 0], [false, false])
      return (0..<count).map { index in
        if index % 3 == 2 { shift = [0, 1, 2, 4][take(2)] }
        let parity = index & 1
        var sample = take(index < 2 ? whole : code)
        if begun[parity] {
          sample <<= shift
          if shift < 4, value[parity] > 1 << (code - 1 + shift) { sample += value[parity] - 1 << (code - 1 + shift) }
        } else if sample != 0 {
          begun[parity] = true
        }
        value[parity] = sample
        return UInt16(sample)
      }
    }
  }
}
