import ByteCoding
import CameraSimulation
import PlaneCodec
import SensorModel
import TestSupport
import Testing

@testable import Benchmarking

@Suite struct BenchCoderTests {
  @Test func namesComeBack() throws {
    for name in ["jxl1", "jxl7", "jxl9-crop", "stored", "zstd1", "zstd19", "zstd19-file"] {
      #expect(BenchCoder(named: name)?.id == name)
    }
    for name in ["", "jxl", "jxl0", "jxl10", "zstd", "zstd0", "zstd20", "zstd19-crop", "zstd+3", "zstd-file", "quick", "-crop", "JXL7"] {
      let id = BenchCoder(named: name)?.id
      #expect(id == nil || name == "jxl" && id == "jxl7", "\(name)")
    }
  }

  @Test func theReferencesAreAmongTheCoders() throws {
    #expect(BenchCoder.standard.first == .reference)
    #expect(Set(BenchCoder.standard).count == BenchCoder.standard.count)
    #expect(BenchCoder.complete(BenchCoder.standard) == BenchCoder.standard)
    let crop = try #require(BenchCoder(named: "jxl9-crop"))
    let zstd = try #require(BenchCoder(named: "zstd3"))
    #expect(BenchCoder.complete([crop, zstd, crop]).map(\.id) == ["jxl7", "zstd3", "jxl7-crop", "jxl9-crop"])
  }

  /// Every profile that the plane codec has a name for is measured, alone and combined.
  @Test(arguments: ["fast", "standard", "max", "mlp", "lcfd"])
  func profilesAreMeasuredOnceTheyExist(_ name: String) {
    #expect(BenchCoder.standard.contains { $0.id == name } == (CodingProfile(named: name) != nil))
  }

  @Test func aDecodingThatDiffersEndsTheRun() throws {
    let fault = #expect(throws: Fault.self) {
      try RoundTrip.measure(
        [1, 2, 3], size: \.count, encode: { numbers throws(Fault) in numbers }, decode: { coded throws(Fault) in coded.reversed() })
    }
    #expect(fault?.code == "bench.mismatch")
    let timing = try RoundTrip.measure(
      [1, 2, 3], size: \.count, encode: { numbers throws(Fault) in numbers + [4] }, decode: { coded throws(Fault) in coded.dropLast() })
    #expect(timing.codedBytes == 4)
  }

  @Test func cropsStartWithAWholeCell() throws {
    let cfa = SimulationPreset.xTrans14.sensor.cfa
    let mosaic = Mosaic(width: 50, height: 40, samples: (0..<2000).map { UInt16($0) })
    let crop = mosaic.middle(20, cfa: cfa)
    #expect((crop.width, crop.height) == (20, 20))
    // (50 - 20) / 2 = 15 and (40 - 20) / 2 = 10, down to multiples of 6.
    #expect(crop.samples.first == UInt16(6 * 50 + 12))
    #expect(crop.samples.last == UInt16(25 * 50 + 31))
    #expect(mosaic.middle(512, cfa: cfa) == mosaic)
  }

  @Test func simulatedRawsHaveTheNoiseTheirNamesSay() throws {
    let noisy = try #require(BenchSimulation.all(width: 64, height: 48).first { $0.name.hasPrefix("ISO 1600") })
    #expect(noisy.name == "ISO 1600: 12 bit, full well 2,500 electrons")
    #expect(noisy.sensor.bits == 12 && noisy.sensor.fullWell == 2_500)
    #expect(BenchSimulation.all(width: 64, height: 48).allSatisfy { $0.sensor.margins == SensorMargins() })
  }
}
