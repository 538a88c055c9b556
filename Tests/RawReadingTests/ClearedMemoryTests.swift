import CameraSimulation
import RawReading
import SensorModel
import Testing

/// What LibRaw does not write must not be what another file left in memory.
@Suite struct ClearedMemoryTests {
  @Test func whatLibRawDoesNotWriteIsZero() throws {
    // LibRaw 0.20 unpacks this file without a word, and decodes nothing of it; later ones decode it.
    let shot = SimulatedFormat.arw.shot(width: 640, height: 426, seed: 3)
    let (unread, truth) = (SimulatedFormat.arw.file(of: shot), SimulatedFormat.arw.mosaic(of: shot))
    for seed in 1...6 {
      // Another mosaic, full of samples, goes back to the heap right before.
      let other = SimulatedFormat.arwWords.make(width: 1024, height: 512, seed: UInt64(seed)).bytes
      _ = try RawReader.read(other, name: "words.arw")
      let mosaic = try RawReader.read(unread, name: "unread.arw").mosaic
      #expect(mosaic == truth || mosaic.samples.allSatisfy { $0 == 0 }, "samples of another file show through")
    }
  }
}
