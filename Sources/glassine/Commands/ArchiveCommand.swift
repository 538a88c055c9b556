import ArchiveStore
import Archiving
import ArgumentParser
import ByteCoding
import CarriedDocuments
import Cataloguing
import PlaneCodec
import Reporting

/// `glassine archive`
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Take a folder of raws, and everything beside them, into an archive.",
    discussion: """
      Every file is archived. Raws that can be taken apart are kept as coded mosaic and recipe (file-exact); all other files are stored
      whole, compressed, and the summary says why. Each unit is read back from disk and compared with the original before it counts.

      Run it again at any time: unchanged files are skipped, changed ones become a new version, an interrupted run goes on. The source is
      never written to.

      Changed means: size or modification time differ and the bytes do too. --checksum compares the bytes of every file.
      """)

  @Argument(help: "The folder (or single file) to archive.", completion: .directory)
  var source: String

  @Argument(help: "The archive: a new or empty folder, or an archive made before.", completion: .directory)
  var archive: String

  @Option(
    help: ArgumentHelp(
      "original: every file comes back byte for byte. mosaic: of raws keep only sensor data and metadata (sensor-exact); the original files can NOT be had back.",
      valueName: "what"))
  var keep: Keep = .original

  @Option(
    help: ArgumentHelp(
      "How mosaics are coded: fast, standard, max (densest), jxl (JPEG XL, effort 7), jxl1 to jxl9, or stored.", valueName: "name"))
  var profile: ProfileName = .standard

  @Option(help: ArgumentHelp("Put everything below this path inside the archive, so that several sources do not mix.", valueName: "path"))
  var under: ArchivedPath?

  @Flag(help: "Compare contents even where size and time say that a file has not changed.")
  var checksum = false

  @Flag(help: "Say what would be archived; write nothing.")
  var dryRun = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Keep: String, ExpressibleByArgument, CaseIterable { case original, mosaic }

  func run() throws {
    var options = ArchiveOptions(
      planes: PlaneEncoder(profile: profile.profile, workers: jobs.jobs), jobs: jobs.jobs, software: ProgramVersion.software)
    options.keep = keep == .mosaic ? .mosaic : .original
    options.dryRun = dryRun
    options.documents = CarriedDocuments.all(version: ProgramVersion.number)
    options.under = under?.path
    options.checkContents = checksum
    try Session(output).perform(.archive(source: source, dryRun: dryRun), archive: archive) { control throws(Fault) in
      try ArchiveRun(source: source, options: options, control: control).run(into: archive)
      guard !options.dryRun, !control.isStopped else { return }
      // So that the first list does not have to read everything that was just written. The next list makes what is missing here.
      control.report(.phaseStarted(.cataloguing, totalFiles: nil, totalBytes: nil))
      _ = try? Catalog(Archive.open(archive))
      control.report(.phaseEnded(.cataloguing))
    }
  }
}
