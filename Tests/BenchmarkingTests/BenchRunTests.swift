import ByteCoding
import CameraSimulation
import Foundation
import PlaneCodec
import SensorModel
import TestSupport
import Testing

@testable import Benchmarking

/// A run on small raws; what is timed is never judged.
@Suite struct BenchRunTests {
  private static let coders = ["fast", "stored", "zstd3", "zstd3-file", "jxl3-crop"].compactMap { BenchCoder(named: $0) }

  /// Two simulated raws, a fixture, and a file that is no raw; measured once for all tests.
  private static let measured = Result { () throws(Fault) in
    let simulations = BenchSimulation.all(width: 64, height: 48).prefix(2).map { BenchSource.simulation($0) }
    let fixtures = ["raws/Cameras/bayer-rggb-8.dng", "raws/Oddities/unknown.bin"].map {
      BenchSource.file(Places.fixtures.appendingPathComponent($0).path)
    }
    return try Bench.run(simulations + fixtures, coders: coders)
  }

  @Test func totalsAndRatiosAddUp() throws {
    let result = try Self.measured.get()
    #expect(result.isComplete)
    #expect(result.files.count == 3)
    #expect(result.failures.map(\.name.isEmpty) == [false])
    let wanted = Self.coders.map(\.id)
    let complete: [String] = ["jxl7"] + wanted.dropLast() + ["jxl7-crop", "jxl3-crop"]
    #expect(result.coders.map(\.id) == complete)
    #expect(result.files.allSatisfy { $0.measures.map(\.coder) == result.coders })
    #expect(result.totals.map(\.coder) == result.coders.filter { $0.extent == .whole })
    #expect(result.cropTotals.map(\.coder) == result.coders.filter { $0.extent == .crop })
    for total in result.totals + result.cropTotals {
      let parts = result.files.flatMap(\.measures).filter { $0.coder == total.coder }
      #expect(total.codedBytes == parts.reduce(0) { $0 + $1.codedBytes })
      #expect(total.samples == parts.reduce(0) { $0 + $1.samples })
      #expect(total.encodeSeconds.isApproximately(parts.reduce(0) { $0 + $1.encodeSeconds }))
      #expect(total.decodeSeconds.isApproximately(parts.reduce(0) { $0 + $1.decodeSeconds }))
      let among = result.totals + result.cropTotals
      let reference = try #require(among.first { $0.coder == total.coder.ownReference })
      let comparison = try #require(BenchComparison(total, among: among))
      #expect(comparison.size.isApproximately(Double(total.codedBytes) / Double(reference.codedBytes)))
      // Equal samples: the inverse of the seconds.
      #expect(comparison.encodeSpeed.isApproximately(reference.encodeSeconds / total.encodeSeconds))
      #expect(comparison.decodeSpeed.isApproximately(reference.encodeSeconds / total.decodeSeconds))
    }
    let smallest = result.files.map { file in
      file.measures.filter { $0.coder.input == .planes && $0.coder.extent == .whole }.map(\.codedBytes).min() ?? 0
    }
    #expect(result.smallestBytes == smallest.reduce(0, +))
  }

  @Test func distancesToTheNoiseFloorAreThoseOfTheSimulatedRaws() throws {
    let result = try Self.measured.get()
    #expect(result.files.map(\.isSimulated) == [true, true, false])
    for file in result.files {
      for measure in file.measures {
        guard let floor = file.noiseFloor, measure.coder.extent == .whole, measure.coder.input != .file else {
          #expect(measure.bitsAboveFloor == nil)
          continue
        }
        #expect(try #require(measure.bitsAboveFloor).isApproximately(measure.bitsPerSample - floor))
        #expect(measure.bitsPerSample > floor)
      }
    }
    let floored = result.files.filter(\.isSimulated)
    let total = try #require(result.totals.first?.bitsAboveFloor)
    let above = floored.reduce(0.0) { $0 + $1.measures[0].bitsAboveFloors }
    #expect(total.isApproximately(above / Double(floored.reduce(0) { $0 + $1.samples })))
  }

  @Test func theCamerasStreamIsWhatTheFileSays() throws {
    let result = try Self.measured.get()
    for file in result.files {
      let stream = try #require(file.cameraStream)
      #expect(stream.compression == 1)
      #expect(stream.bytes < file.bytes)
      #expect(stream.bytes >= file.packedBytes)
    }
    let known = result.files.compactMap(\.cameraStream?.bytes)
    #expect(result.cameraBytes == known.reduce(0, +))
    // A CRW of one record of 5 bytes, and the same with a record that reaches past the end.
    let crw: [UInt8] = [0x49, 0x49, 26, 0, 0, 0] + Array("HEAPCCDR".utf8) + Array(repeating: 0, count: 12) + [1, 2, 3, 4, 5]
    let records: (UInt8) -> [UInt8] = { size in [1, 0, 0x05, 0x20, size, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0] }
    #expect(CameraStream(of: crw + records(5), width: 2, height: 2, dataOffset: nil)?.bytes == 5)
    #expect(CameraStream(of: crw + records(255), width: 2, height: 2, dataOffset: nil) == nil)
    #expect(CameraStream(of: Array("no TIFF file at all".utf8), width: 64, height: 48, dataOffset: nil) == nil)
  }

  @Test func jsonHoldsWhatScriptsAreTold() throws {
    let result = try Self.measured.get()
    let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any])
    #expect(
      Set(object.keys) == ["libraries", "reference", "files", "totals", "crops", "smallest", "cameraStream", "failures", "isComplete"])
    let files = try #require(object["files"] as? [[String: Any]])
    try #require(files.count == 3)
    let fields: Set = [
      "name", "camera", "bytes", "width", "height", "bits", "packedBytes", "coders", "crops", "isSimulated", "cameraStream", "smallest",
    ]
    #expect(Set(files[0].keys) == fields.union(["noiseFloorBitsPerSample"]))
    #expect(Set(files[2].keys) == fields)
    let stream = try #require(files[0]["cameraStream"] as? [String: Any])
    #expect(Set(stream.keys) == ["bytes", "bitsPerSample", "ratioToReference", "compression"])
    let numbers: Set = [
      "id", "coder", "input", "samples", "inputBytes", "codedBytes", "bitsPerSample", "ratioToReference", "encodeSeconds", "decodeSeconds",
      "encodeMegabytesPerSecond", "decodeMegabytesPerSecond", "encodeMegasamplesPerSecond", "decodeMegasamplesPerSecond",
      "encodeSpeedToReference", "decodeSpeedToReference",
    ]
    let totals = try #require(object["totals"] as? [[String: Any]])
    #expect(totals.first.map { Set($0.keys) } == numbers.union(["bitsAboveFloor"]))
    #expect(totals.first?["id"] as? String == "jxl7")
    #expect(totals.first?["ratioToReference"] as? Double == 1)
    let crops = try #require(object["crops"] as? [[String: Any]])
    #expect(crops.map { $0["id"] as? String } == ["jxl7-crop", "jxl3-crop"])
    #expect(crops.first.map { Set($0.keys) } == numbers)
  }
}

extension Double {
  fileprivate func isApproximately(_ other: Double) -> Bool { (self - other).magnitude <= 1e-9 * Swift.max(1, other.magnitude) }
}
