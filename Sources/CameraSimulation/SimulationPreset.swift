internal import SensorModel

/// Cameras the simulator knows by name: one for each way of storing samples that the archive has to master.
package enum SimulationPreset: String, CaseIterable, Sendable {
  /// The everyday DNG: little-endian, packed 12-bit, strips.
  case bayerRGGB12 = "bayer-rggb-12"
  /// Masked borders of odd sizes, four black levels, fixed pattern, defects and vignetting.
  case bayerGBRG14Masked = "bayer-gbrg-14-masked"
  /// One tile over the whole picture, with an edge fill below it: the only uncompressed tiles that LibRaw 0.20 reads.
  case bayerBGGR10Tiled = "bayer-bggr-10-tiled"
  case bayerGRBG16BigEndian = "bayer-grbg-16-bigendian"
  case xTrans14 = "xtrans-14"
  case gmyc10 = "gmyc-10"
  case mono12 = "mono-12"
  /// 8-bit codes that a table maps to 12-bit values.
  case lut8 = "lut-8"
  /// Gaps in the histograms of red and blue.
  case sparse12 = "sparse-12"
  /// Odd width and height, rows that end within a byte, fill bits that are ones, one row a strip but for few, a trailer.
  case oddSize12 = "odd-size-12"
  /// 14-bit codes in 16-bit words, one strip, no preview.
  case words14 = "words-14"
  case bayerRGGB8 = "bayer-rggb-8"
  /// In the manner of early Nikon cameras.
  case nefBGGR12 = "nef-bggr-12"
  /// Many tiles: a valid DNG, but LibRaw 0.20 takes the list of their offsets for the samples, and says nothing.
  case bayerRGGB12TileGrid = "bayer-rggb-12-tilegrid"

  /// Whether LibRaw 0.20 gives the simulated mosaic.
  package var isReadByLibRaw: Bool { self != .bayerRGGB12TileGrid }
}

extension SimulationPreset {
  /// The visible size the preset makes of a wished size: some formats need even, odd or round numbers.
  package func visibleSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let (width, height) = (max(16, width), max(16, height))
    return switch self {
    case .oddSize12: (width | 1, height | 1)
    case .bayerBGGR10Tiled: ((width + 15) / 16 * 16, height)
    case .nefBGGR12: (width / 2 * 2, height)
    default: (width, height)
    }
  }

  /// One exposure; `width` and `height` are the wished visible size, at least 16.
  package func shot(width: Int, height: Int, seed: UInt64) -> SimulatedShot {
    let size = visibleSize(width: width, height: height)
    return SimulatedShot(by: sensor, visibleWidth: size.width, visibleHeight: size.height, seed: seed)
  }

  /// A camera file and the name a camera would give it. Equal arguments give equal bytes on every machine.
  package func make(width: Int, height: Int, seed: UInt64) -> (fileName: String, bytes: [UInt8]) {
    (fileName(seed: seed), file(of: shot(width: width, height: height, seed: seed)))
  }

  /// The camera file of a shot that `shot(width:height:seed:)` made.
  package func file(of shot: SimulatedShot) -> [UInt8] {
    let caption = caption(seed: shot.seed)
    if self == .nefBGGR12 { return SimulatedRawWriter.nef(shot, caption: caption) }
    return SimulatedRawWriter.dng(shot, caption: caption, options: options(for: shot))
  }

  /// `GLSN` and the seed's last four digits.
  package func fileName(seed: UInt64) -> String {
    SimulatedCaption.fileName(seed: seed, ending: self == .nefBGGR12 ? "NEF" : "dng")
  }

  private func caption(seed: UInt64) -> SimulatedCaption {
    var caption = SimulatedCaption(seed: seed)
    caption.model = modelName
    return caption
  }

  private func options(for shot: SimulatedShot) -> DNGOptions {
    var options = DNGOptions()
    switch self {
    case .bayerGRBG16BigEndian: options.bigEndian = true
    case .bayerBGGR10Tiled: options.organisation = .tiles(width: shot.stored.width, height: (shot.stored.height + 15) / 16 * 16)
    case .bayerRGGB12TileGrid: options.organisation = .tiles(width: 64, height: 48)
    case .gmyc10: options.bigEndian = true
    case .words14:
      options.inWords = true
      options.organisation = .strips(rows: shot.stored.height)
      options.previewSide = 0
    case .oddSize12:
      options.organisation = .strips(rows: 7)
      options.rowFill = 0xFF
      options.trailer = Array("end of simulated file".utf8)
    case .bayerRGGB12, .bayerGBRG14Masked, .xTrans14, .mono12, .lut8, .sparse12, .bayerRGGB8, .nefBGGR12: break
    }
    return options
  }
}
