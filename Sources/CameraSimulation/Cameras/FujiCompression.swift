package import SensorModel

/// Writes Fujifilm's lossless compression the plain way: whole planes of lines, one bit after the other.
///
/// Every six rows are twelve lines: a red and a blue one for each two rows, a green one for each. Two lines at a time are coded by turns,
/// an even place of each, then, eight places behind, an odd place of each.
package struct FujiCompression: Sendable {
  /// What the last strip codes for the columns beyond the mosaic.
  package enum Outside: Hashable, Sendable, CaseIterable {
    /// The mosaic's last six columns again.
    case repeated
    case zeros
    case noise
  }

  private let mosaic: Mosaic
  private let cfa: ColorFilterArray
  private let bits: Int
  package var outside = Outside.repeated
  /// What fills up the table of lengths and each strip; its low bits fill the last byte of codes.
  package var filling: UInt8 = 0
  /// Bytes of this value at each strip's end, beyond what fills it up to 16.
  package var excess = 0

  private static let stripWidth = 768

  /// The mosaic's width is a multiple of 24, its height of 6; no sample has more than `bits`.
  package init(_ mosaic: Mosaic, cfa: ColorFilterArray, bits: Int) {
    precondition(mosaic.width % 24 == 0 && mosaic.height % 6 == 0, "compressed Fujifilm mosaics are multiples of 24 and 6")
    (self.mosaic, self.cfa, self.bits) = (mosaic, cfa, bits)
  }

  /// The whole stream: header, table of lengths, strips, each filled up to 16 bytes. About a microsecond a sample.
  package func stream() -> [UInt8] {
    let count = (mosaic.width + Self.stripWidth - 1) / Self.stripWidth
    var bytes: [UInt8] = []
    func number(_ value: Int, _ size: Int) {
      for shift in (0..<size).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
    number(0x4953, 2)
    number(1, 1)
    number(cfa.periodWidth == 6 ? 16 : 0, 1)
    number(bits, 1)
    number(mosaic.height, 2)
    number(count * Self.stripWidth, 2)
    number(mosaic.width, 2)
    number(Self.stripWidth, 2)
    number(count, 1)
    number(mosaic.height / 6, 2)
    let strips = (0..<count).map { filled(strip($0)) + [UInt8](repeating: filling, count: excess) }
    for strip in strips { number(strip.count, 4) }
    return filled(bytes) + strips.joined()
  }

  private func filled(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: filling, count: (16 - bytes.count % 16) % 16) }

  private func strip(_ index: Int) -> [UInt8] {
    let placeCount = cfa.periodWidth == 6 ? Self.stripWidth * 2 / 3 : Self.stripWidth / 2
    var coder = FujiStripCoder(placeCount: placeCount, bits: bits)
    for row in stride(from: 0, to: mosaic.height, by: 6) {
      // By line (red 0...2, green 3...8, blue 9...11) and place.
      var values = [[Int?]](repeating: [Int?](repeating: nil, count: placeCount), count: 12)
      for down in 0..<6 {
        for column in 0..<Self.stripWidth {
          let across = index * Self.stripWidth + column
          let line = [down / 2, 3 + down, 9 + down / 2][cfa.colorIndex(row: row + down, column: across)]
          let place = cfa.periodWidth == 6 ? column / 3 * 2 + min(column % 3, 1) : column / 2
          values[line][place] = sample(row + down, across)
        }
      }
      for (pass, lines) in [(0, 3), (4, 9), (1, 5), (6, 10), (2, 7), (8, 11)].enumerated() {
        coder.code(values[lines.0], color: Self.color(lines.0), values[lines.1], color: Self.color(lines.1), set: pass % 3)
      }
    }
    return coder.bytes(filling: filling)
  }

  private func sample(_ row: Int, _ column: Int) -> Int {
    if column < mosaic.width { return Int(mosaic[row, column]) }
    switch outside {
    case .repeated: return Int(mosaic[row, mosaic.width - 6 + (column - mosaic.width) % 6])
    case .zeros: return 0
    case .noise: return Int(SplitMix64.unit(UInt64(row), column, 768) * Double(1 << bits))
    }
  }

  private static func color(_ line: Int) -> Int { line < 3 ? 0 : line < 9 ? 1 : 2 }
}
