internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Synchronization

/// Remembers which units the last folders of the archive hold: entries come folder by folder, and each is asked for once.
final class UnitListing: Sendable {
  private let folders = Mutex<[(path: String, groups: [String: UnitGroup])]>([])
  /// A folder's own unit lies one level below its neighbours'.
  private static let remembered = 8

  /// The units of one path, as they were when its folder was first asked for.
  func group(of path: RelativePath, kind: FileRecord.Kind, in archive: Archive) throws(Fault) -> UnitGroup? {
    let first = UnitName.unit(for: path, kind: kind, version: 1)
    let folder = Archive.parent(of: first)
    if let known = folders.withLock({ $0.first { $0.path == folder }?.groups }) { return known[first] }
    let groups = try archive.unitGroups(in: folder)
    folders.withLock { folders in
      if folders.count >= Self.remembered { folders.removeFirst() }
      folders.append((folder, groups))
    }
    return groups[first]
  }
}
