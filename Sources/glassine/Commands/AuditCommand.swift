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
    abstract: "Prove that an archive is intact; writes nothing into it.",
    discussion: """
      Three levels, each holding the ones before:

        structure   manifests, section tables and names: is everything there, and nothing else
        fixity      every byte against its digest (the default)
        restore     every original rebuilt in memory and compared with the digest it had when it was archived

      Findings name the file, and where it can be told the section and tile. Exit status 0: nothing found; 20: damage found.
      --sample 5% looks into that share of the files (structure is always complete); another --seed takes others.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("structure, fixity or restore.", valueName: "level"))
  var level: Level = .fixity

  @Option(help: ArgumentHelp("The share of files to look into, as 5% or 0.05.", valueName: "share"))
  var sample: Share = Share(value: 1)

  @Option(help: ArgumentHelp("Chooses the sample.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var reports: ReportOptions
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

  func run() throws {
    var options = AuditOptions(jobs: jobs.jobs)
    options.level = AuditOptions.Level(rawValue: level.rawValue) ?? .fixity
    options.sample = sample.value
    options.seed = seed ?? (sample.value < 1 ? UInt64.random(in: 0..<1_000_000) : 0)
    try Session(output).audit(archive: archive, options: options, reports: reports)
  }
}
