internal import ByteCoding
internal import JXLCoding
internal import SensorModel

extension PlaneEncoder {
  /// Below this many bits a sample JPEG XL is fast, and its pictures of few values at times smaller: it is run in full.
  private static let certainBits = 2.0
  /// Planes of fewer samples are coded by both.
  private static let smallPlane = 40_000

  /// Whether JPEG XL, or no prediction at all, could come out smaller than a draft of method `mlp`: without coding all of a plane whose
  /// noise rules it out.
  ///
  /// A patch of about a hundredth of the plane is coded both ways. The learned models start without knowledge on it, which costs them a few
  /// percent there and next to nothing in the plane: a small lead of JPEG XL on the patch is none in the plane. In the first plane, which
  /// has no other to learn from, less of a lead is let pass. It is a judgement from a sample, not a proof.
  func mayLose(_ learned: LearnedDraft, _ plane: Plane, _ subject: LearnedSubject) throws(Fault) -> Bool {
    let samples = plane.samples.count
    guard samples >= Self.smallPlane, Double(try learned.draft.cost()) * 8 / Double(samples) >= Self.certainBits else {
      return true
    }
    guard let effort = profile.jxlEffort else { return false }
    let source = TileSource(plane, subject.remap)
    let bytes = try source.withSamples(of: learned.patch) { numbers, stride throws(Fault) in
      try JXLPlaneCoder.encode(
        numbers, width: learned.patch.width, height: learned.patch.height, rowStride: stride, effort: effort)
    }
    let lead = subject.slot == 0 ? 1.02 : 1.06
    return Double(learned.patchBytes) >= Double(bytes.count) * lead
  }
}
