import ArchiveFormat
import ArchiveStore
import ArgumentParser
import ByteCoding
import UnitCoding

/// `glassine show`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show everything that is known about one archived file: versions, tier, facts of the shot, sections.",
    discussion: "Works on a unit by itself, too: glassine show FILE.glsn")

  @Argument(help: "The archive, or a single unit.", completion: .directory)
  var archive: String

  @Argument(help: "The file's path inside the archive.")
  var path: ArchivedPath?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    try Session.reporting(json: json) { () throws(Fault) in
      let view = UnitView(json: json)
      guard let path = path?.path else {
        let reader = try UnitReader(FileSource(OpenFile.reading(following: archive)))
        try view.print(UnitDecoder(reader), at: archive, otherVersions: [])
        return
      }
      let opened = try Archive.open(archive)
      var group = try opened.unitGroup(of: path, kind: .file)
      if group == nil { group = try opened.unitGroup(of: path, kind: .folder) }
      guard let group else {
        throw Fault(
          .misuse, "show.unknown", "the archive holds nothing under “\(path)”", file: archive, advice: "see glassine list \(archive)")
      }
      let units = try group.versions.dropLast().map { version throws(Fault) in
        (version.number, try? opened.unit(version.path).record())
      }
      try view.print(UnitDecoder(opened.unit(group.newest.path)), at: group.newest.path, otherVersions: units)
    }
  }
}
