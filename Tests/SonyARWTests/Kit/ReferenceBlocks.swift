import TestSupport

/// Blocks of ARW2, field by field and bit by bit as the descriptions say: slow, and in no step like the room's own code.
struct ReferenceBlock {
  var maximum = 0
  var minimum = 0
  var maximumPlace = 0
  var minimumPlace = 1
  /// 14 of them.
  var steps = [Int](repeating: 0, count: 14)

  var bytes: [UInt8] {
    let fields = [(maximum, 11), (minimum, 11), (maximumPlace, 4), (minimumPlace, 4)] + steps.map { ($0, 7) }
    let bits = fields.flatMap { value, count in (0..<count).map { UInt8(value >> $0 & 1) } }
    return stride(from: 0, to: 128, by: 8).map { start in (0..<8).reduce(UInt8(0)) { $0 | bits[start + $1] << UInt8($1) } }
  }

  /// The samples of a block; `following` is the byte behind it.
  static func samples(_ bytes: ArraySlice<UInt8>, following: UInt8) -> [UInt16] {
    let bits = (Array(bytes) + [following]).flatMap { byte in (0..<8).map { Int(byte >> UInt8($0) & 1) } }
    var position = 0
    func take(_ count: Int) -> Int {
      defer { position += count }
      return (0..<count).reduce(0) { $0 + bits[position + $1] << $1 }
    }
    let (maximum, minimum, maximumPlace, minimumPlace) = (take(11), take(11), take(4), take(4))
    var step = 1
    while step < 16, 128 * step <= maximum - minimum { step *= 2 }
    return (0..<16).map { place in
      if place == maximumPlace { return UInt16(maximum) }
      if place == minimumPlace { return UInt16(minimum) }
      return UInt16(min(2047, minimum + step * take(7)))
    }
  }

  enum Content: CaseIterable {
    /// Any bits at all.
    case bits
    /// As a camera writes it: few ties, many ties, one value only.
    case plain, tied, flat
    /// Maxima that are none, steps that lead beyond the largest code, both places one.
    case odd
  }

  static func random(_ content: Content, _ random: inout RepeatableRandomNumberGenerator) -> [UInt8] {
    if content == .bits { return random.bytes(16) }
    var block = ReferenceBlock()
    let span = content == .flat ? 0 : content == .tied ? random.below(5) : random.below(2048)
    block.minimum = random.below(2048 - span)
    block.maximum = block.minimum + span
    block.maximumPlace = random.below(16)
    block.minimumPlace = (block.maximumPlace + 1 + random.below(15)) % 16
    var step = 1
    while 128 * step <= span { step *= 2 }
    block.steps = (0..<14).map { _ in random.below(span / step + 1) }
    if content == .odd {
      switch random.below(4) {
      case 0: (block.minimum, block.maximum) = (block.maximum, block.minimum)
      case 1: block.minimumPlace = block.maximumPlace
      case 2: block.steps[random.below(14)] = 127
      default: (block.minimum, block.maximum, block.steps) = (1500, 1500 + random.below(548), block.steps.map { _ in random.below(128) })
      }
    }
    return block.bytes
  }

  /// A stream of so many rows of `pairs` pairs of blocks, and its samples.
  static func stream(
    _ contents: [Content], pairs: Int, rows: Int, _ random: inout RepeatableRandomNumberGenerator
  ) -> (bytes: [UInt8], samples: [UInt16]) {
    var bytes: [UInt8] = []
    for _ in 0..<(2 * pairs * rows) { bytes += Self.random(contents[random.below(contents.count)], &random) }
    var samples = [UInt16](repeating: 0, count: bytes.count)
    for start in stride(from: 0, to: bytes.count, by: 16) {
      let column = start % (32 * pairs)
      let following = column + 16 < 32 * pairs ? bytes[start + 16] : 0
      let values = Self.samples(bytes[start..<(start + 16)], following: following)
      let place = start - column + column / 32 * 32 + column % 32 / 16
      for (index, value) in values.enumerated() { samples[place + 2 * index] = value }
    }
    return (bytes, samples)
  }
}
