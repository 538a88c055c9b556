internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// A folder of PAR 2.0 files outside the archive: `KIND-DIGITS.par2` with a list of its files beside it, and `tags.par2`.
///
/// The digits are the first 16 of the SHA-256 of what a set is made from, so that a name that is there needs not be made again.
struct PAR2Folder: Sendable {
  let folder: Folder
  static let suffix = ".par2"
  /// In manifest form: `sha256sum -c` in the archive's folder reads it.
  static let listSuffix = ".sha256"
  static let tagsName = "tags"
  static let lockName = ".lock"
  static let makingPrefix = ".making"

  /// Makes the folder when it is not there.
  ///
  /// Throws `par2.inside` where it would lie in the archive, `par2.foreign` where it holds other things.
  init(_ path: String, archive: Archive) throws(Fault) {
    try Self.refuseInside(path, archive)
    try Folder.makeAll(path)
    folder = try Folder.open(path)
    for name in try folder.names() where !Self.isOurs(String(decoding: name, as: UTF8.self)) {
      throw Fault(
        .misuse, "par2.foreign", "this folder holds something that is no PAR2 set: \(RelativePath.printable(name))", file: path,
        advice: "name a new or empty folder for the PAR2 files")
    }
  }

  /// Looks at the nearest folder that is there, and at all above it.
  private static func refuseInside(_ path: String, _ archive: Archive) throws(Fault) {
    let own = try archive.root.status()
    var head = Substring(path)
    while true {
      let named = head.isEmpty ? "." : String(head)
      do throws(Fault) {
        var next = try Folder.open(named)
        while true {
          let status = try next.status()
          guard status.device != own.device || status.inode != own.inode else {
            throw Fault(
              .misuse, "par2.inside", "the folder for PAR2 files would lie inside the archive", file: path,
              advice: "name a folder elsewhere, best on another disk")
          }
          let above = try next.folder(Array("..".utf8))
          let upper = try above.status()
          if upper.device == status.device, upper.inode == status.inode { return }
          next = above
        }
      } catch {
        guard error.isNotThere, !head.isEmpty, named != "/" else { throw error }
      }
      while head.last == "/" { head = head.dropLast() }
      let isAbsolute = head.first == "/"
      head = head.lastIndex(of: "/").map { head[..<$0] } ?? ""
      if head.isEmpty, isAbsolute { head = "/" }
    }
  }

  private static func isOurs(_ name: String) -> Bool {
    name == lockName || name.hasPrefix(makingPrefix) || name == tagsName + suffix || setName(name) != nil
  }

  /// The set that a file's name speaks of.
  static func setName(_ name: String) -> String? {
    for ending in [suffix, listSuffix] where name.hasSuffix(ending) {
      let set = String(name.dropLast(ending.count))
      for kind in SetFacts.Kind.allCases where set.hasPrefix(kind.rawValue + "-") {
        if ParityFolder.isSetName(String(set.dropFirst(kind.rawValue.count + 1))) { return set }
      }
    }
    return nil
  }

  /// The right to change the folder, for as long as the value lives. Throws `archive.locked` while another process has it.
  func lock() throws(Fault) -> OpenFile {
    let file = try folder.open(creating: Array(Self.lockName.utf8))
    guard try file.lock() else {
      throw Fault(
        .environment, "archive.locked", "another Glassine is writing PAR2 files here", file: folder.path,
        advice: "wait until it has finished")
    }
    return file
  }

  /// Removes what a crash left aside.
  func clean() throws(Fault) {
    for name in try folder.names() where name.starts(with: Array(Self.makingPrefix.utf8)) { try folder.remove(name) }
  }

  func size(_ set: String) throws(Fault) -> Int? { try folder.status(Array((set + Self.suffix).utf8)).map { Int($0.size) } }

  /// Removes all sets but those, and gives how many there were.
  func retire(but wanted: Set<String>) throws(Fault) -> Int {
    var sets: Set<String> = []
    for name in try folder.names() {
      guard let set = Self.setName(String(decoding: name, as: UTF8.self)), !wanted.contains(set) else { continue }
      try folder.remove(name)
      sets.insert(set)
    }
    return sets.count
  }
}
