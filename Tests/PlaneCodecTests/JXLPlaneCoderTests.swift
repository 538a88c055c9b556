import ByteCoding
import Foundation
import JXLCoding
import SensorModel
import Testing

@Suite struct JXLPlaneCoderTests {
  @Test(arguments: [1, 3, 7]) func allValuesAreExact(_ effort: Int) throws {
    var random = SplitMix(state: 9)
    var samples = (0...65_535).map { UInt16($0) }
    for position in samples.indices.reversed() { samples.swapAt(position, Int(random.next() % UInt64(position + 1))) }
    for content in [samples.sorted(), samples] {
      let coded = try JXLPlaneCoder.encode(content, width: 512, height: 128, effort: effort)
      #expect(coded.starts(with: [0xFF, 0x0A]))
      #expect(try JXLPlaneCoder.decode(coded[...], width: 512, height: 128) == content)
      #expect(try JXLPlaneCoder.encode(content, width: 512, height: 128, effort: effort) == coded)
    }
  }

  @Test func sizesOfEveryHeaderForm() throws {
    for (width, height) in [(1, 1), (8, 8), (3, 256), (256, 256), (300, 200), (513, 7), (40, 20), (9000, 2)] {
      let plane = PlaneContent.ramp.plane(width: width, height: height, bits: 14)
      let coded = try JXLPlaneCoder.encode(plane.samples, width: width, height: height, effort: 3)
      #expect(try JXLPlaneCoder.decode(coded[...], width: width, height: height) == plane.samples)
      let fault = #expect(throws: Fault.self) { try JXLPlaneCoder.decode(coded[...], width: width + 1, height: height) }
      #expect(fault?.code == "jxl.shape")
    }
  }

  @Test(arguments: 1...9) func effortsTakeRowsInPlace(_ effort: Int) throws {
    let plane = PlaneContent.saturated.plane(width: 100, height: 60, bits: 12)
    let coded = try plane.samples.withUnsafeBufferPointer { samples in
      try JXLPlaneCoder.encode(
        UnsafeBufferPointer(rebasing: samples[1010..<(1010 + 29 * 100 + 41)]), width: 41, height: 30, rowStride: 100, effort: effort)
    }
    let part = (0..<30).flatMap { row in plane.samples[(1010 + row * 100)..<(1051 + row * 100)] }
    #expect(try JXLPlaneCoder.decode(coded[...], width: 41, height: 30) == part)
    #expect(try JXLPlaneCoder.encode(part, width: 41, height: 30, effort: effort) == coded)
  }

  @Test func truncatedAndExtendedStreamsAreRefused() throws {
    let plane = PlaneContent.noise.plane(width: 24, height: 18, bits: 10)
    let coded = try JXLPlaneCoder.encode(plane.samples, width: 24, height: 18, effort: 7)
    for length in 0..<coded.count {
      let fault = #expect(throws: Fault.self) { try JXLPlaneCoder.decode(coded.prefix(length), width: 24, height: 18) }
      #expect(fault?.kind == .damaged, "length \(length)")
    }
    for extra in [[0], [0xFF, 0x0A], coded] {
      let fault = #expect(throws: Fault.self) { try JXLPlaneCoder.decode((coded + extra)[...], width: 24, height: 18) }
      #expect(fault?.kind == .damaged)
    }
  }

  @Test func flippedBitsNeverTrap() throws {
    let plane = PlaneContent.ramp.plane(width: 24, height: 18, bits: 10)
    let coded = try JXLPlaneCoder.encode(plane.samples, width: 24, height: 18, effort: 7)
    for position in coded.indices {
      for bit in 0..<8 {
        var changed = coded
        changed[position] ^= 1 << bit
        do { #expect(try JXLPlaneCoder.decode(changed[...], width: 24, height: 18).count == 24 * 18) } catch {
          #expect(error.kind == .damaged)
        }
      }
    }
  }

  @Test func mistakesOfTheCallerAreNamed() {
    for (width, height, effort) in [(0, 1, 7), (2, 2, 0), (2, 2, 10), (3, 2, 7), (-1, 2, 7), (300_000, 1, 7)] {
      let fault = #expect(throws: Fault.self) { try JXLPlaneCoder.encode([1, 2, 3, 4], width: width, height: height, effort: effort) }
      #expect(fault?.kind == .misuse)
    }
  }

  private static let djxl = ["/usr/bin/djxl", "/usr/local/bin/djxl"].first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: Self.djxl != nil, "djxl (libjxl-tools) is not installed")) func theReferenceDecoderGivesTheSameSamples() throws {
    let djxl = try #require(Self.djxl)
    let folder = FileManager.default.temporaryDirectory.appending(path: "glassine-jxl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (content, bits) in [(PlaneContent.everyValue, 16), (.lookedUp, 12), (.hotPixels, 14), (.noise, 9)] {
      let plane = content.plane(width: 333, height: 222, bits: bits)
      let coded = try JXLPlaneCoder.encode(plane.samples, width: 333, height: 222, effort: 5)
      let input = folder.appending(path: "\(content).jxl")
      let output = folder.appending(path: "\(content).pgm")
      try Data(coded).write(to: input)
      let process = Process()
      process.executableURL = URL(filePath: djxl)
      process.arguments = [input.path(), output.path()]
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let picture = Array(try Data(contentsOf: output))
      #expect(picture.starts(with: Array("P5\n333 222\n65535\n".utf8)))
      let body = picture.suffix(333 * 222 * 2)
      var reader = ByteReader(body)
      for sample in plane.samples { guard try reader.u16(bigEndian: true) == sample else { Issue.record("\(content) differs"); break } }
    }
  }

  @Test func theLibraryNamesItself() { #expect(JXLPlaneCoder.libraryVersion.hasPrefix("libjxl 0.")) }
}
