import Foundation
import Reporting

/// The report of an audit as one HTML page that needs nothing else: no scripts, fonts or pictures from anywhere.
///
/// Readable in light and dark, on paper, and by screen readers; everything that came from the archive is escaped.
struct AuditReportHTML: Sendable {
  /// Rows of the findings table at most: a browser has to open the page.
  static let rowLimit = 5000

  let outcome: AuditOutcome

  init(_ outcome: AuditOutcome) { self.outcome = outcome }

  /// The whole page.
  var page: String {
    let title = "Audit of \(Markup.escape(outcome.archive))"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      <p class="verdict \(verdictClass)"><span aria-hidden="true">\(outcome.isSound ? "✓" : "!")</span> \(Markup.escape(outcome.verdict))</p>
      \(facts)
      <h2>How far the audit looked</h2>
      <figure>
      \(coveragePicture)
      <figcaption>\(coverageCaption)</figcaption>
      </figure>
      \(findingsPart)
      </main>
      <footer><p>\(Markup.escape(outcome.software)). The archive is a BagIt bag: <code>sha256sum -c</code> and BagIt tools check it without \
      Glassine.</p></footer>
      </body>
      </html>

      """
  }

  private var verdictClass: String { outcome.isSound ? "good" : outcome.findings.isEmpty ? "warning" : "bad" }

  private var facts: String {
    var rows: [(String, String)] = [
      ("Archive", "<code>\(Markup.escape(outcome.archive))</code>"),
      (
        "When",
        "<time datetime=\"\(Self.timestamp(outcome.date))\">\(Self.timestamp(outcome.date).replacing("T", with: " ").replacing("Z", with: " UTC"))</time>"
      ),
      ("Level", "\(Markup.escape(outcome.level)): \(levelMeaning)"),
      ("Files", HumanNumber.count(outcome.filesListed)),
    ]
    if outcome.sample < 1 { rows.append(("Sample", "\(HumanNumber.percent(outcome.sample, of: 1)) of the files, seed \(outcome.seed)")) }
    if outcome.level != "structure" {
      rows.append(("Read", "\(HumanNumber.count(outcome.filesRead, "file")), \(HumanNumber.bytes(outcome.bytesRead))"))
    }
    if outcome.level == "restore" { rows.append(("Rebuilt", HumanNumber.count(outcome.unitsProved, "original"))) }
    rows.append(("Findings", HumanNumber.count(outcome.findings.count)))
    rows.append(("Time", HumanNumber.duration(seconds: outcome.seconds)))
    let body = rows.map { "<tr><th scope=\"row\">\($0.0)</th><td>\($0.1)</td></tr>" }.joined(separator: "\n")
    return "<table class=\"facts\">\n<tbody>\n\(body)\n</tbody>\n</table>"
  }

  private var levelMeaning: String {
    switch outcome.level {
    case "structure": "what is there, and what is not"
    case "fixity": "every byte against its digest"
    case "restore": "every original rebuilt and compared"
    default: ""
    }
  }

  private var findingsPart: String {
    guard !outcome.findings.isEmpty else { return "<h2>Findings</h2>\n<p>None.</p>" }
    let shown = outcome.findings.prefix(Self.rowLimit)
    let rows = shown.map(Self.row).joined(separator: "\n")
    let rest = outcome.findings.count - shown.count
    return """
      <h2>Findings</h2>
      <figure>
      \(findingsPicture)
      </figure>
      <div class="wide" role="region" aria-label="Findings" tabindex="0">
      <table>
      <thead><tr><th scope="col">Kind</th><th scope="col">File in the archive</th><th scope="col">Original</th>\
      <th scope="col">Place</th><th scope="col">What</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      </div>
      \(rest > 0 ? "<p>And \(HumanNumber.count(rest)) more; <code>glassine audit --json</code> prints all of them.</p>" : "")
      <p>What is not named here is sound as far as this audit looked. Take damaged files from another copy of the archive, or archive the \
      originals again where they still exist.</p>
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
