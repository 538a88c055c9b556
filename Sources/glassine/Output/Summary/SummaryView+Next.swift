extension SummaryView {
  /// The one line that says what to do next; the end of every summary.
  func next(_ summary: RunSummary) -> String {
    let archive = Self.quoted(summary.archive)
    let tally = summary.tally
    switch summary.operation {
    case .archive(dryRun: true): return "Nothing was written. Without --dry-run it will be.\n"
    case .archive:
      if tally.handled + tally.failed.files == 0 { return "" }
      if summary.interrupted { return "Next: the same command again; it goes on where this one stopped.\n" }
      if tally.failed.files > 0 {
        return "Next: look at the failed files, then run the same command again; what is archived is not done twice.\n"
      }
      if tally.done["sensor-exact"] != nil {
        return "Mind: of sensor-exact raws only sensor data and metadata are kept. The original files can not be had back.\n"
      }
      return "Next: glassine audit \(archive) --level restore    proves that every original can be rebuilt\n"
    case .restore:
      if summary.interrupted { return "Next: the same command again; files that are already there are left alone.\n" }
      if tally.failed.files > 0 { return "Next: glassine audit \(archive)    says which units are damaged, and where\n" }
      return ""
    case .audit(let level, let sample):
      guard let audit = summary.audit else { return "" }
      if summary.interrupted {
        let way = audit.isPartial ? "goes on with the files it did not come to" : "an audit begins at the beginning"
        return "Next: the same command again; \(way).\n"
      }
      if !audit.isSound, audit.parity != nil {
        return """
          Next: glassine repair \(archive)    rebuilds what parity covers, and says what it cannot
          Everything that is not named above is sound\(level == "structure" ? " in its structure" : "").

          """
      }
      if !audit.isSound {
        return """
          Next: take the files named above from another copy of the archive; where the originals still exist, archive them again.
          Everything that is not named above is sound\(level == "structure" ? " in its structure" : "").

          """
      }
      if audit.coverage != nil {
        return "Next: the same command again looks into other files; glassine status \(archive) says what is proved.\n"
      }
      if level != "restore" {
        return "Next: glassine audit \(archive) --level restore    rebuilds every original and compares its digest\n"
      }
      return sample < 1 ? "Next: the same with another --seed looks into other files.\n" : ""
    }
  }

  /// A path as a shell takes it.
  static func quoted(_ path: String) -> String {
    let plain = path.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "/._-+,:@%~".unicodeScalars.contains(scalar)
    }
    guard !plain || path.isEmpty else { return path }
    return "'" + path.printable.replacing("'", with: #"'\''"#) + "'"
  }
}
