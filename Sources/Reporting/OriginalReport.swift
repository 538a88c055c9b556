/// What became of one source file in a run that may remove originals.
package struct OriginalReport: Sendable, Codable, Hashable {
  package enum Outcome: String, Sendable, Codable {
    /// The source file is gone; the archive gives it back.
    case removed
    /// It stays; `reason` says why.
    case kept
    /// A dry run found nothing against removing it; it would still have to be proved.
    case wouldBeRemoved
  }

  /// The path for people.
  package var path: String
  package var outcome: Outcome
  package var bytes: Int64
  /// What protects its unit besides the unit itself: `parity` or `second-copy`.
  package var cover: String?
  /// The stable code of the reason.
  package var code: String?
  package var reason: String?

  package init(path: String, outcome: Outcome, bytes: Int64, cover: String? = nil, code: String? = nil, reason: String? = nil) {
    (self.path, self.outcome, self.bytes) = (path, outcome, bytes)
    (self.cover, self.code, self.reason) = (cover, code, reason)
  }
}
