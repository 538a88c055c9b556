import ByteCoding
import CameraSimulation
import CanonCRX
import Foundation
import SensorModel
import TestSupport
import Testing

/// Simulated camera files: LibRaw and this room see the same mosaic.
@Suite struct SimulatedFileTests {
  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ file: [UInt8]) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("simulated.cr3")
      try Data(file).write(to: place)
      guard let result = try runTool("unprocessed_raw", ["-q", place.path]) else { return nil }
      #expect(result.status == 0, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place.path + ".pgm")))
      // P5, the size, 65535: three lines.
      let start = image.indices.filter { image[$0] == UInt8(ascii: "\n") }[2] + 1
      return stride(from: start, to: image.count, by: 2).map { UInt16(image[$0]) << 8 | UInt16(image[$0 + 1]) }
    }
  }

  /// The samples that this room finds, proved to give the bytes again, and through `mapToMosaic`.
  private func found(
    in file: [UInt8], isUsual: Bool = true
  ) throws -> (format: CRXFormat, samples: [UInt16], mosaic: [UInt16]) {
    let found = try CR3File.find(in: file)
    try #require(found.count == 1)
    var samples = [UInt16](repeating: 0, count: found[0].format.sampleCount)
    let stream = try CRXStream(file[found[0].range], format: found[0].format)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(!isUsual || remainder == CRXRemainder())
    var mosaic = samples
    try mosaic.withUnsafeMutableBufferPointer { try found[0].format.mapToMosaic($0) }
    return (found[0].format, samples, mosaic)
  }

  /// Content of all kinds, four layouts, tiles in both directions, two depths. LibRaw wants tiles of 44 samples a side and more.
  @Test(arguments: Content.allCases)
  func libRawReadsColors(content: Content) throws {
    var random = RepeatableRandomNumberGenerator(seed: 50)
    for (round, tile) in [(400, 300), (200, 300), (230, 300), (400, 120), (100, 100)].enumerated() {
      var picture = SimulatedCRXPicture(content, width: 400, height: 300, bits: round % 2 == 0 ? 14 : 12, &random)
      picture.layout = round % 4
      (picture.tileWidth, picture.tileHeight) = tile
      let file = SimulatedCR3File([picture]).bytes
      let (format, samples, mosaic) = try found(in: file)
      #expect(try format == picture.format())
      let equal = samples == picture.samples(format) && mosaic == samples
      #expect(equal, "tiles of \(tile)")
      guard let read = try libRawMosaic(file) else { return }
      let agree = read == mosaic
      #expect(agree, "\(content), tiles of \(tile)")
    }
  }

  /// What this room takes for another way to say the same, LibRaw does.
  @Test(arguments: SimulatedCRXHabit.allCases)
  func libRawReadsOddRows(habit: SimulatedCRXHabit) throws {
    var random = RepeatableRandomNumberGenerator(seed: 54)
    for content in Content.allCases {
      var picture = SimulatedCRXPicture(content, width: 300, height: 200, &random)
      picture.habit = habit
      let file = SimulatedCR3File([picture]).bytes
      let samples = try found(in: file, isUsual: false).samples
      let equal = try samples == picture.samples(picture.format())
      #expect(equal, "\(content)")
      guard let read = try libRawMosaic(file) else { return }
      let agree = read == samples
      #expect(agree, "\(content)")
    }
  }

  @Test func libRawReadsSimulatedShots() throws {
    for (pattern, tiles) in [("RGGB", 1), ("RGGB", 2), ("GBRG", 2), ("BGGR", 3)] {
      let sensor = SimulatedSensor(
        cfa: try #require(ColorFilterArray.bayer(pattern)), response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: 14,
        black: [2048], white: 16_383)
      let shot = SimulatedShot(by: sensor, visibleWidth: 620, visibleHeight: 418, seed: 12)
      let file = SimulatedRawWriter.cr3(shot, tiles: tiles)
      let (format, samples, _) = try found(in: file)
      #expect(format.width == 620 && format.height == 418)
      let equal = samples == shot.stored.samples
      #expect(equal, "\(pattern), \(tiles) tiles")
      guard let read = try libRawMosaic(file) else { return }
      let agree = read == shot.mosaic.samples
      #expect(agree, "\(pattern), \(tiles) tiles")
    }
  }

  /// LibRaw 0.22 takes 15 bits for another kind of raw.
  @Test(arguments: [9, 12, 14])
  func libRawReadsSignedValues(bits: Int) throws {
    var random = RepeatableRandomNumberGenerator(seed: 51)
    for content in Content.allCases {
      var picture = SimulatedCRXPicture(content, width: 200, height: 100, bits: bits, &random)
      picture.encoding = 1
      let file = SimulatedCR3File([picture]).bytes
      let mosaic = try found(in: file).mosaic
      guard let read = try libRawMosaic(file) else { return }
      let agree = read == mosaic
      #expect(agree, "\(content)")
    }
  }

  /// Pictures of bursts. Values far outside make LibRaw clamp.
  @Test(arguments: [9, 10, 14])
  func libRawReadsLuminance(bits: Int) throws {
    var random = RepeatableRandomNumberGenerator(seed: 52)
    for (round, content) in Content.allCases.enumerated() {
      var picture = SimulatedCRXPicture(content, width: 200, height: 100, bits: bits, &random)
      picture.encoding = 3
      picture.layout = round % 4
      for plane in 1..<4 {
        picture.planes[plane] = Content.allCases[(round + plane) % 7].plane(100, 50, bits: bits - 1 + plane % 3, &random)
      }
      let file = SimulatedCR3File([picture]).bytes
      let mosaic = try found(in: file).mosaic
      guard let read = try libRawMosaic(file) else { return }
      let agree = read == mosaic
      #expect(agree, "\(content)")
    }
  }

  /// The largest picture, the first of them where there are two: second ones are of dual pixels.
  @Test func theLargestPictureIsFound() throws {
    var random = RepeatableRandomNumberGenerator(seed: 53)
    let small = SimulatedCRXPicture(.smooth, width: 100, height: 80, &random)
    let large = SimulatedCRXPicture(.smooth, width: 200, height: 140, &random)
    let second = SimulatedCRXPicture(.noise, width: 200, height: 140, &random)
    for pictures in [[small, large], [large, small], [small, large, second], [large, second, small]] {
      var file = SimulatedCR3File(pictures)
      for hasShortOffsets in [false, true] {
        file.hasShortOffsets = hasShortOffsets
        let samples = try found(in: file.bytes).samples
        let equal = try samples == large.samples(large.format())
        #expect(equal)
      }
      file.hasShortOffsets = false
      guard let read = try libRawMosaic(file.bytes) else { return }
      let agree = try read == large.samples(large.format())
      #expect(agree)
    }
  }
}
