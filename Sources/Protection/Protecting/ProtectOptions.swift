package import ByteCoding

/// What a person chose for the parity of an archive.
package struct ProtectOptions: Sendable {
  /// Bytes of parity for 10,000 bytes, 0...3000; nil takes what the archive's parity has, or 600.
  package var overhead: Int?
  /// The folder of the parity, where it is not the archive's own.
  package var place: String?
  /// Make all parity anew, also where it seems to be in order.
  package var renew = false
  package var jobs: Int
  package var budget = MemoryBudget.standard
  /// Name and version of the program, for manifests that have to be completed first.
  package var software: String
  /// Name and version of the program, for the archive's proof log; nil to leave no record.
  package var recordAs: String?
  /// Blocks of a group, and groups of a set: how much is repaired together. Encoding takes memory for a fifth of a group.
  package var groupBlocks = ProtectOptions.standardGroupBlocks
  package var setGroups = 8

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }

  static let standardOverhead = 600
  package static let standardGroupBlocks = 1 << 18
  /// Files of a set: their names are held in memory.
  static let setFiles = 1 << 16

  /// The overhead a group really gets: small groups need more to bear the same share of damage, and cost little nevertheless.
  ///
  /// Adds 1,400 / √(blocks / 100) - 100 parts, never less than nothing; 3,000 is the most. Nothing stays nothing.
  static func overhead(_ wanted: Int, blocks: Int) -> Int {
    guard wanted > 0, blocks > 0 else { return wanted }
    // In integers: equal archives get equal parity on every machine.
    var root = 1
    while (root + 1) * (root + 1) <= blocks { root += 1 }
    return min(3000, max(wanted, wanted + 14_000 / root - 100))
  }

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
