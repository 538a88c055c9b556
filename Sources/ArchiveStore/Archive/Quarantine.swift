package import ByteCoding

/// Keeps what a repair or a healing replaces: `quarantine/RUN/` holds each file under the path it had.
///
/// The file stays in its place until its successor is renamed over it, so that at no moment less is there than before.
package struct Quarantine: Sendable {
  private let archive: Archive
  /// The run's folder inside the archive, such as `quarantine/0001`.
  package let path: String

  /// The next free folder; made when the first file comes.
  package init(_ archive: Archive) throws(Fault) {
    self.archive = archive
    var highest = 0
    if try archive.status(Archive.quarantineName)?.kind == .folder {
      for name in try archive.root.folder(Array(Archive.quarantineName.utf8)).names() {
        highest = max(highest, Int(String(decoding: name, as: UTF8.self)) ?? 0)
      }
    }
    let number = String(highest &+ 1)
    path = Archive.quarantineName + "/" + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
  }

  /// Keeps a second name, or where the file system has none a copy, of what lies under a path of the archive; gives the path it is kept
  /// under, nil where nothing is there. On the medium when this returns.
  package func keep(_ file: String) throws(Fault) -> String? {
    guard let status = try archive.status(file), status.kind == .file else { return nil }
    let kept = path + "/" + file
    let old = try archive.place(file)
    let new = try archive.place(kept, creating: true)
    // A run that was cut off may have kept it already; what is kept is never replaced.
    guard try new.folder.status(new.name) == nil else { return kept }
    do throws(Fault) {
      try old.folder.link(old.name, to: new.folder, as: new.name)
    } catch  where !error.isFull {
      try copy(old.folder.file(old.name), to: new.folder.create(new.name))
    }
    try new.folder.synchronize()
    return kept
  }

  /// Copies what can be read; a piece the medium does not give stays zero.
  private func copy(_ old: OpenFile, to new: OpenFile) throws(Fault) {
    let length = Int(try old.status().size)
    let piece = 1 << 16
    var offset = 0
    while offset < length {
      if let bytes = try? old.read(at: offset, upTo: min(piece, length - offset)) { try new.write(all: bytes, at: offset) }
      offset += piece
    }
    try new.truncate(to: length)
    try new.synchronize()
  }
}
