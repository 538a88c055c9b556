import ArchiveStore
import ByteCoding
import Protection
import Reporting

extension ProtectCommand {
  /// Exports PAR2 files; the archive's own parity is left as it is.
  static func export(
    _ archive: String, to folder: String, share: ParityShare?, renew: Bool, jobs: Int, _ control: OperationControl
  ) throws(Fault) -> RunOutcome {
    var options = PAR2Options(folder: folder, jobs: jobs, software: ProgramVersion.software)
    if let share { options.share = share.parts }
    options.renew = renew
    return outcome(try PAR2Export(Archive.open(archive), options: options, control: control).run(), archive: archive, folder: folder)
  }

  static func outcome(_ summary: PAR2Summary, archive: String, folder: String) -> RunOutcome {
    var outcome = RunOutcome(
      operation: "protect", archive: archive, headline: "PAR2 files of \(archive) in \(folder)", verdict: "Everything is covered.")
    outcome.next =
      "par2 verify -B \(SummaryView.quoted(archive)) FILE.par2    for each FILE.par2 in \(SummaryView.quoted(folder)); par2 repair mends"
    if summary.refused > 0 {
      outcome.mood = .bad
      outcome.verdict = "\(HumanNumber.count(summary.refused, "file")) could not be covered; see above."
      outcome.exitStatus = .damageFound
      outcome.next = "glassine repair \(SummaryView.quoted(archive)), or par2 repair with a set that covers the file"
    } else if summary.setsMade == 0, summary.isComplete {
      outcome.verdict = "Everything was covered already."
    }
    if !summary.isComplete {
      outcome.isInterrupted = true
      outcome.verdict = "Not all files are covered yet."
      outcome.exitStatus = .interrupted
      outcome.next = "the same command again; it goes on with the sets that are not there yet"
    }
    outcome.rows = [
      ("covered", "\(HumanNumber.count(summary.files, "file")), \(HumanNumber.bytes(summary.bytes))"),
      ("sets made", "\(HumanNumber.count(summary.setsMade))"),
      ("sets kept", "\(HumanNumber.count(summary.setsKept))"),
      (
        "PAR2 files",
        "\(HumanNumber.bytes(summary.parityBytes)), \(HumanNumber.percent(Double(summary.parityBytes), of: Double(summary.bytes)))"
      ),
    ]
    outcome.fields = [
      "par2": .text(folder), "setsMade": .number(Int64(summary.setsMade)), "setsKept": .number(Int64(summary.setsKept)),
      "setsRemoved": .number(Int64(summary.setsRemoved)), "coveredFiles": .number(Int64(summary.files)),
      "coveredBytes": .number(summary.bytes), "parityBytes": .number(summary.parityBytes), "refused": .number(Int64(summary.refused)),
    ]
    return outcome
  }
}
