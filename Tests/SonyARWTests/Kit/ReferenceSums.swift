import TestSupport

/// An ARW1 stream and how it is written, bit by bit as the descriptions say it: slow, and in no step like the room's own encoder.
struct ReferenceSums {
  var width: Int
  var height: Int
  /// Row by row.
  var samples: [UInt16]
  /// Fills the last byte; the low bits count.
  var padding: UInt8 = 0
  var tail: [UInt8] = []

  /// The codes of sizes 0...12.
  static let codes = [
    "011", "11", "10", "010", "001", "0001", "00001", "000001", "0000001", "00000001", "000000001", "0000000001", "00000000001",
  ]

  var bytes: [UInt8] {
    var bits: [UInt8] = []
    var before = 0
    for column in stride(from: width - 1, through: 0, by: -1) {
      for half in 0..<2 {
        for row in 0..<height where row % 2 == half {
          let sample = Int(samples[row * width + column])
          var difference = sample - before
          before = sample
          var size = 0
          while abs(difference) > 1 << size - 1 { size += 1 }
          if difference < 0 { difference += 1 << size - 1 }
          bits += Self.codes[size].utf8.map { $0 - 48 }
          for bit in (0..<size).reversed() { bits.append(UInt8(difference >> bit & 1)) }
        }
      }
    }
    while bits.count % 8 != 0 { bits.append(padding >> UInt8(7 - bits.count % 8) & 1) }
    return stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | $1 } } + tail
  }

  enum Content: CaseIterable {
    case smooth, noise, flat, extreme
  }

  static func random(
    _ content: Content, width: Int, height: Int, _ random: inout RepeatableRandomNumberGenerator
  ) -> ReferenceSums {
    let level = random.below(4096)
    let samples = (0..<(width * height)).map { index -> UInt16 in
      switch content {
      case .smooth: UInt16(min(4095, max(0, 800 + index % width * 4 + random.below(61))))
      case .noise: UInt16(random.below(4096))
      case .flat: UInt16(level)
      case .extreme: random.below(2) == 0 ? 0 : 4095
      }
    }
    return ReferenceSums(
      width: width, height: height, samples: samples, padding: UInt8(random.below(256)), tail: random.bytes(random.below(300)))
  }
}
