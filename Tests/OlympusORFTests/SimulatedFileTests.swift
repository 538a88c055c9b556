import ByteCoding
import CameraSimulation
import Foundation
import OlympusORF
import SensorModel
import TestSupport
import Testing

/// Simulated camera files: LibRaw reads the mosaic that was simulated, and so does this room.
@Suite struct SimulatedFileTests {
  private func shot(width: Int, height: Int, seed: UInt64, white: Int = 4095, readNoise: Double = 4) throws -> SimulatedShot {
    let sensor = SimulatedSensor(
      cfa: try #require(.bayer("RGGB")), response: [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]], bits: 12, black: [256],
      white: white, fullWell: 30_000, readNoise: readNoise)
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: seed)
  }

  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ file: [UInt8], count: Int) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("simulated.orf")
      try Data(file).write(to: place)
      guard let result = try runTool("unprocessed_raw", ["-q", "-T", place.path]) else { return nil }
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: folder.appendingPathComponent("simulated.orf.tiff")))
      try #require(image.count > count * 2)
      let samples = image.suffix(count * 2)
      let start = samples.startIndex
      return (0..<count).map { UInt16(samples[start + 2 * $0]) | UInt16(samples[start + 2 * $0 + 1]) << 8 }
    }
  }

  @Test(arguments: [(640, 480), (322, 214), (96, 64)])
  func compressed(width: Int, height: Int) throws {
    for (seed, noise) in [(1, 2.0), (2, 40), (3, 400)] as [(UInt64, Double)] {
      let shot = try shot(width: width, height: height, seed: seed, readNoise: noise)
      let file = SimulatedRawWriter.orf(shot)
      let found = try #require(try OlympusORFFile.find(in: file).first)
      #expect(found.format == (try OlympusORFFormat(width: width, height: height)))
      let bytes = file[found.offset..<(found.offset + found.length)]
      #expect(found.offset + found.length == file.count)
      let (samples, remainder) = try OlympusORFStream(bytes, format: found.format).decoded()
      #expect(samples == shot.mosaic.samples)
      #expect(try OlympusORFStream.encode(format: found.format, samples: samples, remainder: remainder)[...] == bytes)
      #expect(remainder.serialized().count == 7)
      guard let seen = try libRawMosaic(file, count: samples.count) else { continue }
      #expect(seen == samples, "\(width)x\(height), noise \(noise)")
    }
  }

  /// LibRaw before 0.22 leaves the columns right of the ones it shows at 0 for some widths; they are coded nevertheless.
  @Test func columnsThatLibRawDoesNotShow() throws {
    let (width, height, shown) = (4100, 64, 4096)
    let shot = try shot(width: width, height: height, seed: 7)
    let file = SimulatedRawWriter.orf(shot)
    let found = try #require(try OlympusORFFile.find(in: file).first)
    let stream = try OlympusORFStream(file[found.offset..<(found.offset + found.length)], format: found.format)
    #expect(try stream.decoded().samples == shot.mosaic.samples)
    guard let seen = try libRawMosaic(file, count: width * height) else { return }
    for row in 0..<height {
      let (start, middle, end) = (row * width, row * width + shown, (row + 1) * width)
      #expect(seen[start..<middle] == shot.mosaic.samples[start..<middle], "row \(row)")
      #expect(seen[middle..<end].allSatisfy { $0 == 0 } || seen[middle..<end] == shot.mosaic.samples[middle..<end], "row \(row)")
    }
  }

  @Test(arguments: [SimulatedORFCoding.packed, .words])
  func uncompressed(coding: SimulatedORFCoding) throws {
    let shot = try shot(width: 320, height: 200, seed: 4)
    let file = SimulatedRawWriter.orf(shot, coding: coding)
    let fault = #expect(throws: Fault.self) { try OlympusORFFile.find(in: file) }
    #expect(fault?.code == "orf.uncompressed" && fault?.kind == .unsupported)
    guard let seen = try libRawMosaic(file, count: shot.mosaic.samples.count) else { return }
    #expect(seen == shot.mosaic.samples, "\(coding)")
  }

  @Test func damagedFiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 21)
    let shot = try shot(width: 96, height: 64, seed: 5)
    for coding in SimulatedORFCoding.allCases {
      let file = SimulatedRawWriter.orf(shot, coding: coding)
      for round in 0..<1500 {
        var damaged = file
        if round % 4 == 0 { damaged.removeLast(random.below(damaged.count)) }
        for _ in 0..<random.below(6) where !damaged.isEmpty {
          damaged[random.below(min(damaged.count, 900))] = [0, 0xFF, UInt8(random.below(256))][random.below(3)]
        }
        do throws(Fault) {
          for found in try OlympusORFFile.find(in: damaged, budget: MemoryBudget(samples: 1 << 16, side: 4096)) {
            _ = try OlympusORFStream(damaged[found.offset..<(found.offset + found.length)], format: found.format).decoded()
          }
        } catch {
          #expect(!error.code.isEmpty && error.kind != .misuse)
        }
      }
    }
    for bytes in [[], Array("IIRO".utf8), [UInt8](repeating: 0, count: 100)] {
      #expect(throws: Fault.self) { try OlympusORFFile.find(in: bytes) }
    }
  }

  @Test func numbersOfTheMakerNote() throws {
    let shot = try shot(width: 96, height: 64, seed: 6)
    let file = SimulatedRawWriter.orf(shot)
    // The entry of tag 0x0650, whose value is 7: with another value the format follows.
    let entry = try #require(file.indices.first { file[$0...].starts(with: [0x50, 0x06, 3, 0, 1, 0, 0, 0, 7, 0]) })
    var other = file
    other[entry + 8] = 9
    #expect(try OlympusORFFile.find(in: other).first?.format.parameters.otherSize == 9)
    other[entry + 8] = 99
    #expect(#expect(throws: Fault.self) { try OlympusORFFile.find(in: other) }?.code == "orf.parameters")
    // Without that number, the standard one; but not where samples have another depth.
    other = file
    other[entry] = 0x58
    #expect(try OlympusORFFile.find(in: other).first?.format.parameters == .standard)
    let depth = try #require(file.indices.first { file[$0...].starts(with: [0x11, 0x06, 3, 0, 2, 0, 0, 0, 12, 0]) })
    other[depth + 8] = 14
    #expect(#expect(throws: Fault.self) { try OlympusORFFile.find(in: other) }?.code == "orf.parameters")
    // Another maker note: the standard numbers.
    let note = try #require(file.indices.first { file[$0...].starts(with: Array("OLYMPUS\0II".utf8)) })
    other = file
    other[note] = 0
    #expect(try OlympusORFFile.find(in: other).first?.format.parameters == .standard)
  }
}
