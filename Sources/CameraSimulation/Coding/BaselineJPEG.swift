internal import ByteCoding

/// Writes 8-bit pictures as baseline JPEG (ITU-T T.81), in integers: equal pictures give equal bytes on every machine.
struct BaselineJPEG {
  /// How far the colour differences are reduced.
  enum Sampling {
    case full
    /// Half as wide: 4:2:2.
    case halfWidth
    /// Half as wide and high: 4:2:0.
    case halfBoth

    var factors: (across: Int, down: Int) {
      switch self {
      case .full: (1, 1)
      case .halfWidth: (2, 1)
      case .halfBoth: (2, 2)
      }
    }
  }

  var sampling = Sampling.halfBoth
  /// 1...100, as most encoders count it.
  var quality = 85
  /// Segments behind SOI, markers included.
  var segments: [UInt8] = []
  /// MCUs from one restart marker to the next; 0 for none.
  var restartInterval = 0

  /// One component, whole blocks.
  private struct Plane {
    var samples: [Int]
    var width: Int
    let factors: (across: Int, down: Int)
  }

  /// The file of (rows, columns, 3) red, green and blue bytes.
  func encoded(_ picture: [UInt8], width: Int, height: Int) -> [UInt8] {
    let (across, down) = sampling.factors
    let (mcusAcross, mcusDown) = ((width + 8 * across - 1) / (8 * across), (height + 8 * down - 1) / (8 * down))
    let planes = planes(picture, width: width, height: height, fullWidth: mcusAcross * 8 * across, fullHeight: mcusDown * 8 * down)
    let quantizers = [Self.scaled(Self.lightSteps, quality), Self.scaled(Self.colourSteps, quality)]
    // All blocks in the order of the scan, then the tables that are best for them, then the bits.
    var blocks: [(component: Int, coefficients: [Int], restarts: Bool)] = []
    for mcu in 0..<(mcusAcross * mcusDown) {
      let starts = restartInterval > 0 && mcu > 0 && mcu % restartInterval == 0
      for (component, plane) in planes.enumerated() {
        for part in 0..<(plane.factors.across * plane.factors.down) {
          let column = (mcu % mcusAcross * plane.factors.across + part % plane.factors.across) * 8
          let row = (mcu / mcusAcross * plane.factors.down + part / plane.factors.across) * 8
          let block = (0..<64).map { plane.samples[(row + $0 / 8) * plane.width + column + $0 % 8] - 128 }
          let coefficients = ForwardDCT.quantized(block, steps: quantizers[min(component, 1)])
          blocks.append((component, coefficients, starts && component == 0 && part == 0))
        }
      }
    }
    let coding = BlockCoding(blocks)
    return header(width: width, height: height, quantizers, coding) + coding.bits(blocks) + [0xFF, 0xD9]
  }

  private func planes(_ picture: [UInt8], width: Int, height: Int, fullWidth: Int, fullHeight: Int) -> [Plane] {
    var full = [[Int]](repeating: [Int](repeating: 0, count: fullWidth * fullHeight), count: 3)
    for row in 0..<fullHeight {
      for column in 0..<fullWidth {
        let place = (min(row, height - 1) * width + min(column, width - 1)) * 3
        let (red, green, blue) = (Int(picture[place]), Int(picture[place + 1]), Int(picture[place + 2]))
        // ITU-T T.871, in 65536ths.
        let index = row * fullWidth + column
        full[0][index] = (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16
        full[1][index] = min(255, (-11_059 * red - 21_709 * green + 32_768 * blue + 8_421_376) >> 16)
        full[2][index] = min(255, (32_768 * red - 27_439 * green - 5_329 * blue + 8_421_376) >> 16)
      }
    }
    let (across, down) = sampling.factors
    let reducedWidth = fullWidth / across
    return full.enumerated().map { component, samples in
      guard component > 0, across * down > 1 else { return Plane(samples: samples, width: fullWidth, factors: (across, down)) }
      let reduced = (0..<(samples.count / (across * down))).map { index in
        let (row, column) = (index / reducedWidth * down, index % reducedWidth * across)
        var sum = across * down / 2
        for y in 0..<down { for x in 0..<across { sum += samples[(row + y) * fullWidth + column + x] } }
        return sum / (across * down)
      }
      return Plane(samples: reduced, width: reducedWidth, factors: (1, 1))
    }
  }

  private func header(width: Int, height: Int, _ quantizers: [[Int]], _ coding: BlockCoding) -> [UInt8] {
    var writer = ByteWriter()
    func segment(_ marker: UInt8, _ payload: [UInt8]) {
      writer.write([0xFF, marker])
      writer.u16(UInt16(payload.count + 2), bigEndian: true)
      writer.write(payload)
    }
    writer.write([0xFF, 0xD8] + segments)
    for (index, steps) in quantizers.enumerated() { segment(0xDB, [UInt8(index)] + ForwardDCT.zigzag.map { UInt8(steps[$0]) }) }
    let (across, down) = sampling.factors
    segment(
      0xC0,
      [8, UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255), 3] + [1, UInt8(across << 4 | down), 0]
        + [2, 0x11, 1, 3, 0x11, 1])
    for (index, code) in coding.codes.enumerated() {
      segment(0xC4, [UInt8((index % 2) << 4 | index / 2)] + code.counts.map { UInt8($0) } + code.symbols)
    }
    if restartInterval > 0 { segment(0xDD, [UInt8(restartInterval >> 8), UInt8(restartInterval & 255)]) }
    segment(0xDA, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0])
    return writer.bytes
  }

  /// The steps of T.81 annex K for light and for colour differences, row by row.
  private static let lightSteps = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100,
    103, 99,
  ]
  private static let colourSteps =
    [17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66]
    + [Int](repeating: 99, count: 38)

  private static func scaled(_ steps: [Int], _ quality: Int) -> [Int] {
    let percent = quality < 50 ? 5000 / max(1, quality) : 200 - 2 * min(100, quality)
    return steps.map { min(255, max(1, ($0 * percent + 50) / 100)) }
  }
}
