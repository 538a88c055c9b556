import Foundation
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
  /// What an audit counted; nil for the other operations.
  var audit: AuditOutcome?
}

extension RunSummary {
  /// What the run ends with.
  var exitStatus: ExitStatus {
    if let audit { return audit.exitStatus }
    return ExitStatus(tally, interrupted: interrupted)
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
}
