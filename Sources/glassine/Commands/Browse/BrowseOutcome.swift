import Browsing
import Foundation

/// How a `browse` run ended.
struct BrowseOutcome {
  let archive: String
  let target: String
  let summary: BrowseSummary

  var outcome: RunOutcome {
    var outcome = RunOutcome(operation: "browse", archive: archive, headline: "Contact sheet of \(archive) → \(target)", verdict: verdict)
    outcome.mood = !summary.isComplete || summary.failed > 0 ? .warning : .good
    outcome.rows = rows
    outcome.isInterrupted = !summary.isComplete
    if !summary.isComplete {
      outcome.details.append("What was made is kept: the same command goes on from here. The sheet of the last whole run is as it was.")
      outcome.next = "glassine browse \(SummaryView.quoted(archive)) --to \(SummaryView.quoted(target))"
    } else {
      outcome.next = "open \(page) in a browser"
    }
    outcome.fields = fields
    outcome.exitStatus = !summary.isComplete ? .interrupted : summary.failed == 0 ? .good : .partlyDone
    return outcome
  }

  private var page: String { target.hasSuffix("/") ? target + "index.html" : target + "/index.html" }

  private var verdict: String {
    guard summary.isComplete else { return "" }
    if summary.shots == 0 { return "The archive holds no picture; the sheet is empty." }
    if summary.failed > 0 {
      return "\(HumanNumber.count(summary.failed, "picture")) could not be had; the sheet says which and why."
    }
    return summary.made == 0 && summary.written == 0 ? "Nothing has changed." : "\(HumanNumber.count(summary.shots, "shot")) on the sheet."
  }

  private var rows: [(name: String, value: String)] {
    var rows = [
      ("shots on the sheet", summary.shots), ("pictures made", summary.made), ("pictures that were there", summary.unchanged),
    ]
    func add(_ name: String, _ count: Int) { if count > 0 { rows.append((name, count)) } }
    add("with a restored copy", summary.restored)
    add("no picture that can be shown", summary.withoutPicture)
    add("pictures that could not be had", summary.failed)
    add("other files, not on the sheet", summary.otherFiles)
    add("old pictures removed", summary.removed)
    return rows.map { (name: $0.0, value: HumanNumber.count($0.1)) }
  }

  private var fields: [String: JSONFields.Value] {
    func number(_ value: Int) -> JSONFields.Value { .number(Int64(value)) }
    return [
      "target": .text(target), "shots": number(summary.shots), "made": number(summary.made), "unchanged": number(summary.unchanged),
      "restored": number(summary.restored), "withoutPicture": number(summary.withoutPicture), "failed": number(summary.failed),
      "otherFiles": number(summary.otherFiles), "removed": number(summary.removed),
    ]
  }
}
