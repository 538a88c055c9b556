import Auditing
import Proofs
import Reporting

/// The files that `status` lists, as a table or one JSON object each. Rows are aligned in groups, so that a long list takes little memory.
struct StatusList {
  private let json: Bool
  private let now: ProofTime
  private var table = StatusList.empty
  private var waiting = 0
  private(set) var count = 0
  var isUsed: Bool { count > 0 }

  init(json: Bool, now: ProofTime) {
    self.json = json
    self.now = now
  }

  private static var empty: Table {
    Table([.text("file", canShorten: true), .text("rebuilt"), .text("read"), .text("known damage")])
  }

  mutating func add(_ path: String, _ file: ProvedFile, _ times: ProofCoverage.Times, _ findings: [LoggedFinding]) {
    count += 1
    let original = AuditRun.originalName(path) ?? path
    guard !json else {
      let kinds = Set(findings.map(\.finding.kind.rawValue)).sorted().joined(separator: " ")
      JSONLines().write(
        "fileStatus",
        JSONFields([
          "file": .text(path), "original": .text(original), "fixity": times.fixity.map { .text("\($0)") },
          "restore": times.restore.map { .text("\($0)") }, "fixityRun": file.fixity > 0 ? .number(Int64(file.fixity)) : nil,
          "restoreRun": file.restore > 0 ? .number(Int64(file.restore)) : nil, "findings": kinds.isEmpty ? nil : .text(kinds),
        ]))
      return
    }
    let kinds = findings.map { EventLine.word($0.finding.kind) }
    table.add(
      [
        original, StatusView.moment(times.restore, run: file.restore, now), StatusView.moment(times.fixity, run: file.fixity, now),
        kinds.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", "),
      ], style: findings.isEmpty ? file.restore == 0 ? .warning : nil : .bad)
    waiting += 1
    if waiting >= 500 { end() }
  }

  /// Prints what waits.
  mutating func end() {
    guard waiting > 0 else { return }
    TextSink.standardOutput.write(table.text(.standardOutput))
    table = Self.empty
    waiting = 0
  }
}
