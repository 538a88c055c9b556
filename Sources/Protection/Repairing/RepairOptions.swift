package import ArchiveStore
package import ByteCoding

/// What a person chose for a repair.
package struct RepairOptions: Sendable {
  /// The folder of the parity, where it is not the archive's own.
  package var place: String?
  /// Look and say what could be done; write nothing.
  package var dryRun = false
  package var jobs: Int
  package var budget = MemoryBudget.standard
  /// Name and version of the program, for tag files that have to be written anew.
  package var software: String
  /// Name and version of the program, for the archive's proof log; nil to leave no record. A dry run leaves none.
  package var recordAs: String?
  /// What archives carry, for the same.
  package var documents: TagDocuments?

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }
}

/// What a repair found and did.
package struct RepairSummary: Hashable, Sendable {
  package var filesExamined = 0
  package var bytesExamined: Int64 = 0
  /// Files that were not as they should be, tag files among them.
  package var damaged = 0
  /// Files that are as they were, bit for bit.
  package var repaired = 0
  package var bytesRepaired: Int64 = 0
  /// Files that stay damaged, but with fewer damaged blocks than before.
  package var improved = 0
  /// Files that stay damaged or gone.
  package var lost = 0
  /// Parity files that were damaged and written again.
  package var parityRepaired = 0
  /// Manifests and other tag files that were written again.
  package var tagsRepaired = 0
  /// Other findings that remain, such as parity that could not be mended.
  package var remaining = 0
  /// Files that no parity covers; compared with the digests they are listed with.
  package var unprotected = 0
  /// Where what was replaced is kept, inside the archive; nil where nothing was.
  package var quarantine: String?
  package var isComplete = true
  /// False where the archive has no parity.
  package var hasParity = true

  package init() {}

  /// Whether anything was wrong at all.
  package var foundDamage: Bool { damaged > 0 || parityRepaired > 0 || tagsRepaired > 0 || remaining > 0 }
  /// Whether something is still wrong.
  package var leavesDamage: Bool { lost > 0 || remaining > 0 }
}
