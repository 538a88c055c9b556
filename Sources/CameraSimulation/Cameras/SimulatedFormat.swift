package import SensorModel

/// Kinds of camera files the simulator writes, each with a sensor that suits it.
package enum SimulatedFormat: String, CaseIterable, Sendable {
  /// Packed 12 bits in strips, no compression.
  case dng
  /// Lossless JPEG in tiles of 256x256, with a JPEG preview.
  case dngLosslessJPEG = "dng-ljpeg"
  /// Lossless JPEG in a single strip, 8-bit codes with a linearization table.
  case dngLosslessJPEGTable = "dng-ljpeg-lut"
  /// Packed 12 bits in the manner of early Nikon cameras.
  case nef
  case nefLossless12 = "nef-lossless-12"
  case nefLossless14 = "nef-lossless"
  /// Lossy, 12 bits, with the whole curve in the file.
  case nefLossy = "nef-lossy"
  /// Lossy, 14 bits, with points of the curve and another code from the middle row on.
  case nefLossySplit = "nef-lossy-split"
  /// 12 bits, least significant first.
  case nefPacked = "nef-packed"
  /// 14 bits, least significant first, in rows of whole 16 bytes.
  case nefPacked14 = "nef-packed-14"
  case cr2
  /// Four components, without slices.
  case cr2FourComponents = "cr2-4"
  case pef
  case pefPacked = "pef-packed"
  /// 12 bits, two of them apart.
  case crw
  case crw10 = "crw-10"
  case arw
  case kdc
}

extension SimulatedFormat {
  /// Whether LibRaw 0.20 gives the mosaic of `mosaic(of:)`.
  package var isReadByLibRaw: Bool { self != .arw }

  /// One exposure; `width` and `height` are the wished visible size, at least 16. Formats that need round numbers take the next.
  package func shot(width: Int, height: Int, seed: UInt64) -> SimulatedShot {
    let size = visibleSize(width: max(16, width), height: max(16, height))
    return SimulatedShot(by: sensor, visibleWidth: size.width, visibleHeight: size.height, seed: seed)
  }

  /// A camera file and the name a camera would give it. Equal arguments give equal bytes on every machine.
  package func make(width: Int, height: Int, seed: UInt64) -> (fileName: String, bytes: [UInt8]) {
    (fileName(seed: seed), file(of: shot(width: width, height: height, seed: seed)))
  }

  /// `GLSN`, the seed's last four digits, and the format's ending.
  package func fileName(seed: UInt64) -> String {
    let ending = rawValue.split(separator: "-").first ?? "raw"
    return SimulatedCaption.fileName(seed: seed, ending: ending == "dng" ? "dng" : ending.uppercased())
  }

  /// The camera file of a shot that `shot(width:height:seed:)` made.
  package func file(of shot: SimulatedShot) -> [UInt8] {
    let caption = SimulatedCaption(seed: shot.seed)
    switch self {
    case .dng, .dngLosslessJPEG, .dngLosslessJPEGTable:
      return SimulatedRawWriter.dng(shot, caption: caption, options: dngOptions(for: shot))
    case .nef: return SimulatedRawWriter.nef(shot, caption: caption)
    case .nefLossless12, .nefLossless14, .nefLossy, .nefLossySplit, .nefPacked, .nefPacked14:
      return SimulatedRawWriter.nef(shot, caption: caption, options: nefOptions(for: shot))
    case .cr2: return SimulatedRawWriter.cr2(shot, caption: caption)
    case .cr2FourComponents:
      var options = CR2Options()
      options.components = 4
      options.slices = nil
      return SimulatedRawWriter.cr2(shot, caption: caption, options: options)
    case .pef: return SimulatedRawWriter.pef(shot, caption: caption)
    case .pefPacked: return SimulatedRawWriter.pef(shot, caption: caption, options: PEFOptions(.packed(compression: 32773)))
    case .crw, .crw10: return SimulatedRawWriter.crw(shot, caption: caption)
    case .arw: return SimulatedRawWriter.arw(shot, caption: caption)
    case .kdc: return SimulatedRawWriter.kdc(shot, caption: caption)
    }
  }

  /// The mosaic a reader gives of `file(of:)`: the shot's, or what a lossy coding left of it.
  package func mosaic(of shot: SimulatedShot) -> Mosaic {
    switch self {
    case .nefLossy, .nefLossySplit: SimulatedRawWriter.nefMosaic(shot, options: nefOptions(for: shot))
    case .crw: SimulatedRawWriter.crwMosaic(shot)
    default: shot.mosaic
    }
  }

  private func dngOptions(for shot: SimulatedShot) -> DNGOptions {
    var options = DNGOptions()
    switch self {
    case .dngLosslessJPEG:
      options.losslessJPEG = LosslessJPEGOptions()
      options.jpegPreviewSide = 320
      // A tile must not be wider than the picture: LibRaw 0.20 reads such wrong.
      let side = shot.stored.width > 256 ? 256 : 16
      options.organisation = .tiles(width: side, height: side)
    case .dngLosslessJPEGTable:
      var coding = LosslessJPEGOptions()
      coding.components = 1
      coding.predictor = 6
      options.losslessJPEG = coding
      options.organisation = .strips(rows: shot.stored.height)
    default: break
    }
    return options
  }

  private func nefOptions(for shot: SimulatedShot) -> NEFOptions {
    switch self {
    case .nefLossy: NEFOptions(.lossy)
    case .nefLossySplit: NEFOptions(.lossySplit(row: shot.stored.height / 2))
    case .nefPacked, .nefPacked14: NEFOptions(.packedFromLow)
    default: NEFOptions(.lossless)
    }
  }
}
