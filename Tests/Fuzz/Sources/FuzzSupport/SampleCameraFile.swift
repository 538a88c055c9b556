internal import ByteCoding
internal import CameraSimulation
package import Repacking
package import SensorModel

/// A camera file of a few kilobytes whose mosaic lies in it in one of the ways that recipes know, with JPEGs beside it where cameras have
/// them.
package struct SampleCameraFile {
  package let name: String
  package let file: [UInt8]
  /// What a reader gives of it.
  package let mosaic: Mosaic

  /// Files above this are too slow for a fuzzer, and reach nothing that smaller ones do not.
  package static let limit = 8000

  /// Every format of the simulator that is small enough, and smaller ones of those that are not.
  package static let all: [SampleCameraFile] = {
    var files = losslessJPEG + makers
    for format in SimulatedFormat.allCases {
      let shot = format.shot(width: 16, height: 16, seed: 3)
      files.append(SampleCameraFile(name: format.rawValue, file: format.file(of: shot), mosaic: format.mosaic(of: shot)))
    }
    return files.filter { $0.file.count <= limit && $0.mosaic.width <= 64 && $0.mosaic.height <= 64 }
  }()

  /// The file taken apart; nil where no finder knows it.
  package var parts: Repacked? { try? RecipeFinder.find(file: file, mosaic: mosaic, hints: StorageHints()) }

  private static func shot(bits: Int, width: Int, height: Int) -> SimulatedShot {
    let sensor = SimulatedSensor(
      cfa: .bayer("RGGB") ?? .monochrome, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: bits, black: [17],
      white: (1 << bits) - 1)
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: 3)
  }

  private static var losslessJPEG: [SampleCameraFile] {
    var forms: [(String, LosslessJPEGOptions)] = []
    for (name, components, predictor) in [("one", 1, 6), ("two", 2, 1), ("four", 4, 7)] {
      var coding = LosslessJPEGOptions()
      (coding.components, coding.predictor) = (components, predictor)
      forms.append((name, coding))
    }
    var (restarts, squares, sixteenth) = (forms[0].1, forms[2].1, forms[1].1)
    restarts.restartRows = 2
    squares.order = .squares
    (sixteenth.sixteenthHasBits, sixteenth.tables) = (true, .perComponent)
    forms += [("restarts", restarts), ("squares", squares), ("sixteenth", sixteenth)]
    let shot = shot(bits: 12, width: 24, height: 20)
    return forms.map { name, coding in
      var options = DNGOptions()
      (options.losslessJPEG, options.previewSide) = (coding, 0)
      options.organisation = name == "one" ? .strips(rows: 20) : .tiles(width: 16, height: 16)
      options.fill = name == "four" ? .noise : .sameColour
      return SampleCameraFile(name: "ljpeg-\(name)", file: SimulatedRawWriter.dng(shot, options: options), mosaic: shot.mosaic)
    }
  }

  private static var makers: [SampleCameraFile] {
    var files: [SampleCameraFile] = []
    for (coding, bits) in [(NEFOptions.Coding.lossless, 14), (.lossy, 12), (.lossySplit(row: 9), 14)] {
      var options = NEFOptions(coding)
      options.previewSide = 24
      let shot = shot(bits: bits, width: 24, height: 16)
      files.append(
        SampleCameraFile(
          name: "nef-\(files.count)", file: SimulatedRawWriter.nef(shot, options: options),
          mosaic: SimulatedRawWriter.nefMosaic(shot, options: options)))
    }
    for note in [PEFOptions.Note.aoc, .pentax] {
      var options = PEFOptions(.compressed)
      (options.note, options.previewSide) = (note, 24)
      let shot = shot(bits: 12, width: 24, height: 16)
      files.append(SampleCameraFile(name: "pef-\(note)", file: SimulatedRawWriter.pef(shot, options: options), mosaic: shot.mosaic))
    }
    for slices in [nil, 2] as [Int?] {
      var options = CR2Options()
      (options.slices, options.previewSide, options.thumbnailSide) = (slices, 32, 24)
      let shot = shot(bits: 14, width: 24, height: 16)
      files.append(SampleCameraFile(name: "cr2-\(slices ?? 0)", file: SimulatedRawWriter.cr2(shot, options: options), mosaic: shot.mosaic))
    }
    for bits in [10, 12] {
      var options = CRWOptions()
      options.previewSide = 24
      let shot = shot(bits: bits, width: 24, height: 16)
      files.append(SampleCameraFile(name: "crw-\(bits)", file: SimulatedRawWriter.crw(shot, options: options), mosaic: shot.mosaic))
    }
    let sony = shot(bits: 12, width: 32, height: 18)
    files.append(SampleCameraFile(name: "arw1", file: SimulatedRawWriter.arw1(sony), mosaic: sony.mosaic))
    let blocks = SimulatedRawWriter.arw2(sony)
    files.append(SampleCameraFile(name: "arw2", file: blocks.file, mosaic: Mosaic(width: 32, height: 18, samples: blocks.codes)))
    return files
  }
}
