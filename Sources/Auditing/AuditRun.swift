internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import Proofs
package import Reporting
internal import Synchronization

/// Looks an archive over and reports what it finds; changes nothing of what it looks at, and records in the proof log what it proved.
///
/// The payload manifest is the list of what must be there; each file is held against it by name (structure), by digest (fixity), and each
/// unit by rebuilding its original (restore).
package final class AuditRun: Sendable {
  let archive: Archive
  let options: AuditOptions
  let control: OperationControl
  let summary = Mutex(AuditSummary())
  let budget: AuditBudget
  let recorder: ProofRecorder?
  /// A file that is looked at twice has its findings told once.
  private let told = Mutex<Set<Finding>>([])

  /// The budget of time begins now.
  package init(_ archive: Archive, options: AuditOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
    budget = AuditBudget(options)
    recorder = options.recordAs.map {
      ProofRecorder(
        archive, operation: ProofRun.Operation.audit, level: ProofLevel(rawValue: options.level.rawValue), software: $0, control: control)
    }
  }

  /// Throws only where nothing can be looked at (`.environment`); damage is reported as findings.
  package func run() throws(Fault) -> AuditSummary {
    do throws(Fault) {
      if options.order == .oldest && options.isPartial { try runOldestFirst() } else { try runByPath() }
    } catch {
      recorder?.finish(.failed, describe)
      throw error
    }
    let result = summary.withLock { summary in
      summary.isComplete = !control.isStopped
      summary.isBudgetSpent = budget.isSpent
      return summary
    }
    recorder?.finish(result.isComplete ? .done : .stopped) { run in
      describe(&run)
      guard result.isComplete else { return }
      run.namesComplete = true
      if options.maxSeconds == nil || !budget.isSpent { run.complete = .structure }
      if options.sample >= 1 && !budget.isSpent { run.complete = ProofLevel(rawValue: options.level.rawValue) }
    }
    return result
  }

  private func describe(_ run: inout ProofRun) {
    run.listed = summary.withLock { $0.filesListed }
    if options.level > .structure, options.sample < 1 { run.sample = options.sample }
    if run.sample != nil, options.order == .path { run.seed = options.seed }
    (run.maxSeconds, run.maxBytes) = (options.maxSeconds, options.maxBytes)
  }

  /// Everything in the order of the paths.
  private func runByPath() throws(Fault) {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    try auditTags()
    let totals = try countPayload()
    control.report(.totals(files: totals.files, bytes: totals.bytes))
    control.report(.phaseEnded(.scanning))
    control.report(.phaseStarted(.auditing, totalFiles: totals.files, totalBytes: options.level == .structure ? nil : totals.bytes))
    let sampling = Sampling(share: options.sample, seed: options.seed)
    try joinManifest { [self] path, digest throws(Fault) in
      guard options.level > .structure, sampling.takes(path) else { return (path, digest, false) }
      let bytes = budget.countsBytes ? (try? archive.status(path))??.size ?? 0 : 0
      return (path, digest, budget.admits(bytes: bytes))
    }
    control.report(.phaseEnded(.auditing))
  }

  /// A file to look at, and whether into it.
  typealias Item = (path: String, digest: SHA256Digest, isChosen: Bool)

  /// Holds the manifest against the folders, and looks at every file that `choose` does not leave out.
  func joinManifest(_ choose: (String, SHA256Digest) throws(Fault) -> Item?) throws(Fault) {
    var batch: [Item] = []
    try ManifestJoin(archive).forEach { entry throws(Fault) in
      guard !control.isStopped else { return }
      switch entry {
      case .present(let path, let digest):
        summary.withLock { $0.filesListed += 1 }
        if let item = try choose(path, digest) { batch.append(item) }
        if batch.count >= batchFiles { audit(&batch) }
      case .missing(let path):
        report(Finding(kind: .missing, file: path, original: Self.originalName(path), detail: "listed in the manifest, but not there"))
      case .orphan(let path):
        report(Finding(kind: .orphan, file: path, detail: "not listed in the manifest"))
        // A unit that lost its line may still be the only copy: whether it is whole is worth knowing.
        if Self.isUnit(path) { UnitAudit(archive: archive, path: path).findings(isSound: true, proving: true).forEach(report) }
      case .unreadable(let fault):
        let isManifest = fault.file == nil || fault.kind == .damaged
        report(
          Finding(
            kind: isManifest ? .manifest : .unreadable, file: isManifest ? Archive.manifestName : archive.relative(fault.file ?? ""),
            detail: fault.description))
      }
    }
    audit(&batch)
  }

  /// Looks at files on all threads; empties the array.
  func audit(_ batch: inout [Item]) {
    let work = batch
    batch.removeAll()
    Workers.forEach(work, options.jobs) { [self] item in
      guard !control.isStopped else { return }
      audit(item)
    }
  }

  /// For progress only: what the tag files say, and where they say nothing, or a run is under way, what is there.
  private func countPayload() throws(Fault) -> (files: Int, bytes: Int64) {
    if try !archive.isUnfinished, let claimed = PayloadTotals.claimed(by: archive) { return (claimed.files, claimed.bytes) }
    var files = 0
    var bytes: Int64 = 0
    // What cannot be looked at is found when its turn comes.
    try archive.forEachPayloadFile(onFault: { _ in }) { _, status throws(Fault) in
      files += 1
      bytes = bytes.addingSaturated(status.size)
    }
    return (files, bytes)
  }

  func report(_ finding: Finding) {
    if options.isPartial { guard told.withLock({ $0.insert(finding).inserted }) else { return } }
    summary.withLock { $0.findings += 1 }
    recorder?.record(finding)
    control.report(.finding(finding))
  }

  /// The tag files, against the tag manifest.
  func auditTags() throws(Fault) {
    for name in try archive.root.names() where !Archive.rootNames.contains(String(decoding: name, as: UTF8.self)) {
      report(Finding(kind: .orphan, file: RelativePath.printable(name), detail: "does not belong to an archive"))
    }
    if try archive.isBlank {
      control.report(.notice("nothing is archived here yet"))
      return
    }
    if try archive.isUnfinished {
      // Between a run's files and its manifests lies its journal; until it is worked in, tag files may contradict each other.
      control.report(
        .notice(
          "an archive run is under way or was cut off: checked by its journal. The next glassine archive completes the manifests."))
      return
    }
    for fault in try TagManifest.faults(archive) {
      let file = fault.file ?? Archive.tagManifestName
      if TagDocuments.isName(file) {
        let kind: Finding.Kind = fault.code == "manifest.missing" ? .missing : .damaged
        report(Finding(kind: kind, file: file, detail: "\(fault.cause); the next glassine archive writes it anew"))
      } else {
        report(Finding(kind: .manifest, file: file, detail: fault.description))
      }
    }
  }

  /// The original's name as far as a path of the archive tells it.
  package static func originalName(_ path: String) -> String? {
    for prefix in ["data/units/", "data/sidecars/"] where path.startsWithBytes(of: prefix) {
      for suffix in [UnitName.unitSuffix, UnitName.sidecarSuffix, UnitName.xmpSuffix] where path.endsWithBytes(of: suffix) {
        return path.droppingBytes(first: prefix.utf8.count, last: suffix.utf8.count)
      }
    }
    return nil
  }

  static func isUnit(_ path: String) -> Bool {
    path.startsWithBytes(of: "data/units/") && path.endsWithBytes(of: UnitName.unitSuffix)
  }
}
