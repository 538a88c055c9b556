import Protection
import Proofs
import Reporting

/// The end of a run, for a person: what was done, what it saved, what went wrong, and what to do next.
struct SummaryView: Sendable {
  private let terminal: Terminal
  private let sink: TextSink

  init(terminal: Terminal = .standardOutput, sink: TextSink = .standardOutput) {
    self.terminal = terminal
    self.sink = sink
  }

  /// Prints the summary after an empty line.
  func print(_ summary: RunSummary) { sink.write("\n" + text(summary)) }

  /// The summary's text; ends with a newline.
  func text(_ summary: RunSummary) -> String {
    var blocks = [headline(summary)]
    switch summary.operation {
    case .archive(let dryRun):
      blocks.append(sizes(summary.tally, dryRun: dryRun))
      blocks.append(reasons(summary.tally))
      if !dryRun { blocks.append(parity(summary)) }
      if let closing = summary.closing { blocks.append(self.closing(closing, summary)) }
    case .restore: blocks.append(restored(summary.tally))
    case .audit:
      blocks.append(summary.audit.map(coverage) ?? "")
      if let audit = summary.audit, let coverage = audit.coverage { blocks.append(proved(coverage, level: audit.level)) }
      blocks.append(findings(summary.tally))
    }
    if summary.operation != .archive(dryRun: true) { blocks.append(pace(summary)) }
    blocks.append(next(summary))
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func headline(_ summary: RunSummary) -> String {
    let archive = summary.archive.printable
    let other = (summary.other ?? "").printable
    let tally = summary.tally
    let subject: String
    switch summary.operation {
    case .archive(true): subject = "Would archive \(other) → \(archive)"
    case .archive(false): subject = "Archived \(other) → \(archive)"
    case .restore(let form): subject = "Restored \(archive) → \(other)" + (form == "original" ? "" : " as \(form)")
    case .audit(let level, _): subject = "Audited \(archive), level \(level)"
    }
    var lines = terminal.styled(subject, .strong) + "\n"
    if summary.interrupted { lines += terminal.styled("Stopped before the end; what was done is sound.", .warning) + "\n" }
    if let audit = summary.audit {
      lines += audit.isSound ? terminal.styled(audit.verdict, .good) : terminal.styled(audit.verdict, .bad)
      lines += "\n"
    } else if tally.failed.files > 0 {
      lines += terminal.styled("\(HumanNumber.count(tally.failed.files, "file")) could not be done; see above.", .bad) + "\n"
    }
    return lines
  }

  /// A dry run codes nothing, so it knows no sizes in the archive.
  private func sizes(_ tally: Tally, dryRun: Bool) -> String {
    let coded: [Table.Column] = dryRun ? [] : [.number("archived"), .number("saving")]
    var table = Table([.text(""), .number("files"), .number("original")] + coded)
    func add(_ name: String, _ sum: Tally.Sum, _ style: Terminal.Style? = nil) {
      guard sum.files > 0 else { return }
      table.add([name, HumanNumber.count(sum.files)] + Self.weights(sum), style: style)
    }
    for tier in tally.done.keys.sorted() { add(Self.name(ofTier: tier), tally.done[tier] ?? Tally.Sum()) }
    if tally.done.count > 1 {
      table.addLine()
      add(dryRun ? "all of them" : "new in the archive", tally.files, .strong)
    }
    if tally.links.files > 0 { table.add(["links", HumanNumber.count(tally.links.files)]) }
    if tally.folders.files > 0 { table.add(["folders", HumanNumber.count(tally.folders.files)]) }
    if tally.unchanged.files > 0 { table.add(["unchanged, archived before", HumanNumber.count(tally.unchanged.files)]) }
    if tally.skipped.files > 0 { table.add(["skipped, nothing to keep", HumanNumber.count(tally.skipped.files)], style: .warning) }
    if tally.failed.files > 0 { table.add(["FAILED", HumanNumber.count(tally.failed.files)], style: .bad) }
    guard !table.isEmpty else { return "There was nothing to archive.\n" }
    let pictures = tally.pictures
    guard pictures.files > 0 else { return table.text(terminal, indent: 2) }
    let saving = HumanNumber.saving(from: pictures.originalBytes, to: pictures.storedBytes)
    return table.text(terminal, indent: 2)
      + "\nJPEGs in \(HumanNumber.count(pictures.files, "file")), kept as JPEG XL: \(HumanNumber.bytes(pictures.originalBytes)) → "
      + "\(HumanNumber.bytes(pictures.storedBytes)), saving \(saving)\n"
  }

  private func reasons(_ tally: Tally) -> String {
    guard !tally.reasons.isEmpty else { return "" }
    var table = Table([.number(""), .text("", canShorten: true), .number("", isOptional: true)])
    // The most frequent first; equal ones always in the same order.
    let ordered = tally.reasons.sorted { ($1.value.sum.files, $0.key) < ($0.value.sum.files, $1.key) }
    for (code, reason) in ordered {
      let text = reason.text.isEmpty ? (code.isEmpty ? "no reason given" : code) : reason.text
      table.add([HumanNumber.count(reason.sum.files), text, HumanNumber.bytes(reason.sum.originalBytes)])
    }
    return "Kept byte for byte, without a mosaic to code, because\n" + table.text(terminal, indent: 2)
  }

  private func parity(_ summary: RunSummary) -> String {
    guard let parity = summary.parity else { return "" }
    let share = HumanNumber.percent(Double(parity.parityBytes), of: Double(parity.coveredBytes))
    let files = HumanNumber.count(parity.coveredFiles, "file of the archive", "files of the archive")
    var text = "Parity: \(HumanNumber.bytes(parity.parityBytes)) (\(share)) over \(files).\n"
    if parity.refused > 0 {
      text += terminal.styled("\(HumanNumber.count(parity.refused, "file")) in the archive are damaged: run glassine repair.", .bad) + "\n"
    }
    return text
  }

  private func restored(_ tally: Tally) -> String {
    var table = Table([.text(""), .number("files"), .number("size")])
    func add(_ name: String, _ sum: Tally.Sum, _ style: Terminal.Style? = nil) {
      guard sum.files > 0 else { return }
      table.add([name, HumanNumber.count(sum.files), sum.originalBytes > 0 ? HumanNumber.bytes(sum.originalBytes) : ""], style: style)
    }
    add("files given back", tally.files)
    add("already there, the same", tally.unchanged)
    add("links", tally.links)
    add("folders", tally.folders)
    add("skipped", tally.skipped, .warning)
    add("FAILED", tally.failed, .bad)
    return table.isEmpty ? "There was nothing to restore.\n" : table.text(terminal, indent: 2)
  }

  private func coverage(_ audit: AuditOutcome) -> String {
    var table = Table([.text(""), .number("files"), .number("share")])
    for step in audit.steps {
      table.add([step.name, HumanNumber.count(step.files), HumanNumber.percent(Double(step.files), of: Double(step.whole))])
    }
    return table.text(terminal, indent: 2)
  }

  /// How much of the archive was proved at the audit's level how lately, and what remains.
  private func proved(_ coverage: ProofCoverage, level: String) -> String {
    let isRestore = level == "restore"
    let whole = isRestore ? coverage.units : coverage.files
    guard whole > 0 else { return "" }
    var table = Table([.text(""), .number("files"), .number("share")])
    for window in coverage.windows {
      let count = isRestore ? window.restore : window.fixity
      let name = window.days.map { "in the last \($0) days" } ?? "ever"
      table.add([name, HumanNumber.count(count), HumanNumber.percent(Double(count), of: Double(whole))])
    }
    let never = isRestore ? coverage.neverRestore : coverage.neverFixity
    table.add(
      ["never", HumanNumber.count(never), HumanNumber.percent(Double(never), of: Double(whole))], style: never > 0 ? .warning : nil)
    return (isRestore ? "Originals rebuilt, of the whole archive" : "Files read, of the whole archive") + "\n"
      + table.text(terminal, indent: 2)
  }

  private func findings(_ tally: Tally) -> String {
    var table = Table([.number(""), .text("")])
    for kind in Finding.Kind.allCases {
      guard let count = tally.findings[kind], count > 0 else { continue }
      table.add(
        [HumanNumber.count(count), "\(EventLine.word(kind)): \(AuditOutcome.meaning(of: kind))"], style: kind == .newer ? .warning : .bad)
    }
    return table.isEmpty ? "" : "Findings\n" + table.text(terminal, indent: 2)
  }

  private func pace(_ summary: RunSummary) -> String {
    let bytes = summary.audit?.bytesRead ?? summary.tally.files.originalBytes
    var text = "Took \(HumanNumber.duration(seconds: summary.seconds))"
    if bytes > 0, summary.seconds > 0 { text += ", \(HumanNumber.rate(bytesPerSecond: Double(bytes) / summary.seconds))" }
    return text + ".\n"
  }

  private static func weights(_ sum: Tally.Sum) -> [String] {
    [
      HumanNumber.bytes(sum.originalBytes), HumanNumber.bytes(sum.storedBytes),
      HumanNumber.saving(from: sum.originalBytes, to: sum.storedBytes),
    ]
  }

  /// The tiers' names, with what they are of.
  static func name(ofTier tier: String) -> String {
    switch tier {
    case "file-exact": "raws, file-exact"
    case "sensor-exact": "raws, sensor-exact"
    case "file-exact+raw+jpegs": "raws, file-exact, only JPEGs coded"
    case "file-exact+jpegs": "other files, file-exact, JPEGs coded"
    case "stored-whole+raw": "raws, stored whole"
    case "stored-whole": "other files, stored whole"
    case "": "files"
    default: tier
    }
  }
}
