import ArchiveStore
import ArgumentParser
import ByteCoding
import CarriedDocuments
import Protection
import Reporting

/// `glassine repair`
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Rebuild what is damaged or gone from the archive's parity.",
    discussion: """
      Reads the whole archive, finds damaged blocks, and rebuilds damaged, cut, extended, exchanged or missing files: aside, proved by their
      digests, then renamed into place. What is replaced is kept in quarantine/ until you remove it. Manifests and parity are mended, too.

      What cannot be repaired is named, with the bytes and sections that are lost; glassine restore --salvage gives what still decodes of
      it, and a second copy of the archive heals it (glassine audit --against).

      Exit status 0: nothing was wrong; 4: everything that was is mended; 20: some damage stays.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("The folder of the parity, where it is not in the archive.", valueName: "folder"), completion: .directory)
  var at: String?

  @Flag(help: "Say what could be repaired; write nothing.")
  var dryRun = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try Session(output).run { control throws(Fault) in
      var options = RepairOptions(jobs: jobs.jobs, software: ProgramVersion.software)
      options.place = at
      options.dryRun = dryRun
      options.recordAs = ProgramVersion.software
      options.documents = CarriedDocuments.all(version: ProgramVersion.number)
      let summary = try RepairRun(Archive.open(archive), options: options, control: control).run()
      return outcome(summary)
    }
  }

  private func outcome(_ summary: RepairSummary) -> RunOutcome {
    var outcome = RunOutcome(
      operation: "repair", archive: archive, headline: dryRun ? "Would repair \(archive)" : "Repaired \(archive)", verdict: verdict(summary)
    )
    outcome.mood = summary.leavesDamage ? .bad : summary.foundDamage ? .warning : .good
    outcome.exitStatus = summary.leavesDamage ? .damageFound : !summary.isComplete ? .interrupted : summary.foundDamage ? .repaired : .good
    outcome.isInterrupted = !summary.isComplete
    outcome.rows = [
      ("examined", "\(HumanNumber.count(summary.filesExamined, "file")), \(HumanNumber.bytes(summary.bytesExamined))"),
      ("damaged or gone", HumanNumber.count(summary.damaged, "file")),
      (dryRun ? "can be rebuilt" : "rebuilt bit for bit", HumanNumber.count(summary.repaired, "file")),
      ("lost, at least in part", HumanNumber.count(summary.lost, "file")),
      ("without parity", HumanNumber.count(summary.unprotected, "file")),
      ("manifests and tag files written", HumanNumber.count(summary.tagsRepaired)),
      ("parity files written", HumanNumber.count(summary.parityRepaired)),
    ]
    if let quarantine = summary.quarantine { outcome.details = ["What was replaced is in \(archive)/\(quarantine)."] }
    outcome.next = next(summary)
    outcome.fields = [
      "dryRun": .flag(dryRun), "filesExamined": .number(Int64(summary.filesExamined)), "bytesExamined": .number(summary.bytesExamined),
      "damaged": .number(Int64(summary.damaged)), "repaired": .number(Int64(summary.repaired)),
      "bytesRepaired": .number(summary.bytesRepaired), "improved": .number(Int64(summary.improved)), "lost": .number(Int64(summary.lost)),
      "parityRepaired": .number(Int64(summary.parityRepaired)), "tagsRepaired": .number(Int64(summary.tagsRepaired)),
      "remaining": .number(Int64(summary.remaining)), "unprotected": .number(Int64(summary.unprotected)),
      "hasParity": .flag(summary.hasParity),
    ]
    if let quarantine = summary.quarantine { outcome.fields["quarantine"] = .text(quarantine) }
    return outcome
  }

  private func verdict(_ summary: RepairSummary) -> String {
    if summary.lost > 0 { return "\(HumanNumber.count(summary.lost, "file")) cannot be repaired; see above." }
    if summary.remaining > 0 { return "Some findings remain; see above." }
    if !summary.isComplete { return "The archive was not looked at to its end." }
    if !summary.foundDamage {
      return summary.hasParity ? "Nothing was wrong: every covered byte is as it was." : "Nothing was wrong, but there is no parity."
    }
    return dryRun ? "Everything that is damaged can be repaired." : "Everything is as it was."
  }

  private func next(_ summary: RepairSummary) -> String? {
    let name = SummaryView.quoted(archive)
    if !summary.isComplete { return "the same command again" }
    if summary.lost > 0 {
      return
        "glassine restore \(name) --salvage --to FOLDER    gives what still decodes; a second copy heals all: glassine audit \(name) --against COPY"
    }
    if !summary.hasParity { return "glassine protect \(name)    gives it parity" }
    if dryRun && summary.foundDamage { return "the same command without --dry-run" }
    return summary.foundDamage ? "glassine audit \(name) --level restore    proves every original again" : nil
  }
}
