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

  private func repair(
    _ sets: [ParitySet], _ damages: [Int: [FileDamage]], _ expected: [[UInt8]: SHA256Digest]
  ) throws(Fault) {
    let wanted = damages.values.joined().filter { expected[$0.path] == $0.digest }
    guard !wanted.isEmpty else { return }
    // A file may be in two sets, after a crash: what one cannot repair the other may.
    var chances: [[UInt8]: Int] = [:]
    for damage in wanted {
      chances[damage.path, default: 0] += 1
      for (index, byte) in damage.path.enumerated() where byte == 0x2F { ways.insert(Array(damage.path[..<index]).text) }
    }
    var done: Set<[UInt8]> = []
    control.report(
      .phaseStarted(.repairing, totalFiles: chances.count, totalBytes: wanted.reduce(Int64(0)) { $0 + Int64($1.size) }))
    for (index, listed) in damages.sorted(by: { $0.key < $1.key }) {
      guard !control.isStopped else { return }
      // Looked at again: only one set's damaged blocks are held at a time, and other sets may have mended something.
      let groups = GroupSet(sets[index])
      let found = DamageScan(archive: archive, control: OperationControl(), jobs: options.jobs)
        .damage(in: groups, only: Set(listed.map(\.path)).subtracting(done))
      for damage in listed where expected[damage.path] == damage.digest && !done.contains(damage.path) {
        guard !found.contains(where: { $0.path == damage.path }) else { continue }
        done.insert(damage.path)
        settle(damage, .repaired)
      }
      let replaced = Set(found.filter { expected[$0.path] != $0.digest }.map(\.path))
      let mine = found.filter { !replaced.contains($0.path) }
      guard !mine.isEmpty else { continue }
      var alternates: [[UInt8]: SHA256Digest] = [:]
      for damage in mine where contents.found(damage.digest) != nil { alternates[damage.path] = damage.digest }
      let repair = SetRepair(
        archive: archive, workspace: workspace, quarantine: quarantine, control: control, jobs: options.jobs, contents: contents,
        alternates: alternates, replaced: replaced)
      let outcomes = try repair.run(groups, found)
      for damage in mine {
        chances[damage.path, default: 1] -= 1
        var isRepaired = false
        if case .repaired? = outcomes[damage.path] { isRepaired = true }
        guard isRepaired || chances[damage.path, default: 0] <= 0 else { continue }
        done.insert(damage.path)
        settle(damage, outcomes[damage.path])
      }
    }
    control.report(.phaseEnded(.repairing))
  }

  private func settle(_ damage: FileDamage, _ outcome: FileOutcome?) {
    summary.damaged += 1
    var report = FileReport(path: damage.text, outcome: .done, kind: "unit", originalBytes: Int64(damage.size), reason: damage.detail)
    var finding = Finding(kind: damage.kind, file: damage.text, original: nil, detail: damage.detail)
    switch outcome {
    case .repaired:
      summary.repaired += 1
      summary.bytesRepaired += Int64(damage.size)
    case .lost(let rebuilt, let ranges):
      summary.lost += 1
      if rebuilt > 0 { summary.improved += 1 }
      finding.detail = LossReport(archive: archive).text(damage.text, rebuilt: rebuilt, ranges: ranges)
      if rebuilt == 0, !damage.isThere {
        finding.detail = "not there, and it is more than the parity of its set can rebuild: \(damage.badBlocks) blocks of 4 KiB"
      }
    case .failed(let fault):
      summary.lost += 1
      finding.detail = "\(damage.detail); not repaired: \(fault.cause)"
    case nil:
      summary.lost += 1
    }
    if case .repaired? = outcome {
      note(finding, mended: damage.digest, bytes: Int64(damage.size))
    } else {
      note(finding)
      report.outcome = .failed
      report.reason = finding.detail
      control.report(.finding(finding))
    }
    control.report(.fileFinished(report))
  }

  /// Files without parity come back only where their content lies under another name.
  private func repairUnprotected(_ files: [Inventory.Unprotected]) {
    for file in files {
      summary.damaged += 1
      if let other = contents.place(of: file.digest), let workspace, copy(other, to: file, workspace) {
        summary.repaired += 1
        note(file.finding, mended: file.digest, bytes: (try? archive.status(file.path))??.size ?? 0)
      } else if contents.found(file.digest) != nil, workspace == nil {
        contents.used(file.digest)
        summary.repaired += 1
      } else {
        summary.lost += 1
        note(file.finding)
        control.report(.finding(file.finding))
      }
    }
  }

  private func copy(_ other: String, to file: Inventory.Unprotected, _ workspace: Workspace) -> Bool {
    do throws(Fault) {
      let source = try archive.file(other)
      let staged = try workspace.stage()
      do throws(Fault) {
        var offset = 0
        while true {
          let piece = try source.read(at: offset, upTo: 1 << 20)
          if piece.isEmpty { break }
          try staged.file.write(all: piece, at: offset)
          offset += piece.count
        }
        try staged.file.synchronize()
        staged.file.dropCache()
        guard try staged.file.digest() == file.digest else { throw .damaged("parity.digest", "the copy is not what was copied") }
        if let kept = try quarantine?.keep(file.path) { contents.moved(file.path, to: kept) }
        try workspace.publish(staged, at: file.path, replacing: true)
        contents.used(file.digest)
        return true
      } catch {
        workspace.discard(staged)
        throw error
      }
    } catch {
      control.report(.notice("\(file.path): \(error)"))
      return false
    }
  }

  /// Writes damaged parity again, now that the files it covers are as they were.
  private func mend(_ sets: [ParitySet], _ mending: [(set: Int, groups: [Int])], _ place: ParityFolder) {
    let kept = options.place == nil ? quarantine : nil
    let mender = ParityMending(archive: archive, place: place, quarantine: kept, control: control, jobs: options.jobs)
    for (index, broken) in mending {
      let set = sets[index]
      let groups = GroupSet(set)
      for number in broken {
        guard !control.isStopped else { return }
        let path = set.path(ofGroup: number + 1)
        var finding = Finding(kind: .damaged, file: path, detail: "parity is not as it was written")
        do throws(Fault) {
          if workspace != nil { try mender.mend(set, group: number, known: groups.groups[number]) }
          summary.parityRepaired += 1
          noteParity(finding, isMended: workspace != nil)
          let reason = workspace == nil ? "damaged" : "written again as it was"
          control.report(.fileFinished(FileReport(path: path, outcome: .done, kind: "parity", reason: reason)))
        } catch {
          summary.remaining += 1
          finding.detail = "parity is damaged and cannot be written again: \(error.cause); glassine protect --renew makes it anew"
          noteParity(finding, isMended: false)
          control.report(.finding(finding))
        }
      }
      guard !set.areListsSound else { continue }
      var finding = Finding(kind: .damaged, file: set.listPath, detail: "a list of the set is not as it was written")
      do throws(Fault) {
        if workspace != nil { try mender.mendLists(set) }
        summary.parityRepaired += 1
        noteParity(finding, isMended: true)
      } catch {
        summary.remaining += 1
        finding.detail = "a list of the set is damaged and cannot be written again: \(error.cause); glassine protect --renew makes it anew"
        noteParity(finding, isMended: false)
        control.report(.finding(finding))
      }
    }
  }
}
