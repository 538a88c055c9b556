import Proofs
import Reporting

/// The state of an archive as one HTML page: what was proved when, and what is damaged as far as is known.
struct StatusReportHTML: Sendable {
  private let status: ArchiveStatus
  private let parity: ParitySummary
  private let archive: String
  private let history: ProofHistory

  /// `archive` is the archive as the person named it.
  init(_ status: ArchiveStatus, _ parity: ParitySummary, archive: String, history: ProofHistory) {
    (self.status, self.parity, self.archive, self.history) = (status, parity, archive, history)
  }

  /// The whole page.
  var page: String {
    let verdict = StatusView.verdict(status)
    let facts = StatusView.rows(status, parity).map { (name: Markup.escape($0.name), value: Markup.escape($0.value)) }
    let notices = status.notices.map { "<p class=\"warning\">\(Markup.escape($0))</p>\n" }.joined()
    return ReportPage.html(
      title: "Status of \(archive)", software: ProgramVersion.software,
      body: """
        \(ReportPage.verdict(verdict.text, verdict.style == .good ? "good" : verdict.style == .bad ? "bad" : "warning"))
        \(ReportPage.facts(facts))
        \(notices)<h2>What was proved when</h2>
        \(CoveragePictures(history: history).html)
        \(AuditReportHTML.findingsPart(status.openFindings.map(\.finding), history.folders))
        """)
  }
}
