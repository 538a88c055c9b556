import CameraSimulation
import SensorModel
import TestSupport
import Testing

/// The whole way of DNG files, with the writer's options drawn at random: what one test for each option would not meet.
@Suite struct DNGChainTests {
  @Test func losslessJPEG() throws {
    var random = RepeatableRandomNumberGenerator(seed: 41)
    var read = 0
    let trials = 400
    for trial in 0..<trials {
      var coding = LosslessJPEGOptions()
      coding.components = [1, 2, 2, 3, 4][random.below(5)]
      coding.predictor = 1 + random.below(7)
      coding.tables = [.fixed, .optimal, .perComponent][random.below(3)]
      coding.order = [.columns, .columns, .rowPairs, .squares][random.below(4)]
      if coding.order == .squares { coding.components = 4 }
      coding.restartRows = [0, 0, 0, 1, 2, 7][random.below(6)]
      coding.padsWithOnes = random.below(2) == 0
      coding.sixteenthHasBits = random.below(4) == 0
      coding.evenLength = random.below(2) == 0
      var options = DNGOptions()
      options.fill = [.zero, .nearest, .sameColour, .noise][random.below(4)]
      options.bigEndian = random.below(2) == 0
      options.trailer = random.bytes(random.below(3) * random.below(40))
      options.previewSide = random.below(3) * 24
      options.jpegPreviewSide = options.previewSide > 0 ? random.below(2) * 64 : 0
      let bits = 8 + random.below(9)
      // Squares and pairs of rows want even sides; rows of a strip, whole groups of components.
      let isStrip = random.below(3) == 0
      var (width, height) = (16 + random.below(200), 16 + random.below(120))
      if isStrip {
        (width, height) = ((width + 11) / 12 * 12, (height + 1) / 2 * 2)
        options.organisation = .strips(rows: height)
      } else {
        let side = 48 * (1 + random.below(4))
        options.organisation = .tiles(width: side, height: 16 * (1 + random.below(5)))
        if coding.restartRows > 0, coding.order == .rowPairs { coding.restartRows = 1 }
      }
      options.losslessJPEG = coding
      var shot = SimulatedShot.bayer(bits: bits, width: width, height: height, seed: UInt64(trial))
      if random.below(4) == 0 {
        let noise = Mosaic.noise(width: width, height: height, bits: bits, seed: UInt64(trial))
        shot = SimulatedShot(shot, stored: noise.samples)
      }
      let file = SimulatedRawWriter.dng(shot, options: options)
      if try expectTaken(file, name: "a.dng", shot.mosaic, "trial \(trial): \(width)x\(height), \(bits) bits, \(options)") { read += 1 }
    }
    #expect(read > trials / 4, "LibRaw read \(read)")
  }

  @Test func packed() throws {
    var random = RepeatableRandomNumberGenerator(seed: 42)
    var read = 0
    let trials = 200
    for trial in 0..<trials {
      var options = DNGOptions()
      options.bigEndian = random.below(2) == 0
      options.inWords = random.below(3) == 0
      options.rowFill = UInt8(random.below(256))
      options.repeatsEdge = random.below(2) == 0
      options.trailer = random.bytes(random.below(3) * random.below(40))
      options.previewSide = random.below(3) * 24
      let bits = [8, 10, 12, 14, 16][random.below(5)]
      var (width, height) = (24 + random.below(200), 16 + random.below(120))
      switch random.below(3) {
      case 0: options.organisation = .strips(rows: 1 + random.below(height + 8))
      case 1: options.organisation = .strips(rows: height)
      default:
        (width, height) = ((width + 15) / 16 * 16, height)
        options.organisation = .tiles(width: width, height: (height + 15) / 16 * 16)
      }
      let shot = SimulatedShot.bayer(bits: bits, width: width, height: height, seed: UInt64(trial))
      let file = SimulatedRawWriter.dng(shot, options: options)
      if try expectTaken(file, name: "a.dng", shot.mosaic, "trial \(trial): \(width)x\(height), \(bits) bits, \(options)") { read += 1 }
    }
    #expect(read > trials * 3 / 4, "LibRaw read \(read)")
  }

  /// Many tiles of uncompressed samples: LibRaw 0.20 does not read them, the finder does.
  @Test func packedTiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 43)
    for trial in 0..<60 {
      var options = DNGOptions()
      options.organisation = .tiles(width: 16 * (1 + random.below(4)), height: 16 * (1 + random.below(4)))
      options.repeatsEdge = random.below(2) == 0
      options.inWords = random.below(2) == 0
      let bits = [8, 10, 12, 14, 16][trial % 5]
      let shot = SimulatedShot.bayer(bits: bits, width: 33 + random.below(100), height: 33 + random.below(60), seed: UInt64(trial))
      try expectTaken(
        SimulatedRawWriter.dng(shot, options: options), name: "a.dng", shot.mosaic, "trial \(trial): \(bits) bits, \(options)")
    }
  }
}
