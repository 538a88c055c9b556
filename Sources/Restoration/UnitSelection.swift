package import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Reporting

/// The units that a person means with paths inside an archive.
package struct UnitSelection: Sendable {
  private let archive: Archive
  private let paths: [RelativePath]
  private let version: Int?

  /// No paths mean everything; no version means the newest.
  package init(_ archive: Archive, paths: [RelativePath], version: Int? = nil) {
    self.archive = archive
    self.paths = paths
    self.version = version
  }

  /// Visits the unit of the wanted version of every selected path, each once, by its path inside the archive. `body` gives false to stop.
  ///
  /// Folders that cannot be read, and paths under which there is nothing (`restore.unknown`), go to `onProblem`. Memory: the names of one
  /// folder a level.
  package func forEach(onProblem: (FileReport) -> Void, _ body: (String) throws(Fault) -> Bool) throws(Fault) {
    var found = false
    func visit(_ group: UnitGroup) throws(Fault) -> Bool {
      let chosen = version.map { version in group.versions.first { $0.number == version } } ?? group.newest
      guard let chosen else { return true }
      found = true
      return try body(chosen.path)
    }
    func unreadable(_ fault: Fault) {
      onProblem(FileReport(path: fault.file ?? "?", outcome: .failed, kind: "file", reason: fault.cause, code: fault.code))
    }
    guard !paths.isEmpty else {
      try archive.forEachUnitGroup(onFault: unreadable, visit)
      return
    }
    // What lies below another wanted path comes with it.
    let wanted = paths.enumerated().filter { index, path in
      !paths.enumerated().contains { other, folder in
        other != index && path.isAtOrBelow(folder) && (path != folder || other < index)
      }
    }
    for (_, path) in wanted {
      found = false
      if let group = try archive.unitGroup(of: path, kind: .file), try !visit(group) { return }
      try archive.forEachUnitGroup(below: UnitName.unitFolder(for: path), onFault: unreadable, visit)
      if !found {
        onProblem(
          FileReport(
            path: "\(path)", outcome: .failed, kind: "file",
            reason: "the archive holds \(version.map { "no version \($0) of anything" } ?? "nothing") under this path — see glassine list",
            code: "restore.unknown"))
      }
    }
  }
}
