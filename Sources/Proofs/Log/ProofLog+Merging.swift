package import ArchiveStore
package import ByteCoding

extension ProofLog {
  /// Segments beyond which they are merged.
  static let mostSegments = 8

  /// Merges segments into one where there are many: all runs, what is open of the findings, the newest proofs of each file.
  ///
  /// Does nothing while another process merges. Safe beside writers and readers, and against a crash at any point: the old segments go
  /// only when the new one is on the medium, and reading old and new together gives the same. Throws `.environment`.
  package static func merge(_ archive: Archive, moreThan most: Int = ProofLog.mostSegments) throws(Fault) {
    guard let folder = try SegmentFolder(archive), try folder.numbers().count > most, let lock = try folder.mergeLock() else { return }
    defer { withExtendedLifetime(lock) {} }
    folder.removeLeftovers()
    let log = ProofLog(archive)
    guard log.segments.count > most else { return }
    // A segment that is far larger than all others together is left alone: rewriting it would cost more than it saves.
    var chosen = log.segments
    if let largest = chosen.max(by: { $0.length < $1.length }), largest.length > 4 * chosen.reduce(-largest.length, { $0 + $1.length }) {
      chosen.removeAll { $0.number == largest.number }
    }
    guard chosen.count > 1 else { return }
    let openFindings = Set(log.openFindings())
    let part = ProofLog(merging: chosen)
    let staged = try folder.stage()
    do throws(Fault) {
      var writer = try SegmentWriter(staged.file, runs: part.runs, findings: part.loggedFindings.filter(openFindings.contains))
      try part.forEachProof { proof throws(Fault) in try writer.append(proof) }
      try writer.finish()
      while try !folder.publish(staged, as: folder.nextNumber()) {}
    } catch {
      folder.discard(staged)
      throw error
    }
    for segment in chosen { try folder.remove(segment.number) }
    try folder.folder.synchronize()
  }
}
