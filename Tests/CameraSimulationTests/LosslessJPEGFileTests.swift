import ByteCoding
import CameraSimulation
import JPEGReading
import LosslessJPEG
import RawReading
import SensorModel
import TIFFReading
import TestSupport
import Testing

@Suite("DNG of lossless JPEG")
struct LosslessJPEGFileTests {
  private func shot(bits: Int, width: Int, height: Int) throws -> SimulatedShot {
    let cfa = try #require(ColorFilterArray.bayer("GRBG"))
    let sensor = SimulatedSensor(
      cfa: cfa, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: bits, black: [17], white: (1 << bits) - 1)
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: 3)
  }

  /// The mosaic by the room of lossless JPEG, and that every stream comes back.
  private func byRoom(
    _ file: [UInt8], _ order: MosaicTile.Order = .rows, _ sixteenth: SixteenthCategory = .alone
  ) throws -> [UInt16] {
    let image = try #require(try TIFFStructure(parsing: file).images.first { $0.compression == 7 })
    var mosaic = [UInt16](repeating: 0, count: image.width * image.height)
    for chunk in image.chunks {
      let bytes = file[chunk.offset..<(chunk.offset + chunk.byteCount)]
      let stream = try LosslessJPEGStream(parsing: bytes, sixteenthCategory: sixteenth)
      let (samples, remainder) = try stream.decoded()
      let again = try LosslessJPEGStream.encode(header: stream.header, samples: samples, remainder: remainder) == Array(bytes)
      #expect(again)
      let height = image.isTiled ? image.chunkHeight : min(image.chunkHeight, image.height - chunk.row)
      let tile = try MosaicTile(
        mosaicWidth: image.width, mosaicHeight: image.height, row: chunk.row, column: chunk.column, width: image.chunkWidth, height: height,
        order: order, sampleCount: samples.count)
      samples.withUnsafeBufferPointer { source in mosaic.withUnsafeMutableBufferPointer { _ = tile.place(source, into: $0) } }
    }
    return mosaic
  }

  /// What LibRaw and the room make of a file; LibRaw is asked where it reads such files.
  private func check(_ shot: SimulatedShot, _ options: DNGOptions, libRaw: Bool = true, _ what: String) throws {
    let file = SimulatedRawWriter.dng(shot, options: options)
    let stored = try byRoom(
      file, options.losslessJPEG?.order == .squares ? .squares : .rows, options.losslessJPEG?.sixteenthHasBits == true ? .withBits : .alone)
    let sameStored = stored == shot.stored.samples
    #expect(sameStored, "\(what), by the room")
    guard libRaw else { return }
    let read = try RawReader.read(file, name: "simulated.dng").mosaic
    let sameRead = read == shot.mosaic
    #expect(sameRead, "\(what), by LibRaw")
  }

  @Test("predictors, components, tables and tiles", arguments: 1...7, [1, 2, 4])
  func predictors(predictor: Int, components: Int) throws {
    let shot = try shot(bits: 12, width: 204, height: 150)
    for tables in [LosslessJPEGOptions.Tables.fixed, .optimal, .perComponent] {
      for organisation in [DNGOptions.Organisation.strips(rows: 150), .tiles(width: 64, height: 48), .tiles(width: 204, height: 32)] {
        var coding = LosslessJPEGOptions()
        (coding.predictor, coding.components, coding.tables) = (predictor, components, tables)
        var options = DNGOptions()
        (options.losslessJPEG, options.organisation) = (coding, organisation)
        try check(shot, options, "predictor \(predictor), \(components) components, \(tables), \(organisation)")
      }
    }
  }

  @Test("bits and byte orders", arguments: [8, 10, 12, 14, 16])
  func bits(bits: Int) throws {
    let shot = try shot(bits: bits, width: 130, height: 77)
    for bigEndian in [false, true] {
      var options = DNGOptions()
      options.bigEndian = bigEndian
      options.losslessJPEG = LosslessJPEGOptions()
      options.organisation = .tiles(width: 48, height: 32)
      try check(shot, options, "\(bits) bits")
    }
  }

  @Test("fillings, paddings, restarts and lengths")
  func oddities() throws {
    let shot = try shot(bits: 14, width: 101, height: 67)
    for fill in [DNGOptions.Fill.zero, .nearest, .sameColour, .noise] {
      for (ones, even, restart) in [(true, false, 0), (false, true, 5), (true, true, 1), (false, false, 13)] {
        var coding = LosslessJPEGOptions()
        (coding.padsWithOnes, coding.evenLength, coding.restartRows) = (ones, even, restart)
        coding.predictor = restart == 0 ? 4 : 1
        var options = DNGOptions()
        (options.losslessJPEG, options.fill, options.organisation) = (coding, fill, .tiles(width: 32, height: 16))
        try check(shot, options, "\(fill), ones \(ones), even \(even), restart \(restart)")
      }
    }
  }

  @Test("two rows of the tile in one of the frame, and squares")
  func orders() throws {
    let shot = try shot(bits: 12, width: 160, height: 90)
    for components in [1, 2, 4] {
      var coding = LosslessJPEGOptions()
      (coding.components, coding.order) = (components, .rowPairs)
      var options = DNGOptions()
      (options.losslessJPEG, options.organisation) = (coding, .tiles(width: 64, height: 32))
      // A frame of 128 samples' row has a width of 32 with four components; 32 * 4 * 4 is not 160.
      try check(shot, options, "row pairs, \(components) components")
    }
    var coding = LosslessJPEGOptions()
    (coding.components, coding.order) = (4, .squares)
    var options = DNGOptions()
    (options.losslessJPEG, options.organisation) = (coding, .tiles(width: 64, height: 32))
    try check(shot, options, libRaw: false, "squares")
  }

  @Test("differences as large as can be", arguments: [8, 14, 16])
  func extremes(bits: Int) throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    let top = (1 << bits) - 1
    let shot = SimulatedShot(
      try shot(bits: bits, width: 100, height: 60), stored: (0..<6000).map { _ in UInt16([0, top / 2, top / 2 + 1, top][random.below(4)]) })
    for predictor in 1...7 {
      for (tables, bits16) in [(LosslessJPEGOptions.Tables.fixed, false), (.perComponent, false), (.optimal, true)] {
        var coding = LosslessJPEGOptions()
        (coding.predictor, coding.tables, coding.sixteenthHasBits) = (predictor, tables, bits16)
        var options = DNGOptions()
        (options.losslessJPEG, options.organisation) = (coding, .tiles(width: 48, height: 32))
        try check(shot, options, "\(bits) bits, predictor \(predictor), \(tables)")
      }
    }
  }

  @Test("ARW's tiles are right, whatever LibRaw 0.20 makes of them")
  func arw() throws {
    let shot = SimulatedFormat.arw.shot(width: 700, height: 500, seed: 9)
    let equal = try byRoom(SimulatedFormat.arw.file(of: shot), .squares) == shot.mosaic.samples
    #expect(equal)
  }

  @Test("with a JPEG preview in a directory of its own")
  func preview() throws {
    let shot = try shot(bits: 12, width: 300, height: 200)
    for coding in [nil, LosslessJPEGOptions()] {
      var options = DNGOptions()
      (options.losslessJPEG, options.organisation, options.jpegPreviewSide) = (coding, .strips(rows: 200), 256)
      options.trailer = [1, 2, 3]
      let file = SimulatedRawWriter.dng(shot, options: options)
      let pictures = EmbeddedJPEGs.find(in: file, minimum: 256).count
      #expect(pictures == 1 && file.suffix(3) == [1, 2, 3])
      let equal = try RawReader.read(file, name: "simulated.dng").mosaic == shot.mosaic
      #expect(equal)
    }
  }

  @Test("what LibRaw 0.20 reads wrong is right all the same")
  func beyondLibRaw() throws {
    let shot = try shot(bits: 12, width: 128, height: 90)
    let layouts: [(DNGOptions.Organisation, Int)] = [
      // Several strips; a tile wider than the picture; half as wide, with two components; restarts and another predictor than 1.
      (.strips(rows: 32), 0), (.tiles(width: 144, height: 96), 0), (.tiles(width: 64, height: 48), 0), (.tiles(width: 32, height: 48), 5),
    ]
    for (organisation, restartRows) in layouts {
      var options = DNGOptions()
      (options.losslessJPEG, options.organisation) = (LosslessJPEGOptions(), organisation)
      options.losslessJPEG?.restartRows = restartRows
      options.losslessJPEG?.predictor = 6
      try check(shot, options, libRaw: false, "\(organisation)")
      let read = try? RawReader.read(SimulatedRawWriter.dng(shot, options: options), name: "simulated.dng").mosaic
      let differs = read != shot.mosaic
      #expect(differs, "this LibRaw reads \(organisation) now: say so in DNGOptions")
    }
  }

  @Test("presets with tables, X-Trans and no colours", arguments: [SimulationPreset.lut8, .xTrans14, .mono12, .bayerGBRG14Masked])
  func presets(preset: SimulationPreset) throws {
    let shot = preset.shot(width: 180, height: 100, seed: 2)
    for components in [1, 2] where shot.stored.width % components == 0 && preset != .mono12 {
      var coding = LosslessJPEGOptions()
      coding.components = components
      var options = DNGOptions()
      (options.losslessJPEG, options.organisation) = (coding, .tiles(width: 64, height: 64))
      try check(shot, options, "\(preset.rawValue), \(components) components")
    }
    var coding = LosslessJPEGOptions()
    coding.components = 1
    var options = DNGOptions()
    (options.losslessJPEG, options.organisation) = (coding, .strips(rows: shot.stored.height))
    try check(shot, options, "\(preset.rawValue), one strip")
  }
}
