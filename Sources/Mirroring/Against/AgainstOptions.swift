/// What a person chose for a comparison of two copies.
package struct AgainstOptions: Sendable {
  /// Heal each copy from the other; else only report.
  package var heals = true
  /// Name and version of the program, for the proof logs of both; nil to leave no record.
  package var recordAs: String?
  /// Files compared at once.
  package var jobs: Int

  package init(jobs: Int) { self.jobs = jobs }
}

/// What a comparison of two copies found and did. Findings went out as events.
package struct AgainstSummary: Sendable, Hashable {
  /// Paths that at least one manifest lists and that were looked at, and bytes read at both ends.
  package var files = 0
  package var bytesRead: Int64 = 0
  /// Files that are sound in both copies.
  package var sound = 0
  /// Damaged or lost files that were put right, and of these, units put together from the sound sections of both.
  package var healed = 0
  package var spliced = 0
  /// Damaged or lost files that could be put right, but were not: nothing was to be written, or the copy cannot be written to.
  package var healable = 0
  /// What is wrong in a copy and cannot be healed from the other.
  package var remaining = 0
  /// Units that only the one copy lists: it is ahead, and `mirror` brings the other up to date.
  package var onlyInArchive = 0
  package var onlyInTarget = 0
  /// Sidecars that the copies do not both list with the same digest; they follow the newest units.
  package var differingSidecars = 0
  /// The quarantine folders in which damaged files are kept, with their archives' paths.
  package var quarantines: [String] = []
  /// False where the run was stopped before its end.
  package var isComplete = true

  package init() {}

  /// True where the copies are sound and list the same.
  package var isClean: Bool { healed == 0 && !isUnsettled }
  /// True where something is still to be done.
  package var isUnsettled: Bool { healable + remaining + onlyInArchive + onlyInTarget + differingSidecars > 0 }
}
