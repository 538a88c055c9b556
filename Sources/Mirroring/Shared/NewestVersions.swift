internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Tells which units are the newest of their path, folder by folder. Memory: the changed paths of a few folders.
///
/// Safe only on one thread. Made for units in the order of a manifest, whose folders come one inside the other.
struct NewestVersions {
  private let archive: Archive
  /// Highest versions above 1 by stem, by folder.
  private var folders: [(path: String, highest: [String: Int])] = []

  init(_ archive: Archive) { self.archive = archive }

  /// False where the archive holds a later version of the unit's path, or the path is none of a unit.
  mutating func isNewest(_ unit: String) -> Bool {
    let folder = Archive.parent(of: unit)
    guard let name = UnitName.parse(unit.droppingBytes(first: folder.utf8.count + 1)) else { return false }
    return name.version >= (highest(in: folder)[name.stem] ?? 1)
  }

  private mutating func highest(in folder: String) -> [String: Int] {
    // Folders that are not on the way to this one will not be asked for again.
    folders.removeAll { $0.path != folder && !folder.startsWithBytes(of: $0.path + "/") }
    if let known = folders.first(where: { $0.path == folder }) { return known.highest }
    var highest: [String: Int] = [:]
    let names = (try? archive.root.folder(at: Archive.components(folder)).names()) ?? []
    for name in names {
      guard let text = String(validating: name, as: UTF8.self), let unit = UnitName.parse(text), unit.version > 1 else { continue }
      highest[unit.stem] = max(highest[unit.stem] ?? 1, unit.version)
    }
    folders.append((folder, highest))
    return highest
  }
}
