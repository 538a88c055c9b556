import EntropyCoding
import Inference
import LearnedCoding
import PlanePrediction
import ReleasedProfiles
import TestSupport
import Testing

/// The loops of every variant give the bytes of the reference, `TileRun`, and decode them; whatever a stream is, all decode it alike.
@Suite struct LoopAgreementTests {
  private static let variants = Kernels.Variant.allCases.compactMap { Kernels($0) }
  private static let shapes: [[Int]] = [[], [16, 16], [32, 16], [64, 32], [48], [32, 16, 16]]

  private func scene(
    _ content: LoopScene.Content, width: Int, height: Int, _ random: inout RepeatableRandomNumberGenerator
  ) throws -> LoopScene {
    var scene = LoopScene(content, width: width, height: height, earlier: random.below(4), &random)
    let shape = Self.shapes[random.below(Self.shapes.count)]
    if !shape.isEmpty { scene.network = try MadeNetworks.network(scene.support, hidden: shape, &random) }
    scene.parity = random.below(3) == 0
    return scene
  }

  private func expectAgreement(_ scene: LoopScene, _ name: @autoclosure () -> String) {
    let bytes = scene.coded(Self.variants[0], isReference: true)
    let centre = UInt16(truncatingIfNeeded: scene.centre)
    for kernels in Self.variants {
      #expect(scene.coded(kernels, isReference: false) == bytes, "\(name()), \(kernels.name)")
      let found = scene.decoded(bytes, kernels, isReference: false)
      #expect(found.isComplete && found.numbers.map { UInt16(bitPattern: $0) &+ centre } == scene.samples, "\(name()), \(kernels.name)")
    }
  }

  @Test(arguments: LoopScene.Content.allCases, 0..<4 as Range<UInt64>)
  func anyModelGivesTheReferencesBytes(_ content: LoopScene.Content, _ seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    for width in [1, 2, 3, 15, 16, 17, 31, 33, 64, 70, 127, 129] {
      let scene = try scene(content, width: width, height: 1 + random.below(20), &random)
      expectAgreement(scene, "\(content), width \(width), seed \(seed)")
    }
  }

  @Test(arguments: [LoopScene.Content.slope, .saturated, .noise, .sparse], [ReleasedProfile.standard, .max])
  func fittedModelsGiveTheReferencesBytes(_ content: LoopScene.Content, _ profile: ReleasedProfile) throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    for slot in 0..<4 {
      var scene = LoopScene(content, width: 150, height: 40, earlier: slot, &random)
      scene.fit()
      scene.network = profile.networks?.network(
        slot: slot, rowInputs: NetworkRows.rowInputs(scene.support), serialInputs: NetworkRows.serialInputs)
      expectAgreement(scene, "\(content), plane \(slot)")
    }
  }

  @Test(arguments: 0..<24 as Range<UInt64>) func twoTilesInTurnsDecodeAsOneAfterTheOther(_ seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let content = LoopScene.Content.allCases[random.below(LoopScene.Content.allCases.count)]
    var scene = LoopScene(content, width: 2 + random.below(80), height: 2 + random.below(20), earlier: 0, &random)
    let shape = Self.shapes[random.below(Self.shapes.count)]
    if !shape.isEmpty { scene.network = try MadeNetworks.network(scene.support, hidden: shape, &random) }
    let less = random.below(3) * random.below(7)
    let second = scene.smaller(by: less)
    let streams = (scene.coded(.fastest, isReference: false), second.coded(.fastest, isReference: false))
    let hostile = (random.bytes(random.below(4000)), random.bytes(random.below(4000)))
    for (one, two) in [streams, hostile, (streams.0, hostile.1)] {
      for kernels in Self.variants {
        let both = scene.decodedPair((one, two), less: less, kernels)
        #expect(both[0] == scene.decoded(one, kernels, isReference: false), "seed \(seed), \(kernels.name)")
        #expect(both[1] == second.decoded(two, kernels, isReference: false), "seed \(seed), \(kernels.name)")
      }
    }
  }

  @Test(arguments: LoopScene.Content.allCases, 0..<9 as Range<UInt64>)
  func hostileStreamsDecodeAlike(_ content: LoopScene.Content, _ seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    var scene = try scene(content, width: 1 + random.below(70), height: 1 + random.below(24), &random)
    // Numbers less the centre may leave 16 bits in a hostile model.
    if seed % 3 == 0 { scene.centre = random.below(65_536) }
    let bytes = seed % 2 == 0 ? random.bytes(random.below(3000)) : [UInt8](repeating: seed % 4 == 1 ? 0xff : 0, count: random.below(500))
    let found = scene.decoded(bytes, Self.variants[0], isReference: true)
    for kernels in Self.variants {
      #expect(scene.decoded(bytes, kernels, isReference: false) == found, "\(content), seed \(seed), \(kernels.name)")
    }
  }
}
