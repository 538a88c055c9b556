/// Makes JPEGs of random coefficients, of any size and sampling, baseline or progressive: an encoder without a picture.
///
/// All Huffman codes have one length, so that no table has to be computed; the bytes are nevertheless what T.81 asks for.
package struct SampleJPEG {
  package var width = 40
  package var height = 24
  /// Horizontal and vertical sampling factors of each component.
  package var sampling = [(2, 2), (1, 1), (1, 1)]
  package var isProgressive = false
  /// MCUs from one restart marker to the next; 0 for none.
  package var restartInterval = 0
  /// What fills the last byte of a run of coded bits.
  package var paddingBit = 1
  /// Segments put behind SOI: markers and payloads.
  package var segments: [(marker: UInt8, payload: [UInt8])] = []
  /// Of the frame header; other kinds of frames get the same, then wrong, coded data.
  package var frameMarker: UInt8?
  package var precision: UInt8 = 8
  package var seed: UInt64 = 1

  package init() {}

  package init(width: Int, height: Int, sampling: [(Int, Int)] = [(2, 2), (1, 1), (1, 1)], seed: UInt64 = 1) {
    self.width = width
    self.height = height
    self.sampling = sampling
    self.seed = seed
  }

  private static let dcSymbols: [UInt8] = Array(0...11)
  /// End of block, sixteen zeros, runs of 0...15 before sizes of 1...10.
  private static let acSymbols: [UInt8] = [0, 0xF0] + (0..<160).map { UInt8(($0 / 10) << 4 | ($0 % 10 + 1)) }

  private var maximum: (across: Int, down: Int) {
    (sampling.map(\.0).max() ?? 1, sampling.map(\.1).max() ?? 1)
  }

  private var mcus: (across: Int, down: Int) {
    ((width + 8 * maximum.across - 1) / (8 * maximum.across), (height + 8 * maximum.down - 1) / (8 * maximum.down))
  }

  /// The file.
  package var bytes: [UInt8] {
    var file: [UInt8] = [0xFF, 0xD8]
    for segment in segments { file += Self.segment(segment.marker, segment.payload) }
    file += Self.segment(0xDB, [0] + (1...64).map { UInt8($0) })
    var frame: [UInt8] = [precision]
    for number in [height, width] { frame += [UInt8(number >> 8), UInt8(number & 255)] }
    frame.append(UInt8(sampling.count))
    for (index, (across, down)) in sampling.enumerated() { frame += [UInt8(index + 1), UInt8(across << 4 | down), 0] }
    file += Self.segment(frameMarker ?? (isProgressive ? 0xC2 : 0xC0), frame)
    file += Self.segment(0xC4, [0] + Self.counts(Self.dcSymbols, length: 4) + Self.dcSymbols)
    file += Self.segment(0xC4, [0x10] + Self.counts(Self.acSymbols, length: 8) + Self.acSymbols)
    if restartInterval > 0 { file += Self.segment(0xDD, [UInt8(restartInterval >> 8), UInt8(restartInterval & 255)]) }
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let all = Array(sampling.indices)
    if isProgressive {
      file += scan(all, 0...0, &random)
      for component in all { for band in [1...5, 6...63] { file += scan([component], band, &random) } }
    } else {
      file += scan(all, 0...63, &random)
    }
    return file + [0xFF, 0xD9]
  }

  /// One segment with its marker and length.
  package static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
  }

  private static func counts(_ symbols: [UInt8], length: Int) -> [UInt8] {
    (1...16).map { $0 == length ? UInt8(symbols.count) : 0 }
  }

  /// A scan of some components and coefficients.
  private func scan(_ components: [Int], _ band: ClosedRange<Int>, _ random: inout RepeatableRandomNumberGenerator) -> [UInt8] {
    var header = [UInt8(components.count)]
    for component in components { header += [UInt8(component + 1), 0] }
    header += [UInt8(band.lowerBound), UInt8(band.upperBound), 0]
    var blocks: [(number: Int, of: Int)] = []
    let units: Int
    if components.count > 1 {
      units = mcus.across * mcus.down
      blocks = components.map { (sampling[$0].0 * sampling[$0].1, $0) }
    } else {
      // Alone, a component has no blocks beyond its own size.
      let (h, v) = sampling[components[0]]
      let across = (width * h + maximum.across - 1) / maximum.across
      let down = (height * v + maximum.down - 1) / maximum.down
      units = ((across + 7) / 8) * ((down + 7) / 8)
      blocks = [(1, components[0])]
    }
    var bits = SampleJPEGBits(paddingBit: paddingBit)
    for unit in 0..<units {
      if restartInterval > 0, unit > 0, unit % restartInterval == 0 { bits.restart(unit / restartInterval - 1) }
      for (number, _) in blocks { for _ in 0..<number { block(band, &bits, &random) } }
    }
    return Self.segment(0xDA, header) + bits.finished()
  }

  private func block(_ band: ClosedRange<Int>, _ bits: inout SampleJPEGBits, _ random: inout RepeatableRandomNumberGenerator) {
    var position = band.lowerBound
    if position == 0 {
      let size = random.below(7)
      bits.put(size, 4)
      bits.put(random.below(1 << size), size)
      position = 1
    }
    guard band.upperBound > 0 else { return }
    var run = 0
    while position <= band.upperBound, random.below(8) > 0 {
      if random.below(3) == 0 {
        let size = 1 + random.below(4)
        while run > 15 {
          bits.put(1, 8)  // Sixteen zeros.
          run -= 16
        }
        bits.put(2 + run * 10 + size - 1, 8)
        bits.put(random.below(1 << size), size)
        run = 0
      } else {
        run += 1
      }
      position += 1
    }
    if position <= band.upperBound || run > 0 { bits.put(0, 8) }
  }
}

/// Writes coded bits, with a zero after each byte `FF`.
private struct SampleJPEGBits {
  private var bytes: [UInt8] = []
  private var current = 0
  private var filled = 0
  private let paddingBit: Int

  init(paddingBit: Int) { self.paddingBit = paddingBit }

  mutating func put(_ value: Int, _ count: Int) {
    for bit in (0..<count).reversed() {
      current = current << 1 | value >> bit & 1
      filled += 1
      guard filled == 8 else { continue }
      bytes.append(UInt8(current))
      if current == 0xFF { bytes.append(0) }
      (current, filled) = (0, 0)
    }
  }

  private mutating func fill() { while filled > 0 { put(paddingBit, 1) } }

  mutating func restart(_ number: Int) {
    fill()
    bytes += [0xFF, 0xD0 + UInt8(number % 8)]
  }

  mutating func finished() -> [UInt8] {
    fill()
    return bytes
  }
}
