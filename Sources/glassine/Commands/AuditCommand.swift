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
    abstract: "Prove that an archive is intact; writes nothing into it, except to heal it from a second copy.",
    discussion: """
      Three levels, each holding the ones before:

        structure   manifests, section tables and names: is everything there, and nothing else
        fixity      every byte against its digest (the default)
        restore     every original rebuilt in memory and compared with the digest it had when it was archived

      Findings name the file, and where it can be told the section and tile. Exit status 0: nothing found; 20: damage found.
      --sample 5% looks into that share of the files (structure is always complete); another --seed takes others.

      --against TARGET reads a second copy (see glassine mirror), too, and heals each from the other: what is damaged or lost in one is
      rebuilt aside from the other, compared, and put in its place; the damaged file goes to the quarantine folder. A unit damaged in both
      is put together from the sound sections of both. Nothing is removed, and where one copy is only ahead of the other nothing is changed.
      Exit status 4: damage was found and all of it healed; 20: something remains. --no-heal only reports.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("structure, fixity or restore.", valueName: "level"))
  var level: Level = .fixity

  @Option(help: ArgumentHelp("The share of files to look into, as 5% or 0.05.", valueName: "share"))
  var sample: Share = Share(value: 1)

  @Option(help: ArgumentHelp("Chooses the sample.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Write a report as HTML.", valueName: "file"), completion: .file(extensions: ["html"]))
  var report: String?

  @Option(help: ArgumentHelp("Compare with a second copy, and heal each from the other.", valueName: "target"), completion: .directory)
  var against: String?

  @Flag(help: "With --against: only report what could be healed.")
  var noHeal = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Level: String, ExpressibleByArgument, CaseIterable { case structure, fixity, restore }

  /// A share of the whole.
  struct Share: ExpressibleByArgument {
    let value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
      let isPercent = argument.hasSuffix("%")
      guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
      value = isPercent ? number / 100 : number
      guard value > 0, value <= 1 else { return nil }
    }

    var defaultValueDescription: String { "100%" }
  }

  func validate() throws {
    guard against != nil || !noHeal else { throw ValidationError("--no-heal goes with --against") }
    guard against == nil || (level == .fixity && sample.value == 1 && report == nil) else {
      throw ValidationError("--against reads every file of both copies; --level, --sample and --report do not go with it")
    }
  }

  func run() throws {
    if let against { return try AgainstAudit(archive: archive, target: against, heals: !noHeal, jobs: jobs.jobs).run(output) }
    var options = AuditOptions(jobs: jobs.jobs)
    options.level = AuditOptions.Level(rawValue: level.rawValue) ?? .fixity
    options.sample = sample.value
    options.seed = seed ?? (sample.value < 1 ? UInt64.random(in: 0..<1_000_000) : 0)
    try Session(output).audit(archive: archive, options: options, reportPath: report)
  }
}
