import ByteCoding
import Reporting

/// Single events as text for people, and as objects for scripts.
enum EventLine {
  /// `failed  holiday/IMG_1.NEF: the disk said no`
  static func text(_ report: FileReport) -> String {
    var text = "\(word(report.outcome).paddedRight(to: 9)) \(report.path.printable)"
    if report.outcome == .done, let tier = report.tier {
      text += "  \(tier)"
      if report.storedBytes > 0, report.originalBytes > 0 {
        text += "  \(HumanNumber.bytes(report.originalBytes)) → \(HumanNumber.bytes(report.storedBytes))"
      }
      if let parts = report.parts {
        let shown = [
          ("mosaic", parts.mosaic), ("previews", parts.previews), ("skeleton", parts.skeleton), ("recipe", parts.recipe),
        ]
        text += "  (" + shown.filter { $0.1 > 0 }.map { "\($0.0) \(HumanNumber.bytes($0.1))" }.joined(separator: ", ") + ")"
      }
    }
    if let version = report.version, version > 1, report.outcome == .done { text += "  version \(version)" }
    if let reason = report.reason { text += ": \(reason.printable)" }
    return text
  }

  /// `damaged  data/units/holiday/IMG_1.NEF.glsn, PLNE 2, tile 5: …`
  static func text(_ finding: Finding) -> String {
    var place = finding.file.printable
    if let section = finding.section { place += ", \(section.printable)" }
    if let tile = finding.tile { place += ", tile \(tile)" }
    return "\(word(finding.kind).paddedRight(to: 12)) \(place): \(finding.detail.printable)"
  }

  /// `kept      holiday/IMG_1.NEF: neither parity nor a second copy covers its unit`
  static func text(_ report: OriginalReport) -> String {
    let word =
      switch report.outcome {
      case .removed: "removed"
      case .kept: "kept"
      case .wouldBeRemoved: "would go"
      }
    var text = "\(word.paddedRight(to: 9)) \(report.path.printable)"
    if let reason = report.reason { text += ": \(reason.printable)" }
    return text
  }

  /// A fault as the last thing a run says.
  static func text(_ fault: Fault) -> String { "\(fault)".printable }

  static func word(_ outcome: FileReport.Outcome) -> String {
    switch outcome {
    case .done: "done"
    case .unchanged: "unchanged"
    case .failed: "FAILED"
    case .skipped: "skipped"
    }
  }

  static func word(_ kind: Finding.Kind) -> String {
    switch kind {
    case .missing: "missing"
    case .unreadable: "unreadable"
    case .orphan: "not listed"
    case .truncated: "truncated"
    case .damaged: "damaged"
    case .misplaced: "misplaced"
    case .newer: "newer"
    case .manifest: "manifest"
    case .unrestorable: "unrestorable"
    case .statement: "statement"
    }
  }

  /// Writes the event as one line of JSON: `phase`, `totals`, `fileStarted`, `file`, `finding`, `original` or `notice`.
  static func write(_ event: OperationEvent, to lines: JSONLines) {
    switch event {
    case .phaseStarted(let phase, let files, let bytes):
      lines.write(
        "phase",
        JSONFields([
          "phase": .text(phase.rawValue), "state": .text("started"), "totalFiles": files.map { .number(Int64($0)) },
          "totalBytes": bytes.map { .number($0) },
        ]))
    case .phaseEnded(let phase): lines.write("phase", JSONFields(["phase": .text(phase.rawValue), "state": .text("ended")]))
    case .totals(let files, let bytes): lines.write("totals", JSONFields(["files": .number(Int64(files)), "bytes": .number(bytes)]))
    case .fileStarted(let path, let bytes):
      lines.write("fileStarted", JSONFields(["path": .text(path), "bytes": .number(bytes)]))
    case .fileFinished(let report): lines.write("file", report)
    case .finding(let finding): lines.write("finding", finding)
    case .advanced, .partDone: break
    case .original(let report): lines.write("original", report)
    case .notice(let text): lines.write("notice", JSONFields(["text": .text(text)]))
    }
  }

  /// Writes the fault that ended a run as one line of JSON.
  static func write(_ fault: Fault, to lines: JSONLines) {
    lines.write(
      "error",
      JSONFields([
        "kind": .text(fault.kind.rawValue), "code": .text(fault.code), "cause": .text(fault.cause), "file": fault.file.map { .text($0) },
        "place": fault.place.map { .text($0) }, "advice": fault.advice.map { .text($0) },
        "errno": fault.errno.map { .number(Int64($0)) }, "exitStatus": .number(Int64(ExitStatus(fault).rawValue)),
      ]))
  }
}
