import ByteCoding
import LosslessJPEG
import TestSupport

extension HuffmanTable {
  /// A random table with a code for every category, of any balance.
  static func random(_ random: inout RepeatableRandomNumberGenerator) throws -> HuffmanTable {
    var lengths = [0]
    if random.below(4) == 0 {
      // As unbalanced as can be: 1, 2, 3 ... 16, 16 bits, the code of ones only among them.
      lengths = Array(1...16) + [16]
    } else {
      let isSteep = random.below(2) == 0
      let wanted = 17 + random.below(2) * random.below(40)
      while lengths.count < wanted {
        var place = isSteep ? lengths.count - 1 - random.below(min(3, lengths.count)) : random.below(lengths.count)
        while lengths[place] == 16 { place = random.below(lengths.count) }
        lengths[place] += 1
        lengths.insert(lengths[place], at: place + 1)
      }
    }
    lengths.sort()
    var categories = Array(UInt8(0)...16)
    for place in categories.indices { categories.swapAt(place, random.below(categories.count)) }
    // Codes over are given to categories that mean nothing.
    var values = categories + (17..<max(17, lengths.count)).map { UInt8($0) }
    if random.below(2) == 0 { values.reverse() }
    let counts = (1...16).map { length in UInt8(lengths.count { $0 == length }) }
    return try HuffmanTable(counts: counts, values: values)
  }
}

extension ReferenceStream {
  /// What samples are like.
  enum Content: CaseIterable {
    case smooth, noise, flat, wild
  }

  /// A random stream with everything that a stream may have.
  static func random(_ random: inout RepeatableRandomNumberGenerator, width: Int, height: Int) throws -> ReferenceStream {
    let components = 1 + random.below(4)
    let tables = try (0..<components).map { _ in try HuffmanTable.random(&random) }
    var stream = ReferenceStream(width: width, height: height, components: components, tables: tables)
    stream.precision = 2 + random.below(15)
    stream.predictor = 1 + random.below(7)
    stream.pointTransform = random.below(3) == 0 ? random.below(stream.precision) : 0
    if random.below(4) == 0 { stream.sixteenthCategory = .withBits }
    if random.below(2) == 0 { stream.restartRows = 1 + random.below(min(height, 65_535 / width)) }
    stream.fill(Content.allCases[random.below(Content.allCases.count)], &random)
    let segments = stream.restartRows == 0 ? 1 : (height + stream.restartRows - 1) / stream.restartRows
    switch random.below(3) {
    case 0: stream.padding = [UInt8](repeating: 0, count: segments)
    case 1: stream.padding = random.bytes(segments)
    default: break
    }
    for segment in 0..<(segments - 1) where random.below(3) == 0 {
      stream.separators[segment] = Self.separator(&random, segment)
    }
    if random.below(2) == 0 { stream.tail = random.bytes(random.below(9)) + [1] }
    if random.below(4) == 0 { stream.tail = [] }
    if random.below(2) == 0 { stream.markersInFront = [0xFF, 0xFF, 0xFF, 0xE0, 0, 6, 0xFF, 0xD8, 0xFF, 0xDA] }
    // A table that another one replaces, and a comment.
    if random.below(2) == 0 {
      stream.markersInside = [0xFF, 0xC4, 0, 20, 0] + [1] + [UInt8](repeating: 0, count: 15) + [7] + [0xFF, 0xFE, 0, 5, 9, 9, 9]
    }
    return stream
  }

  /// Filling before the marker, fill bytes, a wrong number, or a stuffed byte too many.
  private static func separator(_ random: inout RepeatableRandomNumberGenerator, _ segment: Int) -> [UInt8] {
    switch random.below(4) {
    case 0: [UInt8](repeating: 0xFF, count: 1 + random.below(40)) + [UInt8(0xD0 + segment % 8)]
    case 1: [0xFF, UInt8(0xD0 + random.below(8))]
    case 2: [UInt8](repeating: UInt8(random.below(255)), count: random.below(16)) + [0xFF, 0xD7]
    default: [0xFF, 0, 0xFF, 0xD3]
    }
  }

  mutating func fill(_ content: Content, _ random: inout RepeatableRandomNumberGenerator) {
    let top = (1 << (precision - pointTransform)) - 1
    let flat = UInt16(random.below(top + 1))
    samples = (0..<(rowSamples * height)).map { index in
      switch content {
      case .flat: flat
      case .noise: UInt16(random.below(top + 1))
      // Beyond the precision: damage, but it comes back.
      case .wild: random.below(3) == 0 ? [0, 0x8000, 0x7FFF, 0xFFFF][random.below(4)] : UInt16(random.below(65_536))
      case .smooth:
        UInt16(min(top, max(0, top / 3 + (index % rowSamples) * top / (3 * rowSamples) + random.below(9) - 4)))
      }
    }
  }
}
