/// What a person chose for an `audit` run.
package struct AuditOptions: Sendable {
  /// How deep to look; each level holds the ones before.
  package enum Level: String, Sendable, CaseIterable, Comparable {
    /// Manifests, tables, names: what is there and what is not.
    case structure
    /// Every byte against its digest.
    case fixity
    /// Every original rebuilt, into nothing but a digest.
    case restore

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    private var rank: Int { self == .structure ? 0 : self == .fixity ? 1 : 2 }
  }

  package var level: Level = .fixity
  /// The share of files that `fixity` and `restore` look into, 0...1.
  package var sample: Double = 1
  /// Picks the sample; another seed, other files.
  package var seed: UInt64 = 0
  package var jobs: Int

  package init(jobs: Int) { self.jobs = jobs }
}

/// What an audit did, for its report. Findings went out as events.
package struct AuditSummary: Sendable, Hashable {
  /// Payload files looked at by name, and those whose bytes were read.
  package var filesListed = 0
  package var filesRead = 0
  /// Units whose originals were rebuilt.
  package var unitsProved = 0
  package var bytesRead: Int64 = 0
  package var findings = 0
  /// False where the run was stopped before its end.
  package var isComplete = true

  package init() {}
}
