internal import ByteCoding
internal import JXLCoding
internal import SensorModel

extension PlaneEncoder {
  /// Below this many bits a sample JPEG XL is fast, and its pictures of few values at times smaller: it is run in full.
  private static let certainBits = 3.0
  /// Planes of fewer samples are coded by both.
  private static let smallPlane = 40_000

  /// Whether JPEG XL, or no prediction at all, could come out smaller than a draft of method `mlp`: without coding all of a plane whose
  /// noise rules it out.
  ///
  /// A patch of about a hundredth of the plane is coded both ways. The learned models start without knowledge on it and so come out larger
  /// there than in the plane; where they are smaller nevertheless, they are smaller in the plane.
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
    return learned.patchBytes >= bytes.count
  }
}
