internal import ArchiveStore
internal import ByteCoding
internal import Foundation
internal import Synchronization

/// A folder that is a contact sheet, marked as one: nothing in it is replaced or removed but what a `browse` run made.
///
/// `.glassine` in it holds the mark, the index of what was made, and what is being written. Safe to use from several threads.
final class SheetFolder: Sendable {
  static let privateName = ".glassine"
  static let markName = "contact-sheet"
  private static let markLine = "Glassine contact sheet "
  private static let version = 1

  let root: Folder
  /// The folder of the program's own notes.
  let notes: Folder
  private let lock: OpenFile
  private let next = Mutex(0)

  /// Opens a folder as the sheet of an archive, made when it is not there. Holds its lock as long as this lives.
  ///
  /// Throws `.misuse`: `browse.foreign` where the folder holds something else, `browse.inside` where it lies in the archive,
  /// `browse.other` where it is the sheet of another archive and `force` is false; `.environment` (`browse.locked`) while another run
  /// writes to it; `.unsupported` (`browse.newer`).
  init(_ path: String, of archive: Archive, force: Bool) throws(Fault) {
    let place = URL(fileURLWithPath: path).standardizedFileURL.path
    let home = Self.resolved(archive.root.path)
    // Before anything is made, as far as it is there, and again when all of it is.
    try Self.refuse(Self.resolvedParent(place), inside: home, path)
    try Folder.makeAll(path)
    root = try Folder.open(path)
    try Self.refuse(Self.resolved(path), inside: home, path)
    let (own, mark) = (Array(Self.privateName.utf8), Array(Self.markName.utf8))
    var isMarked = false
    if try root.status(own)?.kind == .folder { isMarked = try root.folder(own).status(mark)?.kind == .file }
    if !isMarked, !(try root.names().filter { $0 != own }.isEmpty) {
      throw Fault(
        .misuse, "browse.foreign", "this folder is not empty and is no contact sheet of Glassine's", file: path,
        advice: "name a new or empty folder for the sheet")
    }
    notes = try root.folder(creating: own)
    lock = try notes.open(creating: mark)
    guard try lock.lock() else {
      throw Fault(.environment, "browse.locked", "another run is making this contact sheet", file: path, advice: "wait until it is done")
    }
    try checkMark(home, path, force: force)
    for name in try notes.names() where name.starts(with: Array("aside-".utf8)) { try notes.remove(name) }
  }

  private static func refuse(_ place: String, inside home: String, _ path: String) throws(Fault) {
    guard place == home || place.hasPrefix(home.hasSuffix("/") ? home : home + "/") else { return }
    throw Fault(
      .misuse, "browse.inside", "this folder lies inside the archive, which holds nothing but what it lists", file: path,
      advice: "name a folder beside it")
  }

  private static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path }

  /// Where a path would lie whose last parts may not be there yet.
  private static func resolvedParent(_ path: String) -> String {
    var url = URL(fileURLWithPath: path)
    var rest: [String] = []
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
      rest.insert(url.lastPathComponent, at: 0)
      url.deleteLastPathComponent()
    }
    return rest.reduce(resolved(url.path)) { $0 == "/" ? "/\($1)" : "\($0)/\($1)" }
  }

  /// Looks whose sheet this is, and says that it is this archive's.
  private func checkMark(_ home: String, _ path: String, force: Bool) throws(Fault) {
    let text = String(decoding: try lock.read(at: 0, upTo: 1 << 16), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted =
      Self.markLine + "\(Self.version)\n" + "archive: \(home.replacing("\n", with: "?"))\n"
      + "Made by: glassine browse. It writes only what it made itself, and the whole folder may be deleted at any time.\n"
    if let first = lines.first, first.hasPrefix(Self.markLine) {
      if let version = Int(first.dropFirst(Self.markLine.count)), version > Self.version {
        throw Fault(.unsupported, "browse.newer", "this contact sheet was made by a newer program", file: path, advice: "use that one")
      }
      let other = lines.dropFirst().first?.dropFirst("archive: ".count)
      if let other, "archive: \(other)" != wanted.split(separator: "\n")[1], !force {
        throw Fault(
          .misuse, "browse.other", "this is the contact sheet of another archive, \(other)", file: path,
          advice: "name another folder, or take this one over with --force: so after the archive was moved")
      }
    }
    if text != wanted {
      try lock.truncate(to: 0)
      try lock.write(all: Array(wanted.utf8), at: 0)
    }
  }
}

extension SheetFolder {
  /// A new, empty file aside.
  func create() throws(Fault) -> (file: OpenFile, name: [UInt8]) {
    let number = next.withLock { number in
      number += 1
      return number
    }
    let name = Array("aside-\(number)".utf8)
    return (try notes.create(name), name)
  }

  /// Writes a file aside and gives it its name.
  func publish(_ bytes: [UInt8], in folder: Folder, as name: [UInt8]) throws(Fault) {
    let aside = try create()
    do throws(Fault) {
      try aside.file.write(all: bytes, at: 0)
      try notes.rename(aside.name, to: folder, as: name, replacing: true)
    } catch {
      try? notes.remove(aside.name)
      throw error
    }
  }

  /// Writes a file where it is not yet as it should be; false where it was.
  func publishIfChanged(_ bytes: [UInt8], in folder: Folder, as name: [UInt8]) throws(Fault) -> Bool {
    if let status = try folder.status(name), status.kind == .file, status.size == bytes.count,
      try folder.file(name).read(at: 0, upTo: bytes.count + 1) == bytes
    {
      return false
    }
    try publish(bytes, in: folder, as: name)
    return true
  }
}
