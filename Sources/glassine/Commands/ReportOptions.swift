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

  /// Writes what is wanted after an audit. Throws `.environment`, or `.misuse` (`report.kind`).
  func write(_ outcome: AuditOutcome) throws(Fault) {
    try write(outcome.archive) { history in AuditReportHTML(outcome, history: history).page }
  }

  /// Writes what is wanted; `page` makes the HTML page. `archive` is the archive as the person named it.
  ///
  /// Throws `.environment`, or `.misuse` (`report.kind`). Cost: reads the manifests and the log of proofs; with `--premis` one `stat` a file.
  func write(_ archive: String, _ page: (ProofHistory) -> String) throws(Fault) {
    guard report != nil || premis != nil else { return }
    let opened = try Archive.open(archive)
    let log = ProofLog(opened)
    if let report { try ReportFile.write(page(try ProofHistory(opened, log)), to: report) }
    if let premis { try PREMISReport(opened, name: archive, log: log).write(to: premis) }
  }
}
