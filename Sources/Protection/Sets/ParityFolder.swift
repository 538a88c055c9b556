internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Where an archive's parity lies: `parity/` inside it, or a folder of its own on another disk. FORMAT.md 1.6.
///
/// Holds one folder a set, and `tags.glsp`. A set gets its name when it is complete and proved, and is never changed after that.
struct ParityFolder: Sendable {
  let folder: Folder
  /// Parity of the archive's tag files.
  static let tagsName = "tags.glsp"
  static let lockName = ".lock"
  /// Sets being made; of no worth after a crash.
  static let makingPrefix = ".making"

  private init(folder: Folder) { self.folder = folder }

  /// The parity of an archive; nil where it has none. `path` names a folder elsewhere.
  static func open(_ archive: Archive, at path: String?) throws(Fault) -> ParityFolder? {
    do throws(Fault) {
      if let path { return ParityFolder(folder: try Folder.open(path)) }
      return ParityFolder(folder: try archive.root.folder(Array(Archive.parityName.utf8)))
    } catch {
      if error.isNotThere { return nil }
      throw error
    }
  }

  /// The same, made when it is not there. Throws `parity.foreign` where the folder elsewhere holds other things.
  static func create(_ archive: Archive, at path: String?) throws(Fault) -> ParityFolder {
    guard let path else { return ParityFolder(folder: try archive.root.folder(creating: Array(Archive.parityName.utf8))) }
    try Folder.makeAll(path)
    let folder = try Folder.open(path)
    for name in try folder.names() where !isOurs(name) {
      throw Fault(
        .misuse, "parity.foreign", "this folder holds something that is not parity: \(RelativePath.printable(name))", file: path,
        advice: "name a new or empty folder for the parity")
    }
    return ParityFolder(folder: folder)
  }

  private static func isOurs(_ name: [UInt8]) -> Bool {
    let text = String(decoding: name, as: UTF8.self)
    return text == tagsName || text == lockName || text.hasPrefix(makingPrefix) || isSetName(text)
  }

  /// 16 lower-case hexadecimal digits.
  static func isSetName(_ text: String) -> Bool {
    text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The right to change the parity, for as long as the value lives. Throws `archive.locked` while another process has it.
  func lock() throws(Fault) -> OpenFile {
    let file = try folder.open(creating: Array(Self.lockName.utf8))
    guard try file.lock() else {
      throw Fault(
        .environment, "archive.locked", "another Glassine is making parity here", file: folder.path, advice: "wait until it has finished")
    }
    return file
  }

  /// All sets, in order of their names. What is damaged of a set's own lists is read from its groups.
  func sets() throws(Fault) -> [ParitySet] {
    var sets: [ParitySet] = []
    for name in try folder.names() {
      let text = String(decoding: name, as: UTF8.self)
      guard Self.isSetName(text), try folder.status(name)?.kind == .folder else { continue }
      if let set = try ParitySet(folder.folder(name), name: text) { sets.append(set) }
    }
    return sets
  }

  /// Folders that have a set's name but nothing of which one could be made.
  func unreadable() throws(Fault) -> [String] {
    var names: [String] = []
    for name in try folder.names() {
      let text = String(decoding: name, as: UTF8.self)
      guard Self.isSetName(text) else { continue }
      if try folder.status(name)?.kind == .folder, try ParitySet(folder.folder(name), name: text) != nil { continue }
      names.append(text)
    }
    return names
  }

  /// Throws `parity.foreign` where there are sets but none covers a single file that the archive lists: they are another archive's.
  func check(_ sets: [ParitySet], belongTo archive: Archive) throws(Fault) {
    guard !sets.isEmpty, try archive.status(Archive.manifestName)?.kind == .file else { return }
    var coverage = try Coverage(MemberCursor(archive.file(Archive.manifestName), lenient: true), sets)
    var isListed = false
    while let entry = try coverage.next() {
      guard let digest = entry.digest else { continue }
      if entry.sets.contains(where: { $0.digest == digest }) { return }
      isListed = true
    }
    guard isListed else { return }
    throw Fault(
      .misuse, "parity.foreign", "this is the parity of another archive: it covers nothing that this one lists", file: folder.path,
      advice: "name the folder of this archive's parity, or a new one")
  }

  /// True where there is at least one set.
  var isUsed: Bool {
    get throws(Fault) { try folder.names().contains { Self.isSetName(String(decoding: $0, as: UTF8.self)) } }
  }

  /// Removes what a crash left aside.
  func clean() throws(Fault) {
    for name in try folder.names() where name.starts(with: Array(Self.makingPrefix.utf8)) { try remove(name) }
  }

  /// Removes a set; half a set is never seen under its name.
  func retire(_ set: String) throws(Fault) {
    guard try folder.status(Array(set.utf8)) != nil else { return }
    let gone = Array("\(Self.makingPrefix)-gone".utf8)
    try remove(gone)
    try folder.rename(Array(set.utf8), to: folder, as: gone, replacing: false)
    try remove(gone)
  }

  /// Removes a set being made or retired: a folder of files.
  private func remove(_ name: [UInt8]) throws(Fault) {
    guard let status = try folder.status(name) else { return }
    guard status.kind == .folder else { return try folder.remove(name) }
    let inner = try folder.folder(name)
    for entry in try inner.names() { try inner.remove(entry) }
    try folder.removeFolder(name)
  }
}
