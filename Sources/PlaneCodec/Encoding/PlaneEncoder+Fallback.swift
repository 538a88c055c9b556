internal import ByteCoding
internal import JXLCoding
internal import SensorModel

extension PlaneEncoder {
  /// Below this many bits a sample JPEG XL's pictures of few values are at times smaller, and a hundredth of the plane does not tell.
  static let fewBits = 2.0
  /// From this many bits a sample on, noise rules JPEG XL out in planes that have others to learn from.
  private static let manyBits = 4.0
  /// Planes of fewer samples are coded by both.
  private static let smallPlane = 40_000
  private static let smallPlaneOfFewBits = 200_000
  /// Models have learned what they can within so many samples.
  private static let largePlane = 100_000

  /// Whether JPEG XL, or no prediction at all, could come out smaller than a draft of method `mlp`: without coding all of a plane whose
  /// noise rules it out.
  ///
  /// A patch of about a hundredth of the plane, or an eighth of a plane of few bits, is coded both ways. The learned models start without
  /// knowledge on it, which costs them a few percent on a small patch and next to nothing in the plane: a small lead of JPEG XL on the
  /// patch is none in the plane. In the first plane, which has no other to learn from, less of a lead is let pass. It is a judgement from a
  /// sample, not a proof.
  func mayLose(_ learned: LearnedDraft, _ plane: Plane, _ subject: LearnedSubject) throws(Fault) -> Bool {
    let samples = plane.samples.count
    let bits = try learned.draft.bits(perSampleOf: samples)
    guard samples >= (bits < Self.fewBits ? Self.smallPlaneOfFewBits : Self.smallPlane) else { return true }
    guard let effort = profile.jxlEffort else { return false }
    if subject.slot > 0, samples >= Self.largePlane, bits >= Self.manyBits { return false }
    let source = TileSource(plane, subject.remap)
    let bytes = try source.withSamples(of: learned.patch) { numbers, stride throws(Fault) in
      try JXLPlaneCoder.encode(
        numbers, width: learned.patch.width, height: learned.patch.height, rowStride: stride, effort: effort)
    }
    let isSmall = learned.patch.count * 16 < samples
    let lead = !isSmall ? 1.01 : subject.slot == 0 ? 1.02 : 1.06
    return Double(learned.patchBytes) >= Double(bytes.count) * lead
  }
}
