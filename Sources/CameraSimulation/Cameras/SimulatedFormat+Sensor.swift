internal import SensorModel

extension SimulatedFormat {
  /// The sensor behind the format.
  package var sensor: SimulatedSensor {
    switch self {
    case .dng, .dngLosslessJPEG: SimulationPreset.bayerRGGB12.sensor
    case .dngLosslessJPEGTable: SimulationPreset.lut8.sensor
    case .nef: SimulationPreset.nefBGGR12.sensor
    case .nefLossless12, .nefLossy, .nefPacked: Self.bayer(bits: 12, black: 0, white: 3900)
    case .nefLossless14, .nefLossySplit, .nefPacked14: Self.bayer(bits: 14, black: 600, white: 15_800)
    case .cr2, .cr2FourComponents: Self.bayer(bits: 14, black: 1024, white: 15_600, margins: SensorMargins(left: 16, top: 8))
    case .pef, .pefPacked: Self.bayer(bits: 12, black: 63, white: 3950)
    case .crw: Self.bayer(bits: 12, black: 128, white: 4000, margins: SensorMargins(left: 16, top: 8))
    case .crw10: Self.bayer(bits: 10, black: 32, white: 1000, margins: SensorMargins(left: 8, top: 8))
    case .arw: Self.bayer(bits: 14, black: 512, white: 15_900)
    case .kdc: Self.bayer(bits: 8, black: 4, white: 250)
    }
  }

  /// The visible size the format makes of a wished one.
  func visibleSize(width: Int, height: Int) -> (width: Int, height: Int) {
    switch self {
    case .dng, .dngLosslessJPEGTable: (width, height)
    case .dngLosslessJPEG: (width, height)
    case .nef, .nefLossless12, .nefLossless14, .nefLossy, .nefLossySplit, .pef, .pefPacked: (width / 2 * 2, height)
    case .nefPacked, .nefPacked14: ((width + 3) / 4 * 4, height)
    // Readers take all sensors of 3984 columns for one whose stream begins two columns early.
    case .cr2, .cr2FourComponents: ((width + 3) / 4 * 4 == 3968 ? 3972 : (width + 3) / 4 * 4, (height + 1) / 2 * 2)
    // The first 16 KiB of the record must tell whether there are low bits.
    case .crw, .crw10: ((max(320, width) + 7) / 8 * 8, (max(240, height) + 7) / 8 * 8)
    case .arw: ((width + 511) / 512 * 512, (height + 511) / 512 * 512)
    case .kdc: (848, 976)
    }
  }

  private static func bayer(bits: Int, black: Int, white: Int, margins: SensorMargins = SensorMargins()) -> SimulatedSensor {
    var sensor = SimulatedSensor(
      cfa: .bayer("RGGB") ?? .monochrome, response: [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]], bits: bits,
      black: [black], white: white, fullWell: 30_000, readNoise: 5)
    sensor.margins = margins
    return sensor
  }
}
