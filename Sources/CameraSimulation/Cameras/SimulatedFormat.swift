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
  /// Lossless JPEG in tiles, of cameras since 2021.
  case arw
  /// Lossy blocks of eight bits a sample.
  case arw2
  /// Huffman coded sums of differences, 12 bits.
  case arw1
  /// The same with the size in a block of Minolta's; 3881 columns.
  case arwA100 = "arw-a100"
  case arwWords = "arw-words"
  /// 12 bits, least significant first.
  case arwPacked = "arw-packed"
  /// Compressed, X-Trans, 14 bits.
  case raf
  /// Compressed, Bayer, 14 bits.
  case rafBayer = "raf-bayer"
  /// X-Trans, 14 bits in words of 32.
  case rafPacked = "raf-packed"
  case rafWords = "raf-words"
  /// Compressed, 12 bits.
  case orf
  /// 12 bits in words of 32.
  case orfPacked = "orf-packed"
  /// RawFormat 4: lossy differences, 12 bits.
  case rw2Format4 = "rw2-4"
  /// RawFormat 5, packed 12 bits.
  case rw2Format5 = "rw2-5"
  /// RawFormat 5, packed 14 bits.
  case rw2Format5Deep = "rw2-5-14"
  /// RawFormat 6: lossy differences, 14 bits.
  case rw2Format6 = "rw2-6"
  /// Lossless, 14 bits, in two columns of tiles where it is wide enough.
  case cr3
  case kdc
}

extension SimulatedFormat {
  /// Whether LibRaw 0.20 gives the mosaic of `mosaic(of:)`. Of the DSLR-A100 it does not write the last row: anything may stand there.
  package var isReadByLibRaw: Bool { self != .arw && self != .arwA100 }

  /// One exposure; `width` and `height` are the wished visible size, at least 16. Formats that need round numbers take the next.
  package func shot(width: Int, height: Int, seed: UInt64) -> SimulatedShot {
    let size = visibleSize(width: max(16, width), height: max(16, height))
    return SimulatedShot(by: sensor, visibleWidth: size.width, visibleHeight: size.height, seed: seed)
  }

  /// A camera file and the name a camera would give it. Equal arguments give equal bytes on every machine.
  package func make(width: Int, height: Int, seed: UInt64) -> (fileName: String, bytes: [UInt8]) {
    (fileName(seed: seed), file(of: shot(width: width, height: height, seed: seed)))
  }

  /// The format's ending as cameras write it: `dng`, `NEF`.
  package var fileNameExtension: String {
    switch self {
    case .dng, .dngLosslessJPEG, .dngLosslessJPEGTable: "dng"
    case .arw, .arw2, .arw1, .arwA100, .arwWords, .arwPacked: "ARW"
    default: String(rawValue.prefix { $0 != "-" }).uppercased()
    }
  }

  /// `GLSN`, the seed's last four digits, and the format's ending.
  package func fileName(seed: UInt64) -> String {
    SimulatedCaption.fileName(seed: seed, ending: fileNameExtension)
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
    case .arw2, .arw1, .arwA100, .arwWords, .arwPacked: return sonyFile(of: shot)
    case .raf, .rafPacked, .rafBayer, .rafWords: return fujiFile(of: shot)
    case .orf: return SimulatedRawWriter.orf(shot, caption: caption)
    case .orfPacked: return SimulatedRawWriter.orf(shot, coding: .packed, caption: caption)
    case .rw2Format4, .rw2Format5, .rw2Format5Deep, .rw2Format6: return panasonicFile(of: shot).bytes
    // Readers want tiles of 44 columns and more.
    case .cr3: return SimulatedRawWriter.cr3(shot, tiles: shot.stored.width < 96 ? 1 : 2, caption: caption)
    case .kdc: return SimulatedRawWriter.kdc(shot, caption: caption)
    }
  }

  /// The mosaic a reader gives of `file(of:)`: the shot's, or what a lossy coding left of it.
  package func mosaic(of shot: SimulatedShot) -> Mosaic {
    switch self {
    case .nefLossy, .nefLossySplit: SimulatedRawWriter.nefMosaic(shot, options: nefOptions(for: shot))
    case .crw: SimulatedRawWriter.crwMosaic(shot)
    case .arw2: sonyLossyMosaic(of: shot)
    case .rw2Format4, .rw2Format6: panasonicFile(of: shot).mosaic
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
