import ArchiveStore
import ByteCoding
import Foundation
import Reporting
import Restoration
import Synchronization

extension RestoreCommand {
  /// Restores, and salvages what does not restore.
  func runSalvage(_ options: RestoreOptions) throws {
    let state = Mutex(SalvageTally())
    let tally = Mutex(Tally())
    let json = output.json
    var options = options
    options.salvaged = { report in
      state.withLock { $0.add(report) }
      if json { JSONLines().write("salvage", report) }
    }
    let chosen = options
    try Session(output).run(alsoTelling: { event in tally.withLock { $0.apply(event) } }) { control throws(Fault) in
      try RestoreRun(Archive.open(archive), options: chosen, control: control).run(into: to)
      return state.withLock { found in
        found.outcome(tally.withLock { $0 }, archive: archive, target: to, isInterrupted: control.isStopped)
      }
    }
  }
}

/// What was salvaged, summed up; names only of the first few.
struct SalvageTally: Sendable {
  private static let mostDetails = 20
  private(set) var salvaged = 0
  private(set) var lost = 0
  private(set) var samples: Int64 = 0
  private(set) var lostSamples: Int64 = 0
  private(set) var lostBytes: Int64 = 0
  private(set) var details: [String] = []

  mutating func add(_ report: SalvageReport) {
    if report.files.isEmpty { lost += 1 } else { salvaged += 1 }
    samples += Int64(report.samples ?? 0)
    lostSamples += Int64(report.lostSamples ?? 0)
    lostBytes += report.lostBytes ?? 0
    guard details.count < Self.mostDetails else { return }
    details.append("\(report.path): \(Self.text(report))")
  }

  private static func text(_ report: SalvageReport) -> String {
    guard !report.files.isEmpty else { return "nothing could be had (\(report.cause))" }
    if let samples = report.samples, let lost = report.lostSamples {
      guard lost > 0 else { return "the original is lost, every sample is exact" }
      return "\(HumanNumber.count(lost)) of \(HumanNumber.count(samples)) samples are lost"
    }
    if let lost = report.lostBytes, lost > 0 {
      return "\(HumanNumber.bytes(lost))\(report.originalBytes.map { " of \(HumanNumber.bytes($0))" } ?? "") are lost"
    }
    return "the original is lost, \(report.files.count) of its parts are there"
  }

  /// The run's last words. `tally` counts what was restored; its failures hold the salvaged ones.
  func outcome(_ tally: Tally, archive: String, target: String, isInterrupted: Bool) -> RunOutcome {
    let others = max(0, tally.failed.files - salvaged - lost)
    var outcome = RunOutcome(
      operation: "salvage", archive: archive, headline: "Restored \(archive) into \(target), with salvage", verdict: "")
    outcome.isInterrupted = isInterrupted
    outcome.rows = [
      ("whole, as they were", "\(tally.handled)"), ("salvaged in part", "\(salvaged)"), ("lost", "\(lost)"),
      ("failed otherwise", "\(others)"),
    ].filter { $0.1 != "0" }
    if salvaged + lost + others == 0 {
      outcome.verdict = "Nothing was damaged; nothing had to be salvaged."
    } else {
      outcome.mood = lost + others > 0 ? .bad : .warning
      outcome.verdict = "\(salvaged) damaged, of which parts were salvaged; \(lost + others) not restored at all."
      outcome.details = details
      if salvaged + lost > details.count { outcome.details.append("and \(salvaged + lost - details.count) more") }
      outcome.next =
        salvaged > 0
        ? "NAME.salvaged.json says what is lost of each file. Look for another copy of these originals, or of their units."
        : "glassine audit \(SummaryView.quoted(archive))    says which units are damaged, and where"
    }
    outcome.exitStatus = isInterrupted ? .interrupted : salvaged + lost + others == 0 ? .good : .partlyDone
    outcome.fields = [
      "restored": .number(Int64(tally.handled)), "salvaged": .number(Int64(salvaged)), "lost": .number(Int64(lost)),
      "failed": .number(Int64(others)), "samples": .number(samples), "lostSamples": .number(lostSamples), "lostBytes": .number(lostBytes),
    ]
    return outcome
  }
}
