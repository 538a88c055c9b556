import Reporting

/// The state of an archive as one HTML page: what was proved when, and what is damaged as far as is known.
struct StatusReportHTML: Sendable {
  /// Rows of the findings table at most: a browser has to open the page.
  static let rowLimit = AuditReportHTML.rowLimit

  /// The archive as the person named it.
  let archive: String
  /// The sentence people look for, and how good it is: `good`, `warning` or `bad`.
  let verdict: (text: String, kind: String)
  /// Names and values, plain text.
  let facts: [(name: String, value: String)]
  let history: ProofHistory
  /// What is wrong as far as the log knows.
  let findings: [Finding]

  /// The whole page.
  var page: String {
    ReportPage.html(
      title: "Status of \(archive)", software: ProgramVersion.software,
      body: """
        \(ReportPage.verdict(verdict.text, verdict.kind))
        \(ReportPage.facts(facts.map { (Markup.escape($0.name), Markup.escape($0.value)) }))
        <h2>What was proved when</h2>
        \(CoveragePictures(history: history).html)
        \(AuditReportHTML.findingsPart(findings, history.folders))
        """)
  }
}
