import ByteCoding
import CameraSimulation
import FujiRAF
import RawReading
import Repacking
import SensorModel
import ShotMetadata
import TestSupport
import Testing

/// Simulated camera files, which LibRaw reads: its mosaic is the simulated one, and what this room decodes.
@Suite struct LibRawTests {
  /// Cameras by their filters: LibRaw knows those of Bayer by the model.
  static let cameras: [(cfa: ColorFilterArray, model: String)] = [
    (SimulatedMosaic.xTrans, "X-Pro2"), (SimulatedMosaic.splitXTrans, "X-H1"), (SimulatedMosaic.all[0], "GFX 50R"),
    (SimulatedMosaic.all[0], "X-A7"),
  ]

  @Test(arguments: [12, 14, 16], 0..<4)
  func compressed(bits: Int, camera: Int) throws {
    let (cfa, model) = Self.cameras[camera]
    for (width, height) in [(768, 36), (1536, 60), (1584, 66), (2280, 24)] {
      let shot = SimulatedCamera.shot(cfa, bits: bits, width: width, height: height)
      let file = SimulatedRawWriter.raf(shot, samples: .compressed, model: model)
      let note: Comment = "\(model), \(bits) bits, \(width)x\(height)"
      let capture = try RawReader.read(file, name: "simulated.raf")
      #expect(capture.mosaic == shot.mosaic && capture.hints.decoderName == "fuji_compressed_load_raw()", note)
      #expect(capture.facts.camera.make == "Fujifilm" && capture.facts.sensor.cfa == cfa, note)
      let found = try FujiRAFFile.find(in: file)[0]
      let stream = try FujiRAFStream(file[found.range], format: found.format)
      let (samples, remainder) = try stream.decoded()
      #expect(samples == shot.mosaic.samples, note)
      #expect(try FujiRAFStream.encode(format: found.format, samples: samples, remainder: remainder)[...] == file[found.range], note)
    }
  }

  /// Masked borders: the mosaic has them, and the filters count from its corner.
  @Test(arguments: [RAFSamples.words, .packed14, .compressed])
  func margins(samples: RAFSamples) throws {
    for (cfa, model) in [Self.cameras[0], Self.cameras[3]] {
      let margins = SensorMargins(left: 12, top: 6, right: 12, bottom: 6)
      let shot = SimulatedCamera.shot(cfa, bits: 14, width: 1584, height: 60, margins: margins)
      let capture = try RawReader.read(SimulatedRawWriter.raf(shot, samples: samples, model: model), name: "simulated.raf")
      #expect(capture.mosaic == shot.mosaic && capture.facts.sensor.cfa == cfa, "\(model), \(samples)")
      #expect(capture.facts.sensor.activeArea == PixelRectangle(left: 12, top: 6, width: 1560, height: 48), "\(model), \(samples)")
    }
  }

  /// Extreme contents: escapes, long runs, and the whole range of values.
  @Test(arguments: [12, 14, 16], SimulatedMosaic.Content.allCases)
  func extremes(bits: Int, kind: SimulatedMosaic.Content) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(bits))
    for cfa in [SimulatedMosaic.all[0], SimulatedMosaic.xTrans] {
      let content = SimulatedMosaic(kind, width: 1560, height: 36, bits: bits, cfa: cfa, &random)
      var file = SimulatedRawWriter.raf(
        SimulatedCamera.shot(cfa, bits: bits, width: 1560, height: 36), samples: .compressed, model: "X-H1")
      let place = try FujiRAFFile.find(in: file)[0].range.lowerBound
      // The reader takes the stream's length for a sign of other formats only.
      file = Array(file[..<place]) + content.compression.stream()
      let capture = try RawReader.read(file, name: "simulated.raf")
      #expect(capture.mosaic == content.mosaic, "\(cfa.name)")
    }
  }

  /// The other forms of RAF files need no room of their own: the finder of packed samples knows them.
  @Test(arguments: RAFSamples.allCases.filter { $0 != .compressed }, 0..<4)
  func uncompressed(samples: RAFSamples, camera: Int) throws {
    let (cfa, model) = Self.cameras[camera]
    // LibRaw takes larger samples of this camera's for damage.
    let deepest = model.hasPrefix("GFX") ? 14 : 16
    let depths = samples == .words ? [12, 14, deepest] : [samples == .packed14 ? 14 : 12]
    for bits in depths {
      for (width, height) in [(192, 96), (1584, 66), (1008, 100)] {
        let shot = SimulatedCamera.shot(cfa, bits: bits, width: width, height: height)
        let file = SimulatedRawWriter.raf(shot, samples: samples, model: model)
        let note: Comment = "\(model), \(samples), \(bits) bits, \(width)x\(height)"
        let capture = try RawReader.read(file, name: "simulated.raf")
        #expect(capture.mosaic == shot.mosaic && capture.facts.sensor.cfa == cfa, note)
        let repacked = try RecipeFinder.find(file: file, mosaic: capture.mosaic, hints: capture.hints)
        #expect(repacked.stored == shot.mosaic && repacked.residue.count < 16, note)
        #expect(repacked.recipe.sampleBytes * 8 >= width * height * bits, note)
      }
    }
  }
}
