import ByteCoding
import Mirroring
import Reporting

/// `glassine audit ARCHIVE --against TARGET`
struct AgainstAudit {
  let archive: String
  let target: String
  let heals: Bool
  let jobs: Int

  /// Compares two copies, and heals each from the other; throws `ExitCode` for every status but good.
  func run(_ output: OutputOptions) throws {
    var options = AgainstOptions(jobs: jobs)
    options.heals = heals
    options.recordAs = ProgramVersion.software
    try Session(output).run { control throws(Fault) in
      outcome(try AgainstRun(archive, against: target, options: options, control: control).run())
    }
  }

  private func outcome(_ summary: AgainstSummary) -> RunOutcome {
    var outcome = RunOutcome(operation: "audit-against", archive: archive, headline: "Compared \(archive) and \(target)", verdict: "")
    outcome.isInterrupted = !summary.isComplete
    outcome.fields = [
      "target": .text(target), "heals": .flag(heals), "files": .number(Int64(summary.files)), "bytesRead": .number(summary.bytesRead),
      "sound": .number(Int64(summary.sound)), "healed": .number(Int64(summary.healed)), "spliced": .number(Int64(summary.spliced)),
      "healable": .number(Int64(summary.healable)), "remaining": .number(Int64(summary.remaining)),
      "onlyInArchive": .number(Int64(summary.onlyInArchive)), "onlyInTarget": .number(Int64(summary.onlyInTarget)),
      "differingSidecars": .number(Int64(summary.differingSidecars)),
    ]
    outcome.rows = rows(summary)
    outcome.details = summary.quarantines.map { "What was replaced is kept in \($0)." }
    if summary.isUnsettled {
      outcome.mood = .bad
      outcome.exitStatus = .damageFound
      outcome.verdict = verdict(summary)
      outcome.next = next(summary)
    } else if !summary.isComplete {
      outcome.mood = .warning
      outcome.exitStatus = .interrupted
      outcome.verdict = "Nothing else was found, but not all was looked at."
    } else if summary.healed > 0 {
      outcome.mood = .warning
      outcome.exitStatus = .repaired
      outcome.verdict = "Damage was found, and all of it is healed: both copies are sound."
      outcome.next = "check the drives; then glassine audit \(archive) --level restore"
    } else {
      outcome.verdict = "Both copies are sound and hold the same."
    }
    return outcome
  }

  private func rows(_ summary: AgainstSummary) -> [(name: String, value: String)] {
    let counts: [(String, Int)] = [
      ("healed", summary.healed), ("units put together from sound sections of both", summary.spliced),
      ("could be healed", summary.healable), ("cannot be healed", summary.remaining), ("only in \(archive)", summary.onlyInArchive),
      ("only in \(target)", summary.onlyInTarget), ("sidecars that differ", summary.differingSidecars),
    ]
    let read = ("read at both ends", HumanNumber.bytes(summary.bytesRead))
    return [("sound in both", HumanNumber.count(summary.sound, "file")), read]
      + counts.filter { $0.1 > 0 }.map { ($0.0, HumanNumber.count($0.1)) }
  }

  private func verdict(_ summary: AgainstSummary) -> String {
    if summary.remaining > 0 { return "Damage remains that neither copy can heal; the lines above name it." }
    if summary.healable > 0 { return "Damage was found, and the copies can heal each other." }
    return "Both copies are sound, but one is ahead."
  }

  private func next(_ summary: AgainstSummary) -> String? {
    if summary.remaining > 0 { return "glassine repair \(archive)    where there is parity" }
    if summary.healable > 0 { return heals ? "make the copy writable, then this again" : "the same without --no-heal" }
    switch (summary.onlyInArchive > 0, summary.onlyInTarget > 0) {
    case (true, true): return "each copy has units that the other lacks: nothing brings them together yet; keep both"
    case (false, true): return "glassine mirror \(target) \(archive)    brings the archive up to date"
    default: return "glassine mirror \(archive) \(target)    brings the copy up to date"
    }
  }
}
