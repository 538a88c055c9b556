import ArchiveStore

/// What an archive's parity comes to, as far as `status` can tell without reading it.
struct ParitySummary: Sendable {
  /// The row's value for a person.
  var text: String
  /// True where there is any.
  var exists: Bool
  /// Further keys of the `summary` object.
  var fields: [String: JSONFields.Value] = [:]

  init(_ archive: Archive) {
    let name = Array(Archive.parityName.utf8)
    let files = (try? archive.root.folder(name).names()) ?? []
    exists = !files.isEmpty
    text = exists ? "kept in \(Archive.parityName)/" : "none: glassine protect \(SummaryView.quoted(archive.root.path))"
  }
}
