import ArchiveStore
import ArgumentParser
import Auditing
import ByteCoding
import Foundation
import Reporting
import Synchronization

/// `glassine audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Prove that an archive is intact; changes nothing of what it looks at, except to heal it from a second copy.",
    discussion: """
      Three levels, each holding the ones before:

        structure   manifests, section tables and names: is everything there, and nothing else
        fixity      every byte against its digest (the default)
        restore     every original rebuilt in memory and compared with the digest it had when it was archived

      Parity is looked at, too: that it is there, and from fixity on every block of it. Files that have none yet are counted, and no damage.

      Findings name the file, and where it can be told the section and tile. Exit status 0: nothing found; 20: damage found.

      Large archives are audited a little at a time. --sample 5%, --max-time 30m and --max-bytes 50G look into so many files, those
      first that were never proved or not for longest, so that the same command every night goes through the whole archive in time. Names
      are always all looked at, and section tables too, but with --max-time only those of the files it looks into. Of the parity as
      large a share is read as of the files. --sample with --seed draws files by lot instead.

      What was proved, and when, is recorded in the archive's proofs/ folder, which glassine status reads; --no-record leaves none.

      --against TARGET reads a second copy (see glassine mirror), too, and heals each from the other: what is damaged or lost in one is
      rebuilt aside from the other, compared, and put in its place; the damaged file goes to the quarantine folder. A unit damaged in both
      is put together from the sound sections of both. Nothing is removed, and where one copy is only ahead of the other nothing is changed.
      Exit status 4: damage was found and all of it healed; 20: something remains. --no-heal only reports.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("structure, fixity or restore.", valueName: "level"))
  var level: Level = .fixity

  @Option(help: ArgumentHelp("Compare with a second copy, and heal each from the other.", valueName: "target"), completion: .directory)
  var against: String?

  @Flag(help: "With --against: only report what could be healed.")
  var noHeal = false

  @OptionGroup var reports: ReportOptions
  @OptionGroup var budget: BudgetOptions
  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Level: String, ExpressibleByArgument, CaseIterable { case structure, fixity, restore }

  func validate() throws {
    guard against != nil || !noHeal else { throw ValidationError("--no-heal goes with --against") }
    guard against == nil || (level == .fixity && !budget.isUsed && !reports.isUsed) else {
      throw ValidationError("--against reads every file of both copies; --level, budgets and reports do not go with it")
    }
  }

  func run() throws {
    if let against { return try AgainstAudit(archive: archive, target: against, heals: !noHeal, jobs: jobs.jobs).run(output) }
    var options = AuditOptions(jobs: jobs.jobs)
    options.level = AuditOptions.Level(rawValue: level.rawValue) ?? .fixity
    budget.apply(to: &options)
    try Session(output).audit(archive: archive, options: options, reports: reports)
  }
}
