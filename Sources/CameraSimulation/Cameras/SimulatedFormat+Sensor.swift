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
    case .arw2: .sonyLossy
    case .arw1, .arwA100, .arwPacked: .sony(bits: 12)
    case .arwWords: .sony(bits: 14)
    case .raf, .rafPacked: Self.xTrans
    case .rafBayer, .rafWords: Self.bayer(bits: 14, black: 1024, white: 16_000)
    case .orf, .orfPacked: Self.bayer(bits: 12, black: 256, white: 4000)
    case .rw2Format4, .rw2Format5: Self.bayer(bits: 12, black: 143, white: 4050)
    case .rw2Format5Deep, .rw2Format6: Self.bayer(bits: 14, black: 512, white: 16_100)
    case .cr3: Self.bayer(bits: 14, black: 2048, white: 16_200)
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
    case .arw: (Self.next(width, 512), Self.next(height, 512))
    case .arw2: (Self.next(width, 32), Self.next(height))
    // The directory tells eight rows fewer.
    case .arw1: (Self.next(width), Self.next(max(32, height), 2))
    // With fewer rows readers take the picture that the directory tells.
    case .arwA100: (3881, Self.next(max(64, height), 2))
    // Readers take this width for a Canon's, as above.
    case .arwWords: (width == 3984 ? 3985 : Self.next(width), Self.next(height))
    case .rafWords: (Self.next(width), Self.next(height))
    case .arwPacked: (Self.next(width, 2), Self.next(height))
    case .raf, .rafBayer: (Self.next(max(768, width), 24), Self.next(height, 6))
    case .rafPacked: (Self.next(width, 16), Self.next(height))
    case .orf, .orfPacked: (Self.olympusWidth(Self.next(width, 4)), Self.next(height, 2))
    case .rw2Format4: (Self.next(width, 14), Self.next(height))
    case .rw2Format5: (Self.next(width, 10), Self.next(height))
    case .rw2Format5Deep: (Self.next(width, 9), Self.next(height))
    case .rw2Format6: (Self.next(width, 11), Self.next(height, 16))
    // Readers want 44 columns and rows.
    case .cr3: (Self.next(max(48, width), 2), Self.next(max(48, height), 2))
    case .kdc: (848, 976)
    }
  }

  /// The next multiple of a number. Readers take fewer than 22 columns or rows for damage.
  private static func next(_ size: Int, _ unit: Int = 1) -> Int { (max(24, size) + unit - 1) / unit * unit }

  /// Readers know three widths of which cameras do not show the last columns, and leave these at 0.
  private static func olympusWidth(_ width: Int) -> Int { [4080, 4100, 9280].contains(width) ? width + 4 : width }

  private static func bayer(bits: Int, black: Int, white: Int, margins: SensorMargins = SensorMargins()) -> SimulatedSensor {
    var sensor = SimulatedSensor(
      cfa: .bayer("RGGB") ?? .monochrome, response: [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]], bits: bits,
      black: [black], white: white, fullWell: 30_000, readNoise: 5)
    sensor.margins = margins
    return sensor
  }

  /// The filters of X-Trans cameras that compress.
  private static let xTrans: SimulatedSensor = {
    var sensor = bayer(bits: 14, black: 1024, white: 16_000)
    let cells: [UInt8] = [
      1, 1, 0, 1, 1, 2, 1, 1, 2, 1, 1, 0, 2, 0, 1, 0, 2, 1, 1, 1, 2, 1, 1, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1, 2, 0, 1,
    ]
    sensor.cfa = ColorFilterArray(periodWidth: 6, periodHeight: 6, cells: cells, colors: "RGB") ?? .monochrome
    return sensor
  }()
}
