internal import SensorModel

extension SimulationPreset {
  /// The sensor behind the preset.
  package var sensor: SimulatedSensor {
    switch self {
    case .bayerRGGB12, .nefBGGR12, .bayerRGGB12TileGrid, .words14, .bayerRGGB8: plain
    case .bayerGBRG14Masked: masked
    case .bayerBGGR10Tiled: bayer("BGGR", bits: 10, black: 64, fullWell: 12_000, readNoise: 3)
    case .bayerGRBG16BigEndian: bayer("GRBG", bits: 16, black: 1024, white: 64_500, fullWell: 60_000, readNoise: 2.5)
    case .xTrans14: xTrans
    case .gmyc10: gmyc
    case .mono12: mono
    case .lut8: tabled
    case .sparse12: gapped
    case .oddSize12: bayer("RGGB", bits: 12, black: 128, fullWell: 30_000, readNoise: 5)
    }
  }

  var modelName: String {
    switch self {
    case .xTrans14: "Simulated X-Trans 14"
    case .gmyc10: "Simulated GMYC 10"
    case .mono12: "Simulated Monochrome 12"
    case .lut8: "Simulated Table 8"
    case .nefBGGR12: "NIKON SIMULATED 12"
    default: "Simulated Bayer \(sensor.bits)"
    }
  }

  private static let bayerResponse = [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]]

  private func bayer(
    _ phase: String, bits: Int, black: Int, white: Int? = nil, fullWell: Double, readNoise: Double
  ) -> SimulatedSensor {
    SimulatedSensor(
      cfa: .bayer(phase) ?? .monochrome, response: Self.bayerResponse, bits: bits, black: [black],
      white: white ?? (1 << bits) - 1, fullWell: fullWell, readNoise: readNoise)
  }

  private var plain: SimulatedSensor {
    switch self {
    case .words14: bayer("RGGB", bits: 14, black: 512, white: 15_892, fullWell: 50_000, readNoise: 3)
    case .bayerRGGB8: bayer("RGGB", bits: 8, black: 8, fullWell: 9_000, readNoise: 8)
    case .nefBGGR12: bayer("BGGR", bits: 12, black: 0, fullWell: 45_000, readNoise: 12)
    default: bayer("RGGB", bits: 12, black: 256, fullWell: 40_000, readNoise: 4)
    }
  }

  private var masked: SimulatedSensor {
    var sensor = SimulatedSensor(
      cfa: .bayer("GBRG") ?? .monochrome, response: Self.bayerResponse, bits: 14, black: [512, 515, 509, 520], blackPeriodWidth: 2,
      blackPeriodHeight: 2, white: 16_200, fullWell: 55_000, readNoise: 3)
    sensor.margins = SensorMargins(left: 13, top: 9, right: 6, bottom: 3)
    sensor.hotPixelsPerMillion = 150
    sensor.photoResponse = 0.006
    sensor.columnNoise = 0.8
    sensor.vignetting = 0.45
    sensor.serial = 14
    return sensor
  }

  private var xTrans: SimulatedSensor {
    let rows = ["GBGGRG", "RGRBGB", "GBGGRG", "GRGGBG", "BGBRGR", "GRGGBG"]
    let numbers: [Character: UInt8] = ["R": 0, "G": 1, "B": 2]
    let cells = rows.joined().compactMap { numbers[$0] }
    let cfa = ColorFilterArray(periodWidth: 6, periodHeight: 6, cells: cells, colors: "RGB")
    return SimulatedSensor(
      cfa: cfa ?? .monochrome, response: Self.bayerResponse, bits: 14, black: [1022], white: 16_383, fullWell: 42_000, readNoise: 2.5)
  }

  private var gmyc: SimulatedSensor {
    let cfa = ColorFilterArray(periodWidth: 2, periodHeight: 2, cells: [0, 1, 3, 2], colors: "GMCY")
    return SimulatedSensor(
      cfa: cfa ?? .monochrome, response: [[0.12, 0.70, 0.10], [0.44, 0.10, 0.42], [0.06, 0.52, 0.40], [0.46, 0.50, 0.05]], bits: 10,
      black: [32], white: 1023, fullWell: 15_000, readNoise: 10)
  }

  private var mono: SimulatedSensor {
    SimulatedSensor(cfa: .monochrome, response: [[0.30, 0.58, 0.12]], bits: 12, black: [200], white: 4095, fullWell: 20_000, readNoise: 2)
  }

  private var tabled: SimulatedSensor {
    var sensor = bayer("GRBG", bits: 12, black: 0, fullWell: 25_000, readNoise: 6)
    sensor.bits = 8
    // Fine steps in the shadows, coarse ones in the lights: about a square, as noise grows with the root of the light.
    sensor.linearization = (0..<256).map { (code: Int) -> UInt16 in
      let (straight, square) = (code * 4095 / 255, code * code * 4095 / (255 * 255))
      return UInt16((straight + 7 * square) / 8)
    }
    if let last = sensor.linearization?.last { sensor.white = Int(last) }
    return sensor
  }

  private var gapped: SimulatedSensor {
    var sensor = bayer("RGGB", bits: 12, black: 255, fullWell: 35_000, readNoise: 5)
    sensor.digitalGain = [.init(19, 10), .init(1, 1), .init(3, 2)]
    return sensor
  }
}
