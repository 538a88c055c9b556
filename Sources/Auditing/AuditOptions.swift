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

  /// Which files `fixity` and `restore` look into first.
  package enum Order: Sendable, Hashable {
    /// By their paths; a sample is drawn by the seed.
    case path
    /// Never proved first, then those whose last proof at the level is the oldest; a sample is the first of them.
    case oldest
  }

  package var level: Level = .fixity
  /// The share of files that `fixity` and `restore` look into, 0...1.
  package var sample: Double = 1
  /// Picks the sample by path; another seed, other files.
  package var seed: UInt64 = 0
  package var order = Order.path
  /// How long to go on looking into files; nil for as long as it takes. Then section tables are looked at only in those files.
  package var maxSeconds: Double?
  /// How many bytes to read of the files at most; one file is read whatever its size.
  package var maxBytes: Int64?
  package var jobs: Int
  /// Name and version of the program, for the archive's proof log; nil to leave no record.
  package var recordAs: String?

  package init(jobs: Int) { self.jobs = jobs }

  /// True where not every file is meant to be looked into.
  package var isPartial: Bool { level > .structure && (sample < 1 || maxSeconds != nil || maxBytes != nil) }
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
  /// True where a budget of time or bytes ended the looking into files.
  package var isBudgetSpent = false

  package init() {}
}
