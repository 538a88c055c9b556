import Proofs
import Reporting

/// How an archive stands, for a person.
struct StatusView: Sendable {
  private static let shownRuns = 5
  private static let shownFindings = 20
  private let terminal: Terminal
  private let sink: TextSink

  init(terminal: Terminal = .standardOutput, sink: TextSink = .standardOutput) {
    self.terminal = terminal
    self.sink = sink
  }

  func print(_ status: ArchiveStatus, _ parity: ParitySummary, archive: String) { sink.write(text(status, parity, archive: archive)) }

  /// The line below a list.
  func printEnd(of count: Int, _ status: ArchiveStatus) {
    sink.write((count == 0 ? "No file matches.\n" : "\n\(HumanNumber.count(count, "file")).\n"))
    for notice in status.notices { sink.write(terminal.styled("Note: \(notice.printable)", .warning) + "\n") }
  }

  /// The whole text; ends with a newline.
  func text(_ status: ArchiveStatus, _ parity: ParitySummary, archive: String) -> String {
    let verdict = Self.verdict(status)
    var blocks = [terminal.styled(archive.printable, .strong) + "\n" + terminal.styled(verdict.text, verdict.style) + "\n"]
    var facts = Table([.text(""), .text("")])
    for row in Self.rows(status, parity) { facts.add([row.name, row.value]) }
    blocks.append(facts.text(terminal, indent: 2))
    if status.coverage.files > 0 { blocks.append(shares(status.coverage)) }
    blocks.append(findings(status.openFindings))
    blocks.append(runs(status))
    blocks.append(status.notices.map { terminal.styled("Note: \($0.printable)", .warning) + "\n" }.joined())
    blocks.append(Self.next(status, archive: archive).map { "Next: \($0)\n" } ?? "")
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The one sentence people look for.
  static func verdict(_ status: ArchiveStatus) -> (text: String, style: Terminal.Style) {
    let coverage = status.coverage
    if !status.openFindings.isEmpty {
      let files = Set(status.openFindings.map(\.finding.file)).count
      return ("Damage is known: \(HumanNumber.count(status.openFindings.count, "finding")) in \(HumanNumber.count(files, "file")).", .bad)
    }
    if coverage.files == 0 { return ("Nothing is archived here yet.", .warning) }
    if coverage.neverRestore > 0 {
      let never = HumanNumber.count(coverage.neverRestore)
      return ("Of \(HumanNumber.count(coverage.units, "unit")), \(never) were never proved restorable, as far as the log tells.", .warning)
    }
    guard let oldest = coverage.oldestRestore else { return ("Every unit was proved restorable, but nobody knows when.", .warning) }
    let isOld = coverage.now.seconds - oldest.seconds > 365 * 86_400
    let text = "Every unit was proved restorable; the oldest proof is from \(day(oldest)), \(age(oldest, coverage.now))."
    return (text, isOld ? .warning : .good)
  }

  /// Names and values, one line each.
  static func rows(_ status: ArchiveStatus, _ parity: ParitySummary) -> [(name: String, value: String)] {
    let coverage = status.coverage
    let bytes = status.payloadBytes.map { ", " + HumanNumber.bytes($0) } ?? ""
    var rows = [
      (
        "files", "\(HumanNumber.count(coverage.files))\(bytes): \(HumanNumber.count(coverage.units, "unit")), the rest their sidecars"
      ),
      ("parity", parity.text),
    ]
    if coverage.damaged > 0 { rows.append(("known to be damaged", HumanNumber.count(coverage.damaged, "file"))) }
    if coverage.neverRestore > 0 { rows.append(("never rebuilt", HumanNumber.count(coverage.neverRestore, "unit"))) }
    if coverage.neverFixity > 0 { rows.append(("never read", HumanNumber.count(coverage.neverFixity, "file"))) }
    if let oldest = coverage.oldestRestore { rows.append(("oldest rebuilding", moment(oldest, run: 1, coverage.now))) }
    if let oldest = coverage.oldestFixity { rows.append(("oldest reading", moment(oldest, run: 1, coverage.now))) }
    if coverage.unknownTime > 0 { rows.append(("proved, but unknown when", HumanNumber.count(coverage.unknownTime, "file"))) }
    if status.isUnfinished { rows.append(("unfinished", "an archive run is under way or was cut off; the next one completes it")) }
    if status.quarantined > 0 {
      rows.append(("quarantine", "\(HumanNumber.count(status.quarantined, "folder")) of files that repairs replaced"))
    }
    return rows
  }

  private func shares(_ coverage: ProofCoverage) -> String {
    var table = Table([.text("proved"), .text("structure"), .text("read"), .text("rebuilt")])
    for window in coverage.windows {
      table.add([
        window.days.map { "in the last \($0) days" } ?? "ever", bar(window.structure, coverage.files), bar(window.fixity, coverage.files),
        bar(window.restore, coverage.units),
      ])
    }
    return table.text(terminal, indent: 2)
  }

  /// `████░░░░░░  40.0 %`
  private func bar(_ part: Int, _ whole: Int) -> String {
    let width = 10
    let full = whole > 0 ? part * width / whole : 0
    let (on, off) = terminal.hasUnicode ? ("█", "░") : ("#", ".")
    return String(repeating: on, count: full) + String(repeating: off, count: width - full) + " "
      + HumanNumber.percent(Double(part), of: Double(whole)).paddedLeft(to: 7)
  }

  private func findings(_ open: [LoggedFinding]) -> String {
    guard !open.isEmpty else { return "" }
    var text = "Known damage\n"
    for logged in open.prefix(Self.shownFindings) {
      text += "  " + terminal.styled(EventLine.text(logged.finding), .bad) + " (run \(logged.run))\n"
    }
    if open.count > Self.shownFindings {
      text += "  and \(HumanNumber.count(open.count - Self.shownFindings)) more; --json prints all of them\n"
    }
    return text
  }

  private func runs(_ status: ArchiveStatus) -> String {
    guard !status.runs.isEmpty else { return "" }
    var table = Table([
      .number("run"), .text("began"), .text("what"), .text("level"), .number("files"), .number("bytes"), .number("findings"),
      .text("", isOptional: true),
    ])
    for run in status.runs.suffix(Self.shownRuns).reversed() {
      let count = run.findings.values.reduce(0, &+)
      table.add(
        [
          "\(run.run)", "\(run.began)".replacing("T", with: " ").replacing("Z", with: ""), run.operation, run.level?.rawValue ?? "",
          HumanNumber.count(run.files), HumanNumber.bytes(run.bytes), count == 0 ? "none" : HumanNumber.count(count), Self.remark(run),
        ], style: count > 0 ? .bad : run.state == .done ? nil : .warning)
    }
    let more = status.runs.count > Self.shownRuns ? ", the last \(Self.shownRuns) of \(HumanNumber.count(status.runs.count))" : ""
    return "Runs\(more) (UTC)\n" + table.text(terminal, indent: 2)
  }

  private static func remark(_ run: ProofRun) -> String {
    switch run.state {
    case .running: return "under way, or cut off"
    case .stopped: return "stopped"
    case .failed: return "failed"
    case .done: break
    }
    var words: [String] = []
    if let sample = run.sample { words.append("sample \(HumanNumber.percent(sample, of: 1))") }
    if let seconds = run.maxSeconds { words.append("up to \(HumanNumber.duration(seconds: seconds))") }
    if let bytes = run.maxBytes { words.append("up to \(HumanNumber.bytes(bytes))") }
    return words.joined(separator: ", ")
  }

  private static func next(_ status: ArchiveStatus, archive: String) -> String? {
    let quoted = SummaryView.quoted(archive)
    if !status.openFindings.isEmpty { return "glassine repair \(quoted)    mends what parity can; or take the files from another copy" }
    if status.coverage.files == 0 { return nil }
    if verdict(status).style == .good { return nil }
    return "glassine audit \(quoted) --level restore --max-time 1h    proves those first that were not proved for longest"
  }
}

extension StatusView {
  /// `2026-11-21, 12 days ago`; `never`; `unknown when`.
  static func moment(_ time: ProofTime?, run: Int, _ now: ProofTime) -> String {
    guard run > 0 else { return "never" }
    guard let time else { return "unknown when" }
    return "\(day(time)), \(age(time, now))"
  }

  static func day(_ time: ProofTime) -> String { String("\(time)".prefix(10)) }

  static func age(_ time: ProofTime, _ now: ProofTime) -> String {
    let days = max(0, now.seconds - time.seconds) / 86_400
    return days == 0 ? "today" : days == 1 ? "1 day ago" : "\(HumanNumber.count(Int(days))) days ago"
  }

  /// The lines of `--json`: `run` and `finding` for each, and a `summary`.
  static func write(_ status: ArchiveStatus, _ parity: ParitySummary, archive: String, listed: Int?) {
    let lines = JSONLines()
    for run in status.runs { lines.write("run", run) }
    for logged in status.openFindings { lines.write("openFinding", logged) }
    for notice in status.notices { lines.write("notice", JSONFields(["text": .text(notice)])) }
    let exit = status.openFindings.isEmpty ? ExitStatus.good : .damageFound
    var fields = parity.fields
    fields["hasParity"] = .flag(parity.exists)
    var all: [String: JSONFields.Value?] = fields.mapValues { $0 }
    all["operation"] = .text("status")
    all["archive"] = .text(archive)
    all["verdict"] = .text(verdict(status).text)
    all["coverage"] = .object(StatusFields.coverage(status.coverage))
    all["payloadBytes"] = status.payloadBytes.map { .number($0) }
    all["openFindings"] = .number(Int64(status.openFindings.count))
    all["runs"] = .number(Int64(status.runs.count))
    all["unfinished"] = .flag(status.isUnfinished)
    all["quarantined"] = .number(Int64(status.quarantined))
    all["listed"] = listed.map { .number(Int64($0)) }
    all["exitStatus"] = .number(Int64(exit.rawValue))
    lines.write("summary", JSONFields(all))
  }
}
