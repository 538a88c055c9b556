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
  ///
  /// What is no file cannot be replaced by renaming and is moved here: folders, links, pipes, also in the place of a folder on the way.
  package func keep(_ file: String) throws(Fault) -> String? {
    try clearWay(to: file)
    guard let status = try archive.status(file) else { return nil }
    guard status.kind == .file else {
      _ = try move(file)
      return nil
    }
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

  /// Moves what lies under a path of the archive here; gives the path it is kept under, nil where nothing is there.
  package func move(_ file: String) throws(Fault) -> String? {
    guard try archive.status(file) != nil else { return nil }
    let old = try archive.place(file)
    var kept = path + "/" + file
    var new = try archive.place(kept, creating: true)
    var number = 1
    while try new.folder.status(new.name) != nil {
      number += 1
      kept = path + "/" + file + "=\(number)"
      new = try archive.place(kept, creating: true)
    }
    try old.folder.rename(old.name, to: new.folder, as: new.name, replacing: false)
    try new.folder.synchronize()
    try old.folder.synchronize()
    return kept
  }

  /// Where a folder on the way to a file is something else, that is moved away.
  private func clearWay(to file: String) throws(Fault) {
    var folder = archive.root
    var way = ""
    for component in Archive.components(file).dropLast() {
      way += (way.isEmpty ? "" : "/") + String(decoding: component, as: UTF8.self)
      guard let status = try folder.status(component) else { return }
      guard status.kind == .folder else {
        _ = try move(way)
        return
      }
      folder = try folder.folder(component)
    }
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
