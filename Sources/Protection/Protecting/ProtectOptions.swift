package import ByteCoding

/// What a person chose for the parity of an archive.
package struct ProtectOptions: Sendable {
  /// Bytes of parity for 10,000 bytes, 0...3000; nil takes what the archive's parity has, or 600.
  package var overhead: Int?
  /// The folder of the parity, where it is not the archive's own.
  package var place: String?
  package var jobs: Int
  package var budget = MemoryBudget.standard
  /// Name and version of the program, for manifests that have to be completed first.
  package var software: String
  /// Blocks of a group, and groups of a set: how much is repaired together. Encoding takes memory for a fifth of a group.
  package var groupBlocks = 1 << 18
  package var setGroups = 8

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }

  static let standardOverhead = 600
  /// Files of a set: their names are held in memory.
  static let setFiles = 1 << 16

  var setBlocks: Int { groupBlocks * setGroups }
}

/// What a protect run did.
package struct ProtectSummary: Hashable, Sendable {
  /// Files and bytes that got parity in this run, among them those that had older parity.
  package var files = 0
  package var bytes: Int64 = 0
  /// Sets made and sets that were merged into them or had no use any more.
  package var setsMade = 0
  package var setsRetired = 0
  /// Everything covered when the run ended.
  package var coveredFiles = 0
  package var coveredBytes: Int64 = 0
  package var parityBytes: Int64 = 0
  /// Files that could not be covered because they are damaged, missing or unreadable.
  package var refused = 0
  package var isComplete = true

  package init() {}
}
