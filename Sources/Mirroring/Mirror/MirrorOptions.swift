/// What a person chose for a `mirror` run.
package struct MirrorOptions: Sendable {
  /// Trust files that the target's manifest lists with the same digest and that have the same size, unread.
  package var quick = false
  /// Say what would be done; write nothing.
  package var dryRun = false
  /// Files worked on at once.
  package var jobs: Int
  /// Name and version of the program, for the proof logs of both; nil to leave no record.
  package var recordAs: String?
  /// The program, for tag files that are written on the way.
  package var software: String

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }
}

/// What a `mirror` run did. Findings went out as events.
package struct MirrorSummary: Sendable, Hashable {
  /// Payload files and bytes of the archive, and how many of them the target lacked or had otherwise when the run began.
  package var files = 0
  package var bytes: Int64 = 0
  package var toCopy = 0
  /// Files that got their place in the target, read back from its drive first.
  package var copied = 0
  package var copiedBytes: Int64 = 0
  /// Files read and found right at both ends.
  package var verified = 0
  package var verifiedBytes: Int64 = 0
  /// Files taken as right by size and manifest (`--quick`).
  package var trusted = 0
  /// Damaged or lost files of the target that were replaced; they count as copied, too.
  package var healed = 0
  /// Sidecars that describe nothing any more, now in the target's quarantine.
  package var obsolete = 0
  /// Files of parity and receipts that were copied.
  package var besideCopied = 0
  /// What is wrong and stays so, at either end.
  package var remaining = 0
  /// Of these, files whose bytes in the archive are wrong or gone.
  package var damagedInArchive = 0
  /// Where the damaged files of the target are kept; nil where there were none.
  package var quarantine: String?
  /// True where the target now holds everything the archive lists, and the archive's own tag files.
  package var isWhole = false
  /// False where the run was stopped before its end.
  package var isComplete = true

  package init() {}
}
