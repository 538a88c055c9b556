import ByteCoding
@testable import PlaneCodec
import PlanePrediction
import SensorModel
import Testing

extension LearnedSample {
  /// Planes with a structure of their own, in tiles of 47: too small for `standard` to train on, large enough for `adapted`.
  static func structured(
    _ learned: LearnedProfile = .adapted, pattern: FilterPattern = .monochrome, bits: Int = 12, tileSide: Int = 47, workers: Int = 1
  ) throws -> [LearnedSample] {
    let count = pattern.cell.periodWidth * pattern.cell.periodHeight
    // Networks of later planes have more inputs, and need more to learn from.
    let (width, height) = count == 1 ? (139, 118) : (231, 198)
    let planes = (0..<count).map { PlaneContent.upscaled.plane(width: width, height: height, bits: bits, seed: UInt64($0 + 5)) }
    return try all(planes, indices: Array(0..<count), cell: pattern.cell, learned.profile(tileSide: tileSide), workers: workers)
  }

  /// What its model says, of method `mlp`.
  func model() throws -> LearnedModel {
    try LearnedModel(
      OpenedPayload(coded.payload).parts[0][...], site: PlaneSite(index: coded.index, cell),
      earlier: earlier.map { PlaneSite(index: $0.index, cell) })
  }

  /// The payload with another model, all digests in order.
  func payload(_ model: LearnedModel) throws -> [UInt8] {
    var opened = try OpenedPayload(coded.payload)
    opened.parts[0] = try model.serialized()
    return opened.sealed
  }
}
