internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting
internal import Synchronization

extension AuditRun {
  /// Looks at one file, and into it where it is chosen; records what it proved.
  func audit(_ item: Item) {
    let path = item.path
    let isUnit = Self.isUnit(path)
    // A file that is looked into has its turn later: one event for each.
    let isSilent = options.order == .oldest && options.isPartial && !item.isChosen
    if !isSilent { control.report(.fileStarted(path: path, bytes: 0)) }
    var outcome = FileReport(path: path, outcome: .done, kind: isUnit ? "unit" : "sidecar")
    do throws(Fault) {
      outcome.storedBytes = try archive.status(path)?.size ?? 0
      outcome.originalBytes = outcome.storedBytes
      var isSound = true
      if item.isChosen {
        let found = try archive.file(path).digest()
        summary.withLock {
          $0.filesRead += 1
          $0.bytesRead = $0.bytesRead.addingSaturated(outcome.storedBytes)
        }
        isSound = found == item.digest
      }
      var findings: [Finding] = []
      let isProving = isUnit && item.isChosen && options.level == .restore
      if isUnit {
        findings = UnitAudit(archive: archive, path: path).findings(isSound: isSound, proving: isProving)
        if isProving && findings.isEmpty { summary.withLock { $0.unitsProved += 1 } }
      } else if !isSound {
        findings = [
          Finding(
            kind: .damaged, file: path, original: Self.originalName(path), detail: "the file does not have the digest the manifest gives")
        ]
      }
      findings.forEach(report)
      if !findings.isEmpty { outcome.outcome = .failed }
      outcome.reason = findings.first?.detail
      // Every byte has its digest, also of a unit that does not give its original.
      if item.isChosen, isSound, findings.allSatisfy({ $0.kind == .unrestorable }) {
        recorder?.record(
          path, digest: item.digest, bytes: outcome.storedBytes, level: isProving && findings.isEmpty ? .restore : .fixity)
      }
    } catch {
      report(Finding(kind: error.kind == .damaged ? .damaged : .unreadable, file: path, detail: "cannot be read: \(error)"))
      outcome.outcome = .failed
      outcome.reason = error.cause
    }
    if !isSilent { control.report(.fileFinished(outcome)) }
  }
}
