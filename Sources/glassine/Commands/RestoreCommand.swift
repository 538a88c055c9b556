import ArchiveStore
import ArgumentParser
import ByteCoding
import Reporting
import Restoration

/// `glassine restore`
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Give files back: the originals byte for byte, or raws as DNG or TIFF.",
    discussion: """
      Each file is written aside, checked against its digest while it is written, and gets its name only then: a damaged unit leaves
      nothing behind. Files that are already there are never replaced without --force; equal ones are left alone, so an interrupted
      restore can be run again.

        --as original   every file, link and folder as it was, with times and permissions
        --as dng        raws as DNG 1.4: the full sensor area, losslessly
        --as tiff       raws' mosaics as 16-bit grey TIFF, bit for bit
        --as tiff-rgb   raws developed to a 16-bit picture by LibRaw

      Exports are named after the whole original: IMG_1.NEF gives IMG_1.NEF.dng.

      With --salvage, what can be had of damaged units is given as well, under names that say so:

        IMG_1.NEF.salvaged.dng      raws: every sample is exact, or set to the black level (with --as tiff a TIFF)
        IMG_1.NEF.salvaged.png      a small picture of the sensor; magenta is lost
        IMG_1.NEF.salvaged-0.jpg    pictures that the camera put into the file, where they are whole
        notes.txt.salvaged.partial  files stored whole: lost pieces of 8 MiB are zeros
        IMG_1.NEF.salvaged.json     the damage map: what exactly is lost

      Try glassine repair first: it gives back all of a unit, where there is parity. Ends with 0 where nothing was damaged, else with 3.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Argument(help: "Files or folders inside the archive; everything when none is given.")
  var paths: [ArchivedPath] = []

  @Option(help: ArgumentHelp("The folder to restore into.", valueName: "folder"), completion: .directory)
  var to: String

  @Option(name: .customLong("as"), help: ArgumentHelp("original, dng, tiff or tiff-rgb.", valueName: "form"))
  var form: Form = .original

  @Option(name: .customLong("file-version"), help: ArgumentHelp("An older version; see glassine show.", valueName: "n"))
  var version: Int?

  @Flag(help: "Replace files that are in the way.")
  var force = false

  @Flag(help: "Write DNGs without compression.")
  var uncompressed = false

  @Flag(help: "Also get out of damaged units what still decodes, with a map of what is lost.")
  var salvage = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Form: String, ExpressibleByArgument, CaseIterable { case original, dng, tiff, tiffRGB = "tiff-rgb" }

  func run() throws {
    var options = RestoreOptions(jobs: jobs.jobs, software: ProgramVersion.software)
    options.form = RestoreOptions.Form(rawValue: form.rawValue) ?? .original
    options.paths = paths.map(\.path)
    options.version = version
    options.force = force
    options.uncompressed = uncompressed
    if salvage {
      try runSalvage(options)
      return
    }
    try Session(output).perform(.restore(target: to, form: form.rawValue), archive: archive) { control throws(Fault) in
      try RestoreRun(Archive.open(archive), options: options, control: control).run(into: to)
    }
  }
}
