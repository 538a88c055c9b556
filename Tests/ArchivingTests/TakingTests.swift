import ArchiveFormat
import ByteCoding
import CameraSimulation
import JPEGReading
import SensorModel
import TestSupport
import Testing
import UnitCoding

/// Camera files and JPEGs through the whole of a run's coding: taken apart with their pictures, made a unit, and given back.
@Suite struct TakingTests {
  /// Asks for the original of a file's unit; false where the file is stored whole.
  @discardableResult
  func expectOriginal(_ bytes: [UInt8], name: String, _ comment: String) throws -> Bool {
    guard let (record, coded) = try Taking.sections(bytes, name: name) else { return false }
    let unit = try Taking.unit(record, coded.list)
    let isOriginal = try Taking.original(unit) == bytes
    #expect(isOriginal, "\(comment)")
    return true
  }

  @Test(arguments: SimulatedFormat.allCases)
  func everyFormat(_ format: SimulatedFormat) throws {
    for (width, height) in [(64, 48), (333, 251)] {
      let made = format.make(width: width, height: height, seed: 4)
      let isTaken = try expectOriginal(made.bytes, name: made.fileName, "\(format.rawValue) \(width)x\(height)")
      #expect(isTaken || !format.isReadByLibRaw, "\(format.rawValue) \(width)x\(height)")
    }
  }

  @Test func previewsAreTakenFromBesideStreams() throws {
    for format in [SimulatedFormat.cr2, .nefLossless14, .pef, .crw, .dngLosslessJPEG, .arw] {
      let made = format.make(width: 640, height: 426, seed: 4)
      let (_, coded) = try #require(try Taking.sections(made.bytes, name: made.fileName))
      #expect(coded.count(.picture) >= 1, "\(format.rawValue)")
      #expect(coded.mosaic != nil, "\(format.rawValue)")
      #expect(try expectOriginal(made.bytes, name: made.fileName, "\(format.rawValue)"))
    }
  }

  @Test func jpegFilesWithWhatLiesAroundThem() throws {
    let raw = SimulatedFormat.cr2.make(width: 640, height: 426, seed: 4).bytes
    let found = try #require(EmbeddedJPEGs.find(in: raw, minimum: 8000).first)
    let jpeg = Array(raw[found.range])
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let files: [(String, [UInt8])] = [
      ("alone", jpeg), ("with a trailer", jpeg + random.bytes(300)), ("twice", jpeg + jpeg),
      ("in the Exif of another", Array(jpeg[..<2]) + SampleJPEG.segment(0xE1, jpeg) + jpeg[2...]),
      ("without an end", jpeg.dropLast(2)), ("followed by its half", jpeg + jpeg.prefix(jpeg.count / 2)),
    ]
    for (what, bytes) in files { try expectOriginal(bytes, name: "a.jpg", what) }
    #expect(try expectOriginal(jpeg, name: "a.jpg", "alone"))
  }

  /// Whatever damage a file has when it comes, its unit gives it back as it is, or it is stored whole.
  @Test(arguments: SimulatedFormat.allCases)
  func damagedFiles(_ format: SimulatedFormat) throws {
    let made = format.make(width: 64, height: 48, seed: 6)
    let every = made.bytes.count > 200_000 ? 25 : 8
    var random = RepeatableRandomNumberGenerator(seed: 12)
    for percent in stride(from: 3, to: 100, by: every) {
      let cut = Array(made.bytes[..<(made.bytes.count * percent / 100)])
      try expectOriginal(cut, name: made.fileName, "\(format.rawValue), cut at \(percent) %")
      var flipped = made.bytes
      var places: [Int] = []
      for _ in 0...random.below(3) {
        places.append(random.below(2) == 0 ? random.below(flipped.count) : random.below(min(2048, flipped.count)))
        flipped[places[places.count - 1]] ^= 1 << UInt8(random.below(8))
      }
      try expectOriginal(flipped, name: made.fileName, "\(format.rawValue), flipped in \(places)")
    }
  }
}
