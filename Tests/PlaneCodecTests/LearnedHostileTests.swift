import ByteCoding
import SensorModel
import Testing

@testable import PlaneCodec

/// Payloads whose digests are all in order and whose models and streams are someone hostile's: the decoder itself has to bear them.
@Suite struct LearnedHostileTests {
  /// The entropy decoder itself meets hostile bytes: the digests of tiles and front are in order.
  @Test(.timeLimit(.minutes(2)), arguments: LearnedProfile.small, [PlaneContent.natural, .thirds, .noise, .text, .shadows])
  func hostileTilesEndInFaults(_ learned: LearnedProfile, _ content: PlaneContent) throws {
    let sample = try LearnedSample.second(learned, content)
    var random = SplitMix(state: 77)
    let opened = try OpenedPayload(sample.coded.payload)
    #expect(opened.sealed == sample.coded.payload)
    for round in 0..<400 {
      var changed = opened
      let part = 1 + Int(random.next() % UInt64(changed.parts.count - 1))
      changed.parts[part] = random.mutated(changed.parts[part])
      sample.expectNoOtherPlane(changed.sealed, "round \(round), part \(part)")
    }
    for bytes in [[], [0], [0xFF], [UInt8](repeating: 0, count: 500), [UInt8](repeating: 0xFF, count: 500)] as [[UInt8]] {
      var changed = opened
      for part in 1..<changed.parts.count { changed.parts[part] = bytes }
      sample.expectNoOtherPlane(changed.sealed, "\(bytes.count) bytes")
    }
  }

  /// Everything the model may say: weights, thresholds, cells, the numbers' range, sizes of supports.
  @Test(.timeLimit(.minutes(3)), arguments: LearnedProfile.small, [PlaneContent.natural, .thirds])
  func hostileModelsEndInFaults(_ learned: LearnedProfile, _ content: PlaneContent) throws {
    var random = SplitMix(state: 99)
    for sample in try LearnedSample.small(learned, content) {
      let opened = try OpenedPayload(sample.coded.payload)
      let model = try opened.plainModel()
      var readable = 0
      for round in 0..<800 {
        var changed = opened
        try changed.setPlainModel(round % 4 == 0 ? random.mutated(model) : random.nudged(model))
        do {
          #expect(try sample.decode(changed.sealed) == sample.plane, "round \(round)")
          readable += 1
        } catch { if error.code != "plane.model" { readable += 1 } }
      }
      #expect(readable > 100, "most changes should get past the reader")
    }
  }

  /// Every bit of the model's fixed part and the largest and smallest values of every field.
  @Test func everyFieldOfAModelAtItsEnds() throws {
    for sample in try LearnedSample.small(.standard, .natural) {
      let opened = try OpenedPayload(sample.coded.payload)
      let model = try opened.plainModel()
      for position in 0..<(model.count - 1) {
        for (low, high) in [(UInt8(0), UInt8(0)), (0xFF, 0xFF), (0xFF, 0x7F), (0x00, 0x80), (1, 0)] {
          var plain = model
          plain[position] = low
          plain[position + 1] = high
          var changed = opened
          try changed.setPlainModel(plain)
          sample.expectNoOtherPlane(changed.sealed, "byte \(position)")
        }
      }
    }
  }
}
