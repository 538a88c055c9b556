internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Reporting
internal import Synchronization

/// Looks an archive over and reports what it finds; writes nothing into it.
///
/// The payload manifest is the list of what must be there; each file is held against it by name (structure), by digest (fixity), and each
/// unit by rebuilding its original (restore).
package final class AuditRun: Sendable {
  private let archive: Archive
  private let options: AuditOptions
  private let control: OperationControl
  private let summary = Mutex(AuditSummary())

  package init(_ archive: Archive, options: AuditOptions, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// Throws only where nothing can be looked at (`.environment`); damage is reported as findings.
  package func run() throws(Fault) -> AuditSummary {
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    try auditTags()
    let totals = try countPayload()
    control.report(.totals(files: totals.files, bytes: totals.bytes))
    control.report(.phaseEnded(.scanning))
    control.report(.phaseStarted(.auditing, totalFiles: totals.files, totalBytes: options.level == .structure ? nil : totals.bytes))
    var batch: [(path: String, digest: SHA256Digest)] = []
    func flush() {
      let work = batch
      batch.removeAll()
      Workers.forEach(work, options.jobs) { [self] item in
        guard !control.isStopped else { return }
        audit(item.path, item.digest)
      }
    }
    try ManifestJoin(archive).forEach { entry throws(Fault) in
      guard !control.isStopped else { return }
      switch entry {
      case .present(let path, let digest):
        summary.withLock { $0.filesListed += 1 }
        batch.append((path, digest))
        if batch.count >= 64 { flush() }
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
    flush()
    control.report(.phaseEnded(.auditing))
    return summary.withLock { summary in
      summary.isComplete = !control.isStopped
      return summary
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
    summary.withLock { $0.findings += 1 }
    control.report(.finding(finding))
  }

  /// The tag files, against the tag manifest.
  private func auditTags() throws(Fault) {
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

  private func audit(_ path: String, _ digest: SHA256Digest) {
    let isUnit = Self.isUnit(path)
    control.report(.fileStarted(path: path, bytes: 0))
    var outcome = FileReport(path: path, outcome: .done, kind: isUnit ? "unit" : "sidecar")
    do throws(Fault) {
      outcome.storedBytes = try archive.status(path)?.size ?? 0
      outcome.originalBytes = outcome.storedBytes
      let isChosen = options.level > .structure && Sampling(share: options.sample, seed: options.seed).takes(path)
      var isSound = true
      if isChosen {
        let found = try archive.file(path).digest()
        summary.withLock {
          $0.filesRead += 1
          $0.bytesRead = $0.bytesRead.addingSaturated(outcome.storedBytes)
        }
        isSound = found == digest
      }
      if isUnit {
        let findings = UnitAudit(archive: archive, path: path).findings(isSound: isSound, proving: isChosen && options.level == .restore)
        if isChosen && options.level == .restore && findings.isEmpty { summary.withLock { $0.unitsProved += 1 } }
        findings.forEach(report)
        if !findings.isEmpty { outcome.outcome = .failed }
        outcome.reason = findings.first?.detail
      } else if !isSound {
        let detail = "the file does not have the digest the manifest gives"
        report(Finding(kind: .damaged, file: path, original: Self.originalName(path), detail: detail))
        outcome.outcome = .failed
        outcome.reason = detail
      }
    } catch {
      report(Finding(kind: error.kind == .damaged ? .damaged : .unreadable, file: path, detail: "cannot be read: \(error)"))
      outcome.outcome = .failed
      outcome.reason = error.cause
    }
    control.report(.fileFinished(outcome))
  }

  /// The original's name as far as a path of the archive tells it.
  static func originalName(_ path: String) -> String? {
    for prefix in ["data/units/", "data/sidecars/"] where path.startsWithBytes(of: prefix) {
      for suffix in [UnitName.unitSuffix, UnitName.sidecarSuffix, UnitName.xmpSuffix] where path.endsWithBytes(of: suffix) {
        return path.droppingBytes(first: prefix.utf8.count, last: suffix.utf8.count)
      }
    }
    return nil
  }

  private static func isUnit(_ path: String) -> Bool {
    path.startsWithBytes(of: "data/units/") && path.endsWithBytes(of: UnitName.unitSuffix)
  }
}
