import ByteCoding
@testable import PlaneCodec
import SensorModel
import Testing

/// The learned methods, as tests use them: one at a time, without JPEG XL, which would win small planes, and with tiles of any size.
enum LearnedProfile: String, CaseIterable, CustomStringConvertible {
  case fast, standard, max, lcfd
  /// As `standard`, with networks trained further on planes of any size.
  case adapted

  /// Those that differ on planes of a few hundred samples, on which nobody trains.
  static let small: [LearnedProfile] = [.fast, .standard, .max, .lcfd]

  var description: String { rawValue }
  var method: PlaneMethod { self == .lcfd ? .lcfd : .mlp }

  func profile(tileSide: Int = 1024) -> CodingProfile {
    let profile: CodingProfile =
      switch self {
      case .fast: .fast
      case .standard, .adapted: .standard
      case .max: .max
      case .lcfd: .lcfd
      }
    var learned = profile.learned
    learned?.methods = [method]
    if self == .adapted { learned?.adaptation = CodingProfile.Adaptation(trial: 4, share: 8, calmShare: 2, batches: 64) }
    return CodingProfile(jxlEffort: nil, tileSide: tileSide, learned: learned)
  }
}

extension PlaneEncoder {
  /// The plane by the profile's learned method, however large that is; nil for planes of one value.
  func learnedOnly(_ plane: Plane, index: Int, cell: PlaneCell, earlier: [PositionedPlane], values: MosaicValues) throws -> CodedPlane? {
    guard let learned = profile.learned else { return nil }
    let subject = try LearnedSubject(plane, index: index, earlier: earlier, cell: cell, remap: values.remap)
    return try learnedDraft(of: subject, learned)?.draft.coded(plane, index: index, distinctValues: 0)
  }
}

/// A plane of a learned method with what its decoder needs.
struct LearnedSample {
  let plane: Plane
  let coded: CodedPlane
  let cell: PlaneCell
  let earlier: [PositionedPlane]

  func decode(_ payload: [UInt8], workers: Int = 1) throws(Fault) -> Plane {
    try PlaneDecoder.decode(
      payload[...], index: coded.index, width: plane.width, height: plane.height, cell: cell, earlier: earlier, workers: workers)
  }

  /// All planes of a mosaic by one learned method, in coding order; planes of one value have none.
  static func all(
    _ planes: [Plane], indices: [Int], cell: PlaneCell, colors: [UInt8]? = nil, _ profile: CodingProfile, workers: Int = 1
  ) throws -> [LearnedSample] {
    let encoder = PlaneEncoder(profile: profile, workers: workers)
    let positioned = zip(indices, planes).map { PositionedPlane(index: $0, plane: $1) }
    let ordered = PlaneOrder.order(positioned, cell: cell, colors: colors).map { positioned[$0] }
    let values = try MosaicValues(of: planes)
    var samples: [LearnedSample] = []
    for (place, one) in ordered.enumerated() {
      let earlier = Array(ordered[..<place])
      let coded = try encoder.learnedOnly(one.plane, index: one.index, cell: cell, earlier: earlier, values: values)
      if let coded { samples.append(LearnedSample(plane: one.plane, coded: coded, cell: cell, earlier: earlier)) }
    }
    return samples
  }
}

extension LearnedSample {
  /// The planes of a mosaic of 42 x 36, in four tiles each.
  static func small(_ learned: LearnedProfile, _ content: PlaneContent) throws -> [LearnedSample] {
    let (planes, indices) = FilterPattern.rggb.planes(content, width: 42, height: 36, bits: 12)
    return try all(planes, indices: indices, cell: .bayer, learned.profile(tileSide: 16))
  }

  /// The second of them.
  static func second(_ learned: LearnedProfile, _ content: PlaneContent) throws -> LearnedSample {
    let samples = try small(learned, content)
    return try #require(samples.dropFirst().first)
  }

  /// A fault, or the right plane.
  func expectNoOtherPlane(_ payload: [UInt8], _ name: @autoclosure () -> String) {
    if let found = try? decode(payload) { #expect(found == plane, "\(name())") }
  }
}
