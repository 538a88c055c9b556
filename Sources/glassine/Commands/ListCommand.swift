import ArchiveStore
import ArgumentParser
import ByteCoding
import Cataloguing

/// `glassine list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what an archive holds, or search it by path, camera, lens, kind or tier.",
    discussion: "A plain path matches everything at or below it; * and ? match names, as in “*/IMG_00*”.")

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Argument(help: "A path inside the archive, or a pattern.")
  var path: String?

  @Option(help: ArgumentHelp("Part of the camera's make or model.", valueName: "text"))
  var camera: String?

  @Option(help: ArgumentHelp("Part of the lens's name.", valueName: "text"))
  var lens: String?

  @Option(help: ArgumentHelp("raw, file, symlink or folder.", valueName: "kind"))
  var kind: String?

  @Option(help: ArgumentHelp("file-exact, stored-whole or sensor-exact.", valueName: "tier"))
  var tier: String?

  @Flag(help: "Print only the sums.")
  var totals = false

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    var filter = Catalog.Filter()
    filter.path = path
    filter.camera = camera
    filter.lens = lens
    filter.kind = kind
    filter.tier = tier
    let chosen = filter
    try Session.reporting(json: json) { () throws(Fault) in
      let catalog = try Catalog(Archive.open(archive), progress: Self.tellProgress)
      try CatalogView(json: json).print(catalog, chosen, onlyTotals: totals)
    }
  }

  /// A catalog that has to be made anew takes a while: one line, drawn over, where a person is looking.
  private static func tellProgress(_ units: Int) {
    guard Terminal.standardError.isInteractive else { return }
    TextSink.standardError.write("\rMaking the catalog: \(HumanNumber.count(units)) units read\u{1B}[K\r")
  }
}
