import ArchiveStore
import ArgumentParser
import Browsing
import ByteCoding
import Foundation
import Reporting

/// `glassine browse`
struct BrowseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "browse",
    abstract: "Make a contact sheet of an archive: a page that any browser opens from a folder, without a server.",
    discussion: """
      Open index.html of the folder. The sheet shows every raw and every JPEG of the archive with its facts, how it is kept and when it was last
      proved; it searches by name, camera, lens, date and keyword. With --restore, previews get a second copy, cleaned by a network, and a
      slider between the two.

      The page asks for nothing from any network, so the folder can be copied to a phone, a stick or a web server. Pictures are copies for
      reading: nothing in the archive is changed, and the originals come back with glassine restore.

      Run it again whenever the archive has changed: only what is new is made, and what nothing needs any more is removed, as far as earlier
      runs made it. A run that was stopped goes on where it was. The folder must be new, empty or a sheet; any other is refused.

        glassine browse ~/archive --to ~/sheet
        glassine browse ~/archive --to ~/sheet --restore dcsc --title "Harbour, 2026"

      Exit status 0: all pictures are there; 3: some could not be had, the sheet says which and why.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Option(help: ArgumentHelp("The folder of the sheet.", valueName: "folder"), completion: .directory)
  var to: String

  @Option(help: ArgumentHelp("The longest side of the pictures, in pixels.", valueName: "pixels"))
  var size = 2048

  @Option(help: ArgumentHelp("The longest side of the thumbnails, in pixels.", valueName: "pixels"))
  var thumbnail = 320

  @Option(
    help: ArgumentHelp("dcsc, hr-cnn or none: the network that cleans previews of what compression left in them.", valueName: "model"))
  var restore: PreviewNetwork = .none

  @Option(help: ArgumentHelp("The title of the sheet; the archive's name when none is given.", valueName: "text"))
  var title: String?

  @Flag(help: "Take over the sheet of another archive, or of this one at another place.")
  var force = false

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (64...16_384).contains(size) else { throw ValidationError("--size takes 64 to 16384") }
    guard (64...1024).contains(thumbnail) else { throw ValidationError("--thumbnail takes 64 to 1024") }
    guard thumbnail <= size else { throw ValidationError("--thumbnail takes at most what --size does") }
  }

  func run() throws {
    let name = URL(fileURLWithPath: archive).standardizedFileURL.lastPathComponent
    var options = BrowseOptions(title: title ?? (name.isEmpty ? archive : name), jobs: jobs.jobs, software: ProgramVersion.software)
    options.force = force
    let chosen = options
    try Session(output).run { control throws(Fault) in
      let opened = try Archive.open(archive)
      let source = try ArchivePreviews(opened, size: size, thumbnail: thumbnail, restore: restore)
      let run = BrowseRun(opened, source: source, options: chosen, control: control)
      return BrowseOutcome(archive: archive, target: to, summary: try run.run(into: to, archiveName: archive)).outcome
    }
  }
}
