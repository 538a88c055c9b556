import ArchiveFormat
import ArchiveStore
import ArgumentParser
import ByteCoding
import Proofs

/// `glassine status`
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say when each file was last proved restorable, what is at risk, and how much parity is left.",
    discussion: """
      Reads the archive's manifest and its log of proofs, and no unit: it says what runs have proved, and proves nothing itself. Three
      things are proved of a file: that it is there and holds together (structure), that every byte is as it was (read), and that its
      original comes out of it (rebuilt). Archiving proves the last once; audits prove it again.

      With paths, or with --older-than 90d, lists the files and when each was last rebuilt and read.
      Exit status 0: no damage is known; 20: damage was found and not yet mended.
      """)

  @Argument(help: "The archive.", completion: .directory)
  var archive: String

  @Argument(help: "Files or folders inside the archive to list.")
  var paths: [ArchivedPath] = []

  @Option(help: ArgumentHelp("List files last rebuilt longer ago than this, or never: 90d, 8w, 1y.", valueName: "time"))
  var olderThan: Age?

  @OptionGroup var reports: ReportOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  /// A time in days, weeks or years.
  struct Age: ExpressibleByArgument {
    let seconds: Int64

    init?(argument: String) {
      let units: [Character: Int64] = ["d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400]
      guard let letter = argument.last, let unit = units[letter], let number = Int64(argument.dropLast()), (0...36_500).contains(number)
      else { return nil }
      seconds = number * unit
    }
  }

  func run() throws {
    var hasDamage = false
    try Session.reporting(json: json) { () throws(Fault) in
      let opened = try Archive.open(archive)
      let now = ProofTime.now
      let matches = paths.map { PathMatch($0.path) }
      let limit = olderThan.map { ProofTime(seconds: now.seconds - $0.seconds) }
      var list = StatusList(json: json, now: now)
      let status = try ArchiveStatus(opened, now: now) { file, times, findings throws(Fault) in
        guard file.isUnit, !matches.isEmpty || limit != nil else { return }
        let path = String(decoding: file.path, as: UTF8.self)
        guard matches.isEmpty || matches.contains(where: { $0.matches(path) }) else { return }
        if let limit, let time = times.restore, time >= limit { return }
        list.add(path, file, times, findings)
      }
      list.end()
      if !matches.isEmpty, list.count == 0, limit == nil {
        throw Fault(
          .misuse, "status.path", "no file of the archive matches", file: archive,
          advice: "glassine list \(archive) shows what there is")
      }
      hasDamage = !status.openFindings.isEmpty
      let parity = ParitySummary(opened)
      if json {
        StatusView.write(status, parity, archive: archive, listed: list.isUsed ? list.count : nil)
      } else if list.isUsed || limit != nil {
        StatusView().printEnd(of: list.count, status)
      } else {
        StatusView().print(status, parity, archive: archive)
      }
      try reports.write(archive) { history in StatusReportHTML(status, parity, archive: archive, history: history).page }
    }
    if hasDamage { throw ExitCode(ExitStatus.damageFound.rawValue) }
  }
}

/// A path as a person names it, matched with units' paths inside the archive: everything at or below it, all versions.
private struct PathMatch {
  private let unit: String
  private let folder: String

  init(_ path: RelativePath) {
    // A unit's own path inside the archive is understood, too.
    if path.components.count > 2, path.components.starts(with: [Array("data".utf8), Array("units".utf8)]) {
      unit = "\(path)"
      folder = unit + "/"
    } else {
      unit = UnitName.unit(for: path, kind: .file, version: 1)
      folder = UnitName.unitFolder(for: path) + "/"
    }
  }

  func matches(_ path: String) -> Bool {
    if path == unit || path.startsWithBytes(of: folder) { return true }
    return path.startsWithBytes(of: unit.droppingBytes(last: UnitName.unitSuffix.utf8.count) + "=v")
  }
}
