import ByteCoding
import CameraSimulation
import Repacking
import SensorModel
import TestSupport
import Testing

/// Whole files by the camera simulator: every way of storing samples that it knows.
@Suite struct SimulatedFileTests {
  @Test(arguments: SimulationPreset.allCases)
  func presets(_ preset: SimulationPreset) throws {
    let shot = preset.shot(width: 150, height: 110, seed: 21)
    let file = preset.file(of: shot)
    let repacked = try expectRepacked(file, shot.mosaic, bits: shot.sensor.bits, "\(preset)")
    let size = shot.stored.width * shot.stored.height
    #expect(repacked.stored == shot.stored, "\(preset)")
    #expect((repacked.linearization != nil) == (shot.stored != shot.mosaic), "\(preset)")
    // All of the samples are taken out, and only fill bits and fill rows may need corrections.
    #expect(repacked.recipe.sampleBytes >= size * shot.sensor.bits / 8, "\(preset)")
    #expect(repacked.residue.count <= shot.stored.height * 4, "\(preset): \(repacked.residue.count)")
  }
}
