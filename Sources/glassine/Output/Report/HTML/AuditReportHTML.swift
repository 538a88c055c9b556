import Foundation
import Reporting

/// The report of an audit as one HTML page.
struct AuditReportHTML: Sendable {
  /// Rows of the findings table at most: a browser has to open the page.
  static let rowLimit = 5000

  let outcome: AuditOutcome
  /// What the log of proofs says after the audit; nil where it was not asked.
  let history: ProofHistory?

  init(_ outcome: AuditOutcome, history: ProofHistory? = nil) { (self.outcome, self.history) = (outcome, history) }

  /// The whole page.
  var page: String {
    let kind = outcome.isSound ? "good" : outcome.findings.isEmpty ? "warning" : "bad"
    return ReportPage.html(
      title: "Audit of \(outcome.archive)", software: outcome.software,
      body: """
        \(ReportPage.verdict(outcome.verdict, kind))
        \(facts)
        <h2>How far this audit looked</h2>
        \(coverage.figure)
        \(history.map { "<h2>What was proved when</h2>\n\(CoveragePictures(history: $0).html)" } ?? "")
        \(Self.findingsPart(outcome.findings, history?.folders ?? FolderCounts()))
        """)
  }

  private var facts: String {
    let date = Self.timestamp(outcome.date)
    var rows: [(name: String, value: String)] = [
      ("Archive", "<code>\(Markup.escape(outcome.archive))</code>"),
      ("When", "<time datetime=\"\(date)\">\(date.replacing("T", with: " ").replacing("Z", with: " UTC"))</time>"),
      ("Level", "\(Markup.escape(outcome.level)): \(levelMeaning)"),
      ("Files", HumanNumber.count(outcome.filesListed)),
    ]
    if outcome.sample < 1 {
      // Without a seed files were not drawn, but taken in the order of their last proofs.
      let way = outcome.isOldestFirst ? "not proved for longest" : "drawn with seed \(outcome.seed)"
      rows.append(("Sample", "\(HumanNumber.percent(outcome.sample, of: 1)) of the files, \(way)"))
    }
    if outcome.level != "structure" {
      rows.append(("Read", "\(HumanNumber.count(outcome.filesRead, "file")), \(HumanNumber.bytes(outcome.bytesRead))"))
    }
    if outcome.level == "restore" { rows.append(("Rebuilt", HumanNumber.count(outcome.unitsProved, "original"))) }
    rows.append(("Findings", HumanNumber.count(outcome.findings.count)))
    rows.append(("Time", HumanNumber.duration(seconds: outcome.seconds)))
    return ReportPage.facts(rows)
  }

  private var levelMeaning: String {
    switch outcome.level {
    case "structure": "what is there, and what is not"
    case "fixity": "every byte against its digest"
    case "restore": "every original rebuilt and compared"
    default: ""
    }
  }

  /// One bar a step: what was looked at as a share of what there is.
  private var coverage: ReportPicture {
    let steps = outcome.steps
    var bars = ""
    for (number, step) in steps.enumerated() {
      let top = Double(number) * 40
      let share = step.whole > 0 ? min(1, Double(step.files) / Double(step.whole)) : 0
      bars += ReportPicture.text(step.name, 0, top + 17)
      bars += ReportPicture.bar("track", 210, top + 4, 400, 18, round: 4)
      bars += ReportPicture.bar(step.files >= step.whole ? "fill-good" : "fill-part", 210, top + 4, 400 * share, 18, round: 4)
      bars += ReportPicture.text("\(HumanNumber.count(step.files)) of \(HumanNumber.count(step.whole))", 624, top + 17, "value")
    }
    let words = steps.map { "\($0.name): \(HumanNumber.count($0.files)) of \(HumanNumber.count($0.whole))" }
    return ReportPicture(
      name: "coverage", title: "How far this audit looked", description: words.joined(separator: "; ") + ".",
      height: Double(steps.count) * 40, content: bars, head: ["Step", "Files", "Of"],
      rows: steps.map { [Markup.escape($0.name), HumanNumber.count($0.files), HumanNumber.count($0.whole)] })
  }

  /// Findings as pictures and as a table.
  static func findingsPart(_ findings: [Finding], _ folders: FolderCounts) -> String {
    guard !findings.isEmpty else { return "<h2>Findings</h2>\n<p>None.</p>" }
    let shown = findings.prefix(rowLimit)
    let rest = findings.count - shown.count
    return """
      <h2>Findings</h2>
      \(DamagePictures(findings: findings, folders: folders).html)
      <h3>All findings</h3>
      <div class="wide" role="region" aria-label="Findings" tabindex="0">
      <table>
      <thead><tr><th scope="col">Kind</th><th scope="col">File in the archive</th><th scope="col">Original</th>\
      <th scope="col">Place</th><th scope="col">What</th></tr></thead>
      <tbody>
      \(shown.map(row).joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      \(rest > 0 ? "<p>And \(HumanNumber.count(rest)) more; <code>glassine audit --json</code> prints all of them.</p>" : "")
      <p>What is not named here is sound as far as it was looked at. <code>glassine repair</code> mends what parity can mend; take other \
      damaged files from another copy of the archive, or archive the originals again where they still exist.</p>
      """
  }

  private static func row(_ finding: Finding) -> String {
    var place = finding.section.map(Markup.escape) ?? ""
    if let tile = finding.tile { place += (place.isEmpty ? "" : ", ") + "tile \(tile)" }
    return "<tr><td><span class=\"kind \(finding.kind == .newer ? "warning" : "bad")\">\(EventLine.word(finding.kind))</span></td>"
      + "<td><code>\(Markup.escape(finding.file))</code></td><td>\(Markup.escape(finding.original ?? ""))</td>"
      + "<td>\(place)</td><td>\(Markup.escape(finding.detail))</td></tr>"
  }

  /// `2026-05-01T12:00:00Z`
  static func timestamp(_ date: Date) -> String { date.formatted(.iso8601) }
}
