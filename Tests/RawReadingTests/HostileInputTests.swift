import ByteCoding
import SensorModel
import ShotMetadata
import TestSupport
import Testing

@testable import RawReading

@Suite struct HostileInputTests {
  @Test func noBytesAreNoRawFile() {
    #expect(code { try RawReader.read([], name: "empty") } == "raw.unrecognised")
    #expect(RawReader.embeddedPreview([], name: "empty") == nil)
    #expect(code { try RawReader.read([0x49], name: "one") } == "raw.unrecognised")
  }

  @Test func everyTruncationIsAFault() {
    let whole = SyntheticDNG().bytes()
    let lengths = Array(0..<700) + Array(stride(from: 700, to: whole.count, by: 37)) + [whole.count - 2, whole.count - 1]
    for length in lengths {
      #expect(throws: Fault.self, "\(length) bytes") { try RawReader.read(Array(whole[..<length]), name: "cut") }
    }
    #expect(code { try RawReader.read(Array(whole.dropLast(2000)), name: "cut") } == "raw.truncated")
    #expect(code { try RawReader.read(Array(whole.dropLast(1)), name: "cut") } == "raw.truncated")
  }

  @Test func randomBytesAreNoRawFile() {
    var numbers = RepeatableRandomNumberGenerator(seed: 1)
    let heads: [[UInt8]] = [[], [0x49, 0x49, 42, 0, 8, 0, 0, 0], [0x4d, 0x4d, 0, 42, 0, 0, 0, 8], Array("FUJIFILMCCD-RAW ".utf8)]
    for round in 0..<200 {
      let bytes = heads[round % heads.count] + numbers.bytes(round * 23)
      #expect(throws: Fault.self) { try RawReader.read(bytes, name: "noise") }
    }
  }

  @Test func changedBytesNeverTrap() {
    var numbers = RepeatableRandomNumberGenerator(seed: 2)
    let whole = SyntheticDNG().bytes()
    for _ in 0..<500 {
      var bytes = whole
      for _ in 0..<(1 + numbers.below(6)) {
        bytes[numbers.below(600)] = UInt8(numbers.below(256))
      }
      if let capture = try? RawReader.read(bytes, name: "changed") {
        #expect(capture.mosaic.samples.count == capture.facts.sensor.width * capture.facts.sensor.height)
        #expect((1...8).contains(capture.facts.sensor.orientation))
        #expect((1...65_535).contains(capture.facts.levels.white))
      }
    }
  }
}
