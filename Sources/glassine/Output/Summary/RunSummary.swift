import Foundation
import Protection
import Receipts
import Reporting

/// What the summary of an archive, restore or audit run says, gathered by the command.
struct RunSummary: Sendable {
  enum Operation: Sendable, Equatable {
    case archive(dryRun: Bool)
    /// The form asked for: `original`, `dng`, `tiff`, `tiff-rgb`.
    case restore(form: String)
    /// The level, and the share that was looked into, 0...1.
    case audit(level: String, sample: Double)
  }

  var operation: Operation
  /// The archive as the person named it.
  var archive: String
  /// The source of an archive run or the target of a restore.
  var other: String?
  var tally: Tally
  var seconds: Double
  var interrupted = false
  /// What was done for the parity at the end of an archive run.
  var parity: ProtectSummary?
  /// What an audit counted; nil for the other operations.
  var audit: AuditOutcome?
  /// What followed an archive run: receipts, originals removed; nil where nothing was asked for.
  var closing: ArchiveClosing.Result?
}

extension RunSummary {
  /// What the run ends with.
  var exitStatus: ExitStatus {
    if let audit { return audit.exitStatus }
    // Parity is not made over files that are damaged already.
    if let parity, parity.refused > 0 { return .damageFound }
    let status = ExitStatus(tally, interrupted: interrupted)
    guard closing?.asksForRemoval == true, operation != .archive(dryRun: true), status == .good else { return status }
    // A unit that could not be proved is damage; any other original that stays is a wish not fulfilled.
    return !tally.findings.isEmpty ? .damageFound : tally.kept.isEmpty ? .good : .partlyDone
  }

  /// The `summary` line of `--json`.
  func write(to lines: JSONLines) {
    var fields: [String: JSONFields.Value?] = [
      "archive": .text(archive), "seconds": .real((seconds * 1000).rounded() / 1000), "interrupted": .flag(interrupted),
      "exitStatus": .number(Int64(exitStatus.rawValue)), "failed": .number(Int64(tally.failed.files)),
      "skipped": .number(Int64(tally.skipped.files)), "unchanged": .number(Int64(tally.unchanged.files)),
      "links": .number(Int64(tally.links.files)), "folders": .number(Int64(tally.folders.files)),
      "findings": .number(Int64(tally.findings.values.reduce(0, +))),
    ]
    switch operation {
    case .archive(let dryRun):
      fields["operation"] = .text("archive")
      fields["source"] = other.map { .text($0) }
      fields["dryRun"] = .flag(dryRun)
      fields["parityBytes"] = parity.map { .number($0.parityBytes) }
      fields["coveredFiles"] = parity.map { .number(Int64($0.coveredFiles)) }
      fields["coveredBytes"] = parity.map { .number($0.coveredBytes) }
      if let closing { add(closing, to: &fields) }
    case .restore(let form):
      fields["operation"] = .text("restore")
      fields["target"] = other.map { .text($0) }
      fields["form"] = .text(form)
    case .audit(let level, let sample):
      fields["operation"] = .text("audit")
      fields["level"] = .text(level)
      fields["sample"] = .real(sample)
      fields["filesListed"] = audit.map { .number(Int64($0.filesListed)) }
      fields["filesRead"] = audit.map { .number(Int64($0.filesRead)) }
      fields["unitsProved"] = audit.map { .number(Int64($0.unitsProved)) }
      fields["bytesRead"] = audit.map { .number($0.bytesRead) }
      fields["budgetSpent"] = audit.map { .flag($0.isBudgetSpent) }
      fields["parityFiles"] = audit?.parity.map { .number(Int64($0.files)) }
      fields["parityFilesRead"] = audit?.parity.map { .number(Int64($0.filesRead)) }
      fields["uncoveredFiles"] = audit?.parity.map { .number(Int64($0.uncoveredFiles)) }
      fields["coverage"] = audit?.coverage.map { .object(StatusFields.coverage($0)) }
    }
    let files = tally.files
    fields["files"] = .number(Int64(files.files))
    fields["originalBytes"] = .number(files.originalBytes)
    fields["storedBytes"] = .number(files.storedBytes)
    let tiers = tally.filesByTier
    if !tiers.isEmpty { fields["filesByTier"] = .object(tiers.mapValues { .number(Int64($0)) }) }
    if !tally.findings.isEmpty {
      fields["findingsByKind"] = .object(
        Dictionary(uniqueKeysWithValues: tally.findings.map { ($0.key.rawValue, .number(Int64($0.value))) }))
    }
    lines.write("summary", JSONFields(fields))
  }

  private func add(_ closing: ArchiveClosing.Result, to fields: inout [String: JSONFields.Value?]) {
    if let fingerprint = closing.keyFingerprint { fields["keyFingerprint"] = .text(fingerprint) }
    if let path = closing.newKey { fields["keyMade"] = .text(path) }
    if let first = closing.receipts.first { fields["receipt"] = .text(first.path) }
    if closing.receipts.count > 1 { fields["removalReceipt"] = .text(closing.receipts[1].path) }
    guard closing.asksForRemoval else { return }
    fields["originalsRemoved"] = .number(Int64(tally.removed.files))
    fields["originalBytesRemoved"] = .number(tally.removed.originalBytes)
    fields["originalsKept"] = .number(Int64(tally.kept.values.reduce(0) { $0 + $1.sum.files }))
    if operation == .archive(dryRun: true) { fields["originalsToRemove"] = .number(Int64(tally.wouldBeRemoved.files)) }
    if !tally.kept.isEmpty { fields["keptByCode"] = .object(tally.kept.mapValues { .number(Int64($0.sum.files)) }) }
  }
}
