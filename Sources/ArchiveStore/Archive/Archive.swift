package import ArchiveFormat
package import ByteCoding

/// An archive on disk: a BagIt bag whose payload is units and sidecars. FORMAT.md, "Archive".
///
/// This room keeps files under names and publishes them whole or not at all; what is inside a unit is no concern of it.
package final class Archive: Sendable {
  package let root: Folder
  package static let manifestName = "manifest-sha256.txt"
  package static let tagManifestName = "tagmanifest-sha256.txt"
  package static let originalsName = "originals-sha256.txt"
  package static let catalogName = "catalog.sqlite"
  /// Parity over payload and tag files; may lie elsewhere.
  package static let parityName = "parity"
  /// What repairs and healing replaced; never read again by us, never removed by us.
  package static let quarantineName = "quarantine"
  /// When each file was last proved, and how deep.
  package static let proofsName = "proofs"
  /// Signed statements of archive runs.
  package static let receiptsName = "receipts"
  static let stagingName = ".staging"
  static let journalName = ".journal"
  static let lockName = ".lock"

  private init(root: Folder) { self.root = root }

  /// Opens an archive that must be there. Throws `.environment`, or `.misuse` (`archive.none`).
  package static func open(_ path: String) throws(Fault) -> Archive {
    let none = Fault(
      .misuse, "archive.none", "there is no Glassine archive here", file: path, advice: "make one with: glassine archive FOLDER \(path)")
    let root: Folder
    do { root = try Folder.open(path) } catch {
      if error.isNotThere { throw none }
      throw error
    }
    guard try root.status(Array("data".utf8))?.kind == .folder,
      try root.folder(Array("data".utf8)).status(Array("units".utf8))?.kind == .folder
    else { throw none }
    return Archive(root: root)
  }

  /// Opens an archive, made when the folder is not there or empty.
  ///
  /// Throws `.misuse` (`archive.foreign`) where the folder holds something else.
  package static func create(_ path: String) throws(Fault) -> Archive {
    do { return try open(path) } catch  where error.code == "archive.none" {}
    try Folder.makeAll(path)
    let root = try Folder.open(path)
    let ours = [lockName, stagingName, journalName, "data"].map { Array($0.utf8) }
    guard try root.names().allSatisfy(ours.contains) else {
      throw Fault(
        .misuse, "archive.foreign", "this folder is not empty and is not a Glassine archive", file: path,
        advice: "name a new or empty folder for the archive")
    }
    let data = try root.folder(creating: Array("data".utf8))
    _ = try data.folder(creating: Array("units".utf8))
    _ = try data.folder(creating: Array("sidecars".utf8))
    try data.synchronize()
    try root.synchronize()
    return Archive(root: root)
  }

  /// A path below the archive's root, without the root.
  package func relative(_ path: String) -> String {
    path.startsWithBytes(of: root.path + "/") ? path.droppingBytes(first: root.path.utf8.count + 1) : path
  }

  /// The components of a path inside the archive, as bytes.
  package static func components(_ path: some StringProtocol) -> [[UInt8]] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
  }

  /// The folder that holds a path inside the archive, and the path's last name.
  func place(_ path: String, creating: Bool = false) throws(Fault) -> (folder: Folder, name: [UInt8]) {
    var parts = Self.components(path)
    guard let name = parts.popLast() else { throw Fault(.misuse, "archive.path", "an empty path inside the archive") }
    return (try root.folder(at: parts, creating: creating), name)
  }

  /// Opens a file by its path inside the archive.
  package func file(_ path: String) throws(Fault) -> OpenFile {
    let place = try place(path)
    return try place.folder.file(place.name)
  }

  /// What lies under a path inside the archive; nil where there is nothing.
  package func status(_ path: String) throws(Fault) -> FileStatus? {
    do {
      let place = try place(path)
      return try place.folder.status(place.name)
    } catch  where error.isNotThere {
      return nil
    }
  }

  /// Names that may lie in an archive's root.
  package static let rootNames: Set<String> = Set(
    Bag.tagFiles + TagDocuments.rootNames + [
      TagDocuments.profileFolder, tagManifestName, catalogName, catalogName + "-journal", stagingName, journalName, lockName, "data",
      parityName, quarantineName, proofsName, receiptsName,
    ])

  /// What an unfinished run has journaled for the manifests: digests of published files by their paths, and paths of files that go.
  /// Empty for a finished archive.
  package func journaled() throws(Fault) -> (digests: [[UInt8]: SHA256Digest], removals: Set<[UInt8]>) {
    var digests: [[UInt8]: SHA256Digest] = [:]
    var removals: Set<[UInt8]> = []
    guard try isUnfinished else { return (digests, removals) }
    for event in try Journal.events(file(Self.journalName)) {
      switch event {
      case .published(let path, let digest): digests[Array(path.utf8)] = digest
      case .removed(let path): removals.insert(Array(path.utf8))
      case .original, .originalGone, .rewriting: break
      }
    }
    return (digests, removals)
  }

  /// What an unfinished run has journaled of published files: digests by their paths.
  package func journaledDigests() throws(Fault) -> [[UInt8]: SHA256Digest] { try journaled().digests }

  /// True for an archive that was made but holds nothing yet: no tag file, no payload.
  package var isBlank: Bool {
    get throws(Fault) {
      if try hasTagFiles { return false }
      return try PayloadTotals.measure(self).files == 0
    }
  }

  /// True where at least one tag file is there.
  var hasTagFiles: Bool {
    get throws(Fault) {
      for name in Bag.tagFiles + [Self.tagManifestName] where try status(name) != nil { return true }
      return false
    }
  }

  /// True while an earlier run's files are not all in the manifests: it is under way, or was cut off.
  package var isUnfinished: Bool {
    get throws(Fault) { (try status(Self.journalName)?.size ?? 0) > 0 }
  }

  /// Opens a unit by its path inside the archive and checks its table. Throws what `UnitReader` throws, with the file's name.
  package func unit(_ path: String) throws(Fault) -> UnitReader {
    do { return try UnitReader(FileSource(file(path))) } catch { throw error.in(file: path) }
  }
}
