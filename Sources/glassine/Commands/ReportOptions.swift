import ArchiveStore
import ArgumentParser
import ByteCoding
import Foundation
import Proofs
import Reporting

/// Reports that a command writes beside what it prints.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write a report for people: one HTML page with pictures.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    help: ArgumentHelp("Write a report for repositories: PREMIS 3 in XML, every file and every event.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var premis: String?

  var isUsed: Bool { report != nil || premis != nil }

  /// Writes what is wanted after an audit. Throws `.environment`, or `.misuse` (`report.kind`).
  func write(_ outcome: AuditOutcome) throws(Fault) {
    let began = ProofTime(outcome.date.addingTimeInterval(-outcome.seconds - 1))
    var run = ProofRun(
      operation: ProofRun.Operation.audit, state: outcome.isComplete ? .done : .stopped, software: outcome.software, began: began,
      level: ProofLevel(rawValue: outcome.level))
    run.ended = ProofTime(outcome.date)
    (run.files, run.bytes, run.listed) = (outcome.filesRead, outcome.bytesRead, outcome.filesListed)
    run.findings = outcome.counts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
    try write(outcome.archive, after: (run, outcome.findings)) { history in AuditReportHTML(outcome, history: history).page }
  }

  /// Writes what is wanted; `page` makes the HTML page. `archive` is the archive as the person named it.
  ///
  /// `audit` is a run that may be missing in the log: an archive on read-only media has none of its last runs. Throws `.environment`, or
  /// `.misuse` (`report.kind`). Cost: reads the manifests and the log of proofs; with `--premis` one `stat` a file.
  func write(
    _ archive: String, after audit: (run: ProofRun, findings: [Finding])? = nil, _ page: (ProofHistory) -> String
  ) throws(Fault) {
    guard report != nil || premis != nil else { return }
    let opened = try Archive.open(archive)
    let log = ProofLog(opened)
    if let report { try ReportFile.write(page(try ProofHistory(opened, log)), to: report) }
    guard let premis else { return }
    let isRecorded = audit.map { audit in log.runs.contains { $0.operation == audit.run.operation && $0.began >= audit.run.began } }
    try PREMISReport(opened, name: archive, log: log, unrecorded: isRecorded == false ? audit : nil).write(to: premis)
  }
}
