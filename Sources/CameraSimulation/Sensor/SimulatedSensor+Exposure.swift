internal import SensorModel

extension SimulatedSensor {
  /// Draws noise, converts, clips and encodes: the stored codes of one shot.
  func exposed(to electrons: [Float], visibleWidth: Int, visibleHeight: Int, seed: UInt64) -> Mosaic {
    let full = fullSize(visibleWidth: visibleWidth, visibleHeight: visibleHeight)
    let encoding = LevelEncoding(self)
    let columnOffsets = (0..<full.width).map { columnNoise * Self.bell(serial ^ 0xC01, $0, 0) }
    let gain = gain
    var codes = [UInt16](repeating: 0, count: electrons.count)
    for row in 0..<full.height {
      var random = RepeatableRandom(seed: seed, stream: UInt64(row))
      for column in 0..<full.width {
        let index = row * full.width + column
        let collected = min(random.poisson(Double(electrons[index])), fullWell) + columnOffsets[column]
        let level = Double(blackLevel(row: row, column: column)) + (collected + readNoise * random.normal()) * gain
        var value = Int(min(max((level + 0.5).rounded(.down), 0), Double(white)))
        if let defect = hotValue(row: row, column: column) { value = max(value, defect) }
        codes[index] = encoding.code(of: value, color: cfa.colorIndex(row: row, column: column))
      }
    }
    return Mosaic(width: full.width, height: full.height, samples: codes)
  }

  /// The least value a defect reads; nil for a sound photosite.
  private func hotValue(row: Int, column: Int) -> Int? {
    guard hotPixelsPerMillion > 0 else { return nil }
    let draw = SplitMix64.unit(serial ^ 0x407, column, row) * 1_000_000
    guard draw < Double(hotPixelsPerMillion) else { return nil }
    let heat = SplitMix64.unit(serial ^ 0x408, column, row)
    return Int(Double(white) * (0.3 + 0.7 * heat))
  }
}

/// How values become stored codes: the digital gain, the clip at white, and the inverse of the linearization table.
struct LevelEncoding {
  private let tables: [[UInt16]]

  init(_ sensor: SimulatedSensor) {
    let base = sensor.black.min() ?? 0
    tables = (0..<sensor.response.count).map { color in
      var codes: [UInt16] = []
      codes.reserveCapacity(sensor.white + 1)
      for value in 0...sensor.white {
        var level = value
        if color < sensor.digitalGain.count, value > base {
          let gain = sensor.digitalGain[color]
          level = min(sensor.white, base + (value - base) * gain.numerator / gain.denominator)
        }
        codes.append(UInt16(level))
      }
      guard let table = sensor.linearization else { return codes }
      let nearest = Self.nearestCodes(table, upTo: sensor.white)
      return codes.map { nearest[Int($0)] }
    }
  }

  func code(of value: Int, color: Int) -> UInt16 { tables[color][value] }

  /// For each value the code whose table entry is nearest, the lower one of two.
  private static func nearestCodes(_ table: [UInt16], upTo white: Int) -> [UInt16] {
    var code = 0
    return (0...white).map { value in
      while code + 1 < table.count, Int(table[code + 1]) - value < value - Int(table[code]) { code += 1 }
      return UInt16(code)
    }
  }
}
