internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import ParityCoding
internal import Proofs
package import Reporting

/// Looks an archive over against its parity, rebuilds what is damaged or gone, and brings its lists back.
///
/// Every file is rebuilt aside, proved by its digest and renamed into place; what it replaces is kept in the quarantine. Memory: the index
/// of one set, and a list of what is damaged.
package final class RepairRun {
  let archive: Archive
  let options: RepairOptions
  let control: OperationControl
  var summary = RepairSummary()
  var workspace: Workspace?
  var quarantine: Quarantine?
  var recorder: ProofRecorder?
  /// Whether an earlier run was cut off while the lists were not sound: they may have become a mixture.
  var isSuspect = false
  let contents = FoundContents()
  /// Folders on the way to damaged files.
  var ways: Set<String> = []
  /// Files that are proved by other means and have another digest than the list says.
  var corrections: [(path: String, digest: SHA256Digest)] = []

  package init(_ archive: Archive, options: RepairOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// What could not be repaired was reported as findings, what was as files.
  ///
  /// Throws `archive.locked`, `.environment`.
  package func run() throws(Fault) -> RepairSummary {
    let isUnfinished = try archive.isUnfinished
    if isUnfinished, !options.dryRun {
      // Damaged manifests cannot be completed; then the journal's files are found like others that no list knows.
      isSuspect = try !finish()
    }
    if !options.dryRun {
      workspace = try Workspace(archive)
      if quarantine == nil { quarantine = try Quarantine(archive) }
      // Blocks are held against digests of their own; only what is named one by one counts as proved, by its SHA-256.
      recorder = options.recordAs.map {
        ProofRecorder(archive, operation: ProofRun.Operation.repair, level: .fixity, software: $0, control: control)
      }
    }
    do throws(Fault) {
      try work()
      finishRecord(summary.isComplete ? .done : .stopped)
      return summary
    } catch {
      finishRecord(.failed)
      throw error
    }
  }

  private func work() throws(Fault) {
    let place = try ParityFolder.open(archive, at: options.place)
    guard place != nil || options.place == nil else {
      throw Fault(.misuse, "parity.none", "there is no such folder", file: options.place, advice: "name the folder that holds the parity")
    }
    let lock = options.dryRun ? nil : try place?.lock()
    defer { withExtendedLifetime(lock) {} }
    let tags = TagRepair(
      archive: archive, place: place, workspace: workspace, quarantine: quarantine, control: control, jobs: options.jobs)
    let known = try tags.known()
    defer { known.remove(from: workspace) }
    let sets = try place?.sets() ?? []
    try place?.check(sets, belongTo: archive)
    summary.hasParity = !sets.isEmpty
    var contradictions: [Fault] = []
    let isRestored = try tags.restore(known, tagsRepaired: &summary.tagsRepaired, met: &contradictions)
    for item in try tags.restoreBeside(known, summary: &summary) {
      note(item.finding, mended: item.isMended ? known.digests[item.finding.file] : nil)
    }
    let isStale = try tags.isStale(known)
    let isTrusted = isRestored && !isSuspect && !isStale
    try examineParityFolder(place)
    let list = try list(isTrusted, known, sets)
    try payload(list.file, isTrusted, sets, place)
    if !control.isStopped { try lists(isTrusted, list.file, tags, known, sets) }
    if let staged = list.staged { workspace?.discard(staged) }
    if !control.isStopped, let place { try mendTagParity(place) }
    try note(contradictions)
    if let quarantine, try archive.status(quarantine.path) != nil { summary.quarantine = quarantine.path }
    summary.isComplete = !control.isStopped
  }

  /// What the archive goes by: its manifest, or where that is not to be trusted a list made of all sources.
  private func list(
    _ isTrusted: Bool, _ known: TagRepair.Known, _ sets: [ParitySet]
  ) throws(Fault) -> (file: OpenFile?, staged: StagedFile?) {
    let manifest = try archive.status(Archive.manifestName)?.kind == .file ? try archive.file(Archive.manifestName) : nil
    guard !isTrusted, let workspace else { return (manifest, nil) }
    let sources = [manifest, known.aside[Archive.manifestName]?.file].compactMap { $0 }
    let rebuild = ListRebuild(archive: archive, workspace: workspace, control: control, jobs: options.jobs)
    let staged = try rebuild.provisional(sources, sets)
    return (staged.file, staged)
  }

  private func cursor(_ list: OpenFile?) throws(Fault) -> MemberCursor {
    guard let list else { return MemberCursor([]) }
    // A dry run reads a damaged manifest as it is.
    return try MemberCursor(list, lenient: true)
  }

  private func payload(_ list: OpenFile?, _ isTrusted: Bool, _ sets: [ParitySet], _ place: ParityFolder?) throws(Fault) {
    let files = sets.reduce(0) { $0 + $1.facts.files }
    let bytes = sets.reduce(Int64(0)) { $0 + $1.facts.bytes }
    control.report(.phaseStarted(.examining, totalFiles: files, totalBytes: bytes))
    var inventory = try Inventory(archive: archive, control: control, jobs: options.jobs, recorder: recorder).run(cursor(list), sets)
    // Lists may be older than what they list, or wrong.
    let rebuild = ListRebuild(archive: archive, workspace: nil, control: control, jobs: options.jobs)
    corrections = try rebuild.corrections(inventory.damaged.map(\.path), sets, isTrusted: isTrusted)
    let corrected = Set(corrections.map(\.path))
    inventory.damaged.removeAll { corrected.contains($0.path) }
    summary.filesExamined += inventory.files + files
    summary.bytesExamined += inventory.bytes + bytes
    let scan = DamageScan(archive: archive, control: control, jobs: options.jobs)
    var damages: [Int: [FileDamage]] = [:]
    var mending: [(set: Int, groups: [Int])] = []
    for (index, set) in sets.enumerated() {
      guard !control.isStopped else { return }
      let groups = GroupSet(set)
      let found = scan.damage(in: groups)
      if !found.isEmpty { damages[index] = found.map(\.withoutBlocks) }
      if let place {
        let broken = ParityMending(archive: archive, place: place, quarantine: nil, control: control, jobs: options.jobs)
          .damaged(set, groups)
        if !broken.isEmpty || !set.areListsSound { mending.append((index, broken)) }
      }
    }
    control.report(.phaseEnded(.examining))
    guard !control.isStopped else { return }
    let expected = try expectations(list, sets, Set(damages.values.joined().map(\.path)), inventory.orphans)
    try findContents(damages.values.joined().map(\.text) + inventory.damaged.map(\.path) + inventory.orphans)
    try repair(sets, damages, expected)
    repairUnprotected(inventory.damaged)
    summary.unprotected = inventory.files
    try clearMoved(inventory.orphans)
    if let place { mend(sets, mending, place) }
  }

  /// What damaged files should be, by path; nothing for those that no list wants any more.
  private func expectations(
    _ list: OpenFile?, _ sets: [ParitySet], _ paths: Set<[UInt8]>, _ orphans: [String]
  ) throws(Fault) -> [[UInt8]: SHA256Digest] {
    guard !paths.isEmpty else { return [:] }
    // Units that no list knows are newer than it, and so may sidecars be.
    let isOlder = orphans.contains { SetFacts.Kind(path: Array($0.utf8)) == .units }
    var expected: [[UInt8]: SHA256Digest] = [:]
    var coverage = try Coverage(cursor(list), sets)
    while let entry = try coverage.next() {
      guard paths.contains(entry.path) else { continue }
      expected[entry.path] = entry.expected
      guard isOlder, SetFacts.Kind(path: entry.path) == .sidecars, let found = try? archive.file(entry.path.text).digest() else { continue }
      guard found != entry.expected, entry.sets.contains(where: { $0.digest == found }) else { continue }
      expected[entry.path] = found
      corrections.append((entry.path.text, found))
    }
    return expected
  }

  /// Digests of what lies under the names of damaged and unknown files: units that were exchanged or moved are found by them.
  private func findContents(_ paths: [String]) throws(Fault) {
    for path in paths where !control.isStopped {
      guard let file = try? archive.file(path), let digest = try? file.digest() else { continue }
      contents.note(digest, at: path)
    }
  }
}
