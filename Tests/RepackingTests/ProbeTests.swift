import ByteCoding
import CameraSimulation
import Repacking
import SensorModel
import TestSupport
import Testing

/// The two directions of a recipe, each apart.
@Suite struct ProbeTests {
  /// A small file of a format, taken apart; nil where that is not possible yet.
  private static func parts(_ format: SimulatedFormat) -> (file: [UInt8], repacked: Repacked)? {
    let shot = format.shot(width: 322, height: 246, seed: 4)
    let file = format.file(of: shot)
    return (try? RecipeFinder.find(file: file, mosaic: format.mosaic(of: shot), hints: StorageHints())).map { (file, $0) }
  }

  @Test(arguments: SimulatedFormat.allCases)
  func bothDirectionsGiveWhatTheFinderProved(_ format: SimulatedFormat) throws {
    guard let (file, repacked) = Self.parts(format) else {
      announce("\(format.rawValue) is not taken apart: no probe of it is tested.")
      return
    }
    let probe = RepackingProbe(repacked, of: file)
    #expect(try probe.decode() == repacked.stored)
    var bytes: [UInt8] = []
    try probe.encode { bytes.append(contentsOf: $0) }
    #expect(bytes == file)
    #expect(probe.layout == repacked.recipe.description)
    #expect(probe.streamBytes == repacked.recipe.sampleBytes)
    let packed: [SimulatedFormat] = [.dng, .nef, .nefPacked, .nefPacked14, .pefPacked, .kdc]
    let compressed: [SimulatedFormat] = [.dngLosslessJPEG, .cr2, .nefLossless14, .nefLossy, .pef, .crw]
    if packed.contains(format) { #expect(probe.isPacked) }
    if compressed.contains(format) { #expect(!probe.isPacked) }
  }

  @Test(arguments: SimulatedFormat.allCases)
  func anotherFileIsAFaultOrOtherSamples(_ format: SimulatedFormat) throws {
    guard let (file, repacked) = Self.parts(format) else { return }
    var random = RepeatableRandomNumberGenerator(seed: 9)
    for _ in 0..<30 {
      var damaged = file
      for _ in 0..<8 { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
      _ = try? RepackingProbe(repacked, of: damaged).decode()
    }
    let noise = try? RepackingProbe(repacked, of: random.bytes(file.count)).decode()
    #expect(noise != repacked.stored)
    let fault = #expect(throws: Fault.self) { try RepackingProbe(repacked, of: file.dropLast()).decode() }
    #expect(fault?.code == "recipe.probe")
  }
}
