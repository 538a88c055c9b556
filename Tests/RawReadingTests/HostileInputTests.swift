import ByteCoding
import CameraSimulation
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

  /// Found by flipping bits: the slices' tag with one value instead of three. LibRaw 0.20 divided by what lay behind it.
  @Test func slicesWithoutWidthAreRefused() throws {
    let file = SimulatedFormat.cr2.make(width: 64, height: 48, seed: 9).bytes
    #expect(throws: Never.self) { try RawReader.read(file, name: "a.cr2") }
    let entry = try #require(place(of: [0x40, 0xC6, 3, 0, 3, 0, 0, 0], in: file))
    var damaged = file
    damaged[entry + 4] = 1
    #expect(code { try RawReader.read(damaged, name: "a.cr2") } == "raw.corrupt")
  }

  /// Found by flipping a bit of a KDC: LibRaw 0.20 wrote over itself without end.
  @Test func patternsOf36WithoutTheirSizeAreRefused() throws {
    let forms: [(SimulatedFormat, [UInt8], Int)] = [
      (.dng, [0x8E, 0x82, 1, 0, 4, 0, 0, 0], 4), (.kdc, [0x82, 0x8E, 0, 1, 0, 0, 0, 4], 7),
    ]
    for (format, start, count) in forms {
      let file = format.make(width: 64, height: 48, seed: 9).bytes
      #expect(throws: Never.self) { try RawReader.read(file, name: "a") }
      let entry = try #require(place(of: start, in: file), "\(format.rawValue)")
      var damaged = file
      damaged[entry + count] = 36
      let fault = #expect(throws: Fault.self, "\(format.rawValue)") { try RawReader.read(damaged, name: "a") }
      #expect(fault?.kind == .damaged, "\(format.rawValue)")
    }
    // With its size it is X-Trans.
    #expect(throws: Never.self) { try RawReader.read(SimulationPreset.xTrans14.make(width: 64, height: 48, seed: 1).bytes, name: "x") }
  }

  private func place(of bytes: [UInt8], in file: [UInt8]) -> Int? {
    (0..<(file.count - bytes.count)).first { file[$0..<($0 + bytes.count)].elementsEqual(bytes) }
  }
}
