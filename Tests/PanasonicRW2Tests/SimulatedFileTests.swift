import ByteCoding
import CameraSimulation
import Foundation
import PanasonicRW2
import SensorModel
import TestSupport
import Testing

/// Simulated camera files: LibRaw reads the mosaic that was simulated, and so does this room.
@Suite struct SimulatedFileTests {
  private func shot(width: Int, height: Int, bits: Int, seed: UInt64, readNoise: Double = 4) throws -> SimulatedShot {
    let sensor = SimulatedSensor(
      cfa: try #require(.bayer("RGGB")), response: [[0.42, 0.09, 0.02], [0.13, 0.74, 0.13], [0.02, 0.14, 0.48]], bits: bits,
      black: [bits == 12 ? 143 : 512], white: (1 << bits) - 1, fullWell: 30_000, readNoise: readNoise)
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: seed)
  }

  private func bits(_ coding: SimulatedRW2Coding) -> Int {
    coding == .packed14 || coding == .plain14 || coding == .differences10 ? 14 : 12
  }

  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ file: [UInt8], count: Int) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("simulated.rw2")
      try Data(file).write(to: place)
      guard let result = try runTool("unprocessed_raw", ["-q", "-T", place.path]) else { return nil }
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: folder.appendingPathComponent("simulated.rw2.tiff")))
      try #require(image.count > count * 2)
      let samples = image.suffix(count * 2)
      let start = samples.startIndex
      return (0..<count).map { UInt16(samples[start + 2 * $0]) | UInt16(samples[start + 2 * $0 + 1]) << 8 }
    }
  }

  @Test(arguments: SimulatedRW2Coding.allCases)
  func everyCoding(coding: SimulatedRW2Coding) throws {
    for (index, (across, height)) in [(44, 416), (70, 96), (31, 64)].enumerated() {
      let width = across * [14, 14, 10, 9, 11, 9, 10, 10][SimulatedRW2Coding.allCases.firstIndex(of: coding) ?? 0]
      let shot = try shot(width: width, height: height, bits: bits(coding), seed: UInt64(index), readNoise: [2, 30, 300][index])
      let (file, mosaic) = SimulatedRawWriter.rw2(shot, coding: coding)
      if let seen = try libRawMosaic(file, count: mosaic.samples.count) {
        #expect(seen == mosaic.samples, "\(coding), \(width)x\(height)")
      }
      guard coding != .earlyPacked, coding != .earlyWords else {
        let fault = #expect(throws: Fault.self) { try PanasonicRW2File.find(in: file) }
        #expect(fault?.code == "rw2.uncompressed" && fault?.kind == .unsupported)
        continue
      }
      let found = try #require(try PanasonicRW2File.find(in: file).first)
      #expect(found.format.width == width && found.format.height == height && found.offset + found.length == file.count)
      let stream = try PanasonicRW2Stream(file[found.offset..<(found.offset + found.length)], format: found.format)
      var samples = [UInt16](repeating: 0, count: found.format.sampleCount)
      let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
      #expect(samples.map { coding == .differences10 ? UInt16(max(0, Int($0) - 15)) : $0 } == mosaic.samples, "\(coding)")
      let size = remainder.serialized().count
      #expect(size <= 8 + found.length / 200, "\(coding): a remainder of \(size) bytes for \(found.length)")
    }
  }

  @Test func variantsAreNamed() throws {
    let (file, _) = SimulatedRawWriter.rw2(try shot(width: 140, height: 96, bits: 12, seed: 3), coding: .differences8)
    let entry = try #require(file.indices.first { file[$0...].starts(with: [0x2D, 0, 3, 0, 1, 0, 0, 0, 4, 0]) })
    for (rawFormat, code) in [(5, "short"), (6, ""), (7, "short"), (8, "rw2.version"), (9, "rw2.version"), (3, ""), (0, "")] {
      var other = file
      other[entry + 8] = UInt8(rawFormat)
      do throws(Fault) {
        let found = try PanasonicRW2File.find(in: other)
        #expect(found.first?.format.layout == (rawFormat == 6 ? .plainDifferences8 : .differences8) && code == "", "RawFormat \(rawFormat)")
      } catch {
        #expect(code == "short" ? ["rw2.short", "rw2.width"].contains(error.code) : error.code == code, "RawFormat \(rawFormat)")
      }
    }
    for bytes in [[], Array("IIU\0".utf8), [UInt8](repeating: 0, count: 100)] {
      #expect(throws: Fault.self) { try PanasonicRW2File.find(in: bytes) }
    }
  }

  @Test func damagedFiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 21)
    for coding in SimulatedRW2Coding.allCases {
      let (file, _) = SimulatedRawWriter.rw2(try shot(width: 1386 * 5, height: 16, bits: bits(coding), seed: 5), coding: coding)
      for round in 0..<600 {
        var damaged = file
        if round % 4 == 0 { damaged.removeLast(random.below(damaged.count)) }
        for _ in 0..<random.below(6) where !damaged.isEmpty {
          damaged[random.below(min(damaged.count, 400))] = [0, 0xFF, UInt8(random.below(256))][random.below(3)]
        }
        do throws(Fault) {
          for found in try PanasonicRW2File.find(in: damaged, budget: MemoryBudget(samples: 1 << 18, side: 8192)) {
            let bytes = damaged[found.offset..<(found.offset + found.length)]
            let (samples, remainder) = try PanasonicRW2Stream(bytes, format: found.format).decoded()
            if round % 20 == 0 {
              #expect(try PanasonicRW2Stream.encode(format: found.format, samples: samples, remainder: remainder)[...] == bytes)
            }
          }
        } catch {
          #expect(!error.code.isEmpty && error.kind != .misuse)
        }
      }
    }
  }
}
