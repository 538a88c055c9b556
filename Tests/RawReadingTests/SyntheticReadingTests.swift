import ByteCoding
import SensorModel
import ShotMetadata
import Testing

@testable import RawReading

@Suite struct SyntheticReadingTests {
  @Test func samplesAndFactsAreWhatWasWritten() throws {
    var dng = SyntheticDNG()
    dng.activeArea = [4, 6, 44, 60]
    dng.defaultCrop = ([2, 4], [40, 30])
    dng.orientation = 6
    let capture = try RawReader.read(dng.bytes(), name: "a.dng")
    #expect(capture.mosaic.width == 64 && capture.mosaic.height == 48)
    #expect(capture.mosaic.samples == dng.samples)
    let sensor = capture.facts.sensor
    #expect(sensor.activeArea == .init(left: 6, top: 4, width: 54, height: 40))
    #expect(sensor.defaultCrop == .init(left: 8, top: 8, width: 40, height: 30))
    #expect(sensor.orientation == 6)
    #expect(sensor.bitsPerSample == 16)
    #expect(capture.facts.levels == .init(black: [64], white: 4095))
    #expect(capture.facts.camera.make == "Glassine")
    #expect(capture.facts.camera.uniqueModel == "Glassine Test Camera")
    #expect(capture.facts.color.cameraFromXYZ.count == 3)
    for (row, expected) in zip(capture.facts.color.cameraFromXYZ, [[0.9, -0.2, -0.1], [-0.4, 1.2, 0.2], [-0.05, 0.15, 0.6]]) {
      for (value, wanted) in zip(row, expected) { #expect(abs(value - wanted) < 1e-6) }
    }
    let neutral = try #require(capture.facts.color.asShotNeutral)
    for (value, wanted) in zip(neutral, [0.5, 1, 0.8]) { #expect(abs(value - wanted) < 1e-6) }
    #expect(abs(try #require(capture.facts.color.baselineExposure) - 0.25) < 1e-6)
    let offset = try #require(capture.hints.dataOffset)
    #expect(offset == dng.bytes().count - 64 * 48 * 2)
    #expect(!capture.hints.bigEndian)
    #expect(capture.hints.decoderName == "packed_dng_load_raw()")
  }

  @Test(arguments: [[0, 1, 1, 2], [2, 1, 1, 0], [1, 0, 2, 1], [1, 2, 0, 1]] as [[UInt8]])
  func filtersAreCountedFromTheFullArea(pattern: [UInt8]) throws {
    for (top, left) in [(0, 0), (2, 4), (1, 0), (0, 1), (3, 5), (7, 2)] {
      var dng = SyntheticDNG()
      dng.pattern = pattern
      dng.activeArea = [UInt32(top), UInt32(left), 48, 64]
      let filters = try RawReader.read(dng.bytes(), name: "a.dng").facts.sensor.cfa
      #expect(filters.isBayer)
      for row in 0..<4 {
        for column in 0..<4 {
          let inActiveArea = Int(pattern[((row + top) % 2) * 2 + (column + left) % 2])
          #expect(filters.colorIndex(row: row, column: column) == inActiveArea, "margins \(top) \(left), row \(row), column \(column)")
        }
      }
    }
  }

  @Test func blackLevelsRepeatFromTheActiveArea() throws {
    var dng = SyntheticDNG()
    dng.blackPeriod = [2, 2]
    dng.black = [60, 61, 62, 63]
    dng.activeArea = [2, 2, 48, 64]
    #expect(
      try RawReader.read(dng.bytes(), name: "a.dng").facts.levels
        == .init(blackPeriodWidth: 2, blackPeriodHeight: 2, black: [60, 61, 62, 63], white: 4095))
    dng.black = [60, 60, 60, 60]
    #expect(try RawReader.read(dng.bytes(), name: "a.dng").facts.levels == .init(black: [60], white: 4095))
  }

  @Test func everyOrientationIsKept() throws {
    for orientation in 1...8 {
      var dng = SyntheticDNG()
      dng.orientation = UInt16(orientation)
      #expect(try RawReader.read(dng.bytes(), name: "a.dng").facts.sensor.orientation == orientation)
    }
  }

  @Test func imagesThatAreNoMosaicAreRefused() throws {
    var linear = SyntheticDNG()
    linear.photometric = 34_892
    linear.samplesPerPixel = 3
    linear.pattern = []
    #expect(code { try RawReader.read(linear.bytes(), name: "a.dng") } == "raw.not-a-mosaic")
    var unknown = SyntheticDNG()
    unknown.compression = 52_546
    #expect(code { try RawReader.read(unknown.bytes(), name: "a.dng") } == "raw.newer-format")
  }

  @Test func sizesAreHeldAgainstTheBudget() {
    let bytes = SyntheticDNG().bytes()
    #expect(code { try RawReader.read(bytes, name: "a", budget: .init(samples: 3000)) } == "size.limit")
    #expect(code { try RawReader.read(bytes, name: "a", budget: .init(fileBytes: 100)) } == "raw.file-size")
    let fault = #expect(throws: Fault.self) { try RawReader.read(bytes, name: "a.dng", budget: .init(side: 50)) }
    #expect(fault?.kind == .overLimit && fault?.file == "a.dng")
  }

  @Test func picturesAreDevelopedUpright() throws {
    var dng = SyntheticDNG()
    for bits in [8, 16] {
      dng.orientation = 1
      let level = try RawReader.develop(dng.bytes(), name: "a.dng", bits: bits, halfSize: false)
      #expect(level.width == 64 && level.height == 48 && level.bits == bits)
      #expect(level.samples.max().map(Int.init) ?? 0 <= (1 << bits) - 1)
      #expect(Set(level.samples).count > 10)
      dng.orientation = 6
      let turned = try RawReader.develop(dng.bytes(), name: "a.dng", bits: bits, halfSize: true)
      #expect(turned.width == 24 && turned.height == 32)
    }
    #expect(code { try RawReader.develop(dng.bytes(), name: "a.dng", bits: 10, halfSize: true) } == "raw.develop-bits")
  }
}

/// The code of the fault that a body throws, nil where it throws none.
func code<Value>(_ body: () throws -> Value) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? Fault)?.code
  }
}
