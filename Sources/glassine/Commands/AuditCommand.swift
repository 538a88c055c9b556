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
    abstract: "Prove that an archive is intact; changes nothing of what it looks at.",
    discussion: """
      Three levels, each holding the ones before:

        structure   manifests, section tables and names: is everything there, and nothing else
        fixity      every byte against its digest (the default)
        restore     every original rebuilt in memory and compared with the digest it had when it was archived

      Findings name the file, and where it can be told the section and tile. Exit status 0: nothing found; 20: damage found.

      Large archives are audited a little at a time. --sample 5%, --max-time 30m and --max-bytes 50G look into so many files, those
      first that were never proved or not for longest, so that the same command every night goes through the whole archive in time. Names
      are always all looked at, and section tables too, but with --max-time only those of the files it looks into. --sample with --seed
      draws files by lot instead.

      What was proved, and when, is recorded in the archive's proofs/ folder, which glassine status reads; --no-record leaves none.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("structure, fixity or restore.", valueName: "level"))
  var level: Level = .fixity

  @OptionGroup var reports: ReportOptions
  @OptionGroup var budget: BudgetOptions
  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Level: String, ExpressibleByArgument, CaseIterable { case structure, fixity, restore }

  func run() throws {
    var options = AuditOptions(jobs: jobs.jobs)
    options.level = AuditOptions.Level(rawValue: level.rawValue) ?? .fixity
    budget.apply(to: &options)
    try Session(output).audit(archive: archive, options: options, reports: reports)
  }
}
