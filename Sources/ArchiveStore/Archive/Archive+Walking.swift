package import ArchiveFormat
package import ByteCoding

/// All versions of one path's unit, as their names tell.
package struct UnitGroup: Sendable {
  /// Version number to the unit's path inside the archive, ascending.
  package let versions: [(number: Int, path: String)]

  package var newest: (number: Int, path: String) { versions[versions.count - 1] }
}

extension Archive {
  /// Visits every entry below `data/` that is no folder, in byte order of the paths, with its path inside the archive.
  ///
  /// Names that are not UTF-8 cannot be ours; they are visited with their bytes repaired, so that an audit reports them.
  /// Cost: the names of one folder a level in memory.
  package func forEachPayloadFile(_ body: (String, FileStatus) throws(Fault) -> Void) throws(Fault) {
    let data = try root.folder(Array("data".utf8))
    try Self.walk(data, prefix: "data", body)
  }

  private static func walk(_ folder: Folder, prefix: String, _ body: (String, FileStatus) throws(Fault) -> Void) throws(Fault) {
    var entries: [(key: [UInt8], name: [UInt8], status: FileStatus)] = []
    for name in try folder.names() {
      guard let status = try folder.status(name) else { continue }
      entries.append((status.kind == .folder ? name + [0x2F] : name, name, status))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    for entry in entries {
      let path = prefix + "/" + String(decoding: entry.name, as: UTF8.self)
      if entry.status.kind == .folder {
        try walk(folder.folder(entry.name), prefix: path, body)
      } else {
        try body(path, entry.status)
      }
    }
  }

  /// Visits every path's units, folder by folder, in the order of their names: a folder's own unit first, then what is in it.
  ///
  /// `body` gives false to stop. Files that cannot be units are left to the audit.
  package func forEachUnitGroup(below prefix: String = "data/units", _ body: (UnitGroup) throws(Fault) -> Bool) throws(Fault) {
    let folder: Folder
    do {
      folder = try root.folder(at: Self.components(prefix))
    } catch where error.isNotThere {
      return
    }
    _ = try Self.walkUnits(folder, prefix: prefix, body)
  }

  private static func walkUnits(
    _ folder: Folder, prefix: String, _ body: (UnitGroup) throws(Fault) -> Bool
  ) throws(Fault) -> Bool {
    var groups: [String: [(number: Int, path: String)]] = [:]
    var folders: [[UInt8]] = []
    for name in try folder.names() {
      guard let status = try folder.status(name) else { continue }
      if status.kind == .folder { folders.append(name) }
      guard status.kind == .file, let text = String(validating: name, as: UTF8.self),
        let unit = UnitName.parse(text)
      else { continue }
      groups[unit.stem, default: []].append((unit.version, prefix + "/" + text))
    }
    for stem in groups.keys.sorted() {
      let versions = (groups[stem] ?? []).sorted { $0.number < $1.number }
      guard try body(UnitGroup(versions: versions)) else { return false }
    }
    for name in folders {
      guard try walkUnits(folder.folder(name), prefix: prefix + "/" + String(decoding: name, as: UTF8.self), body) else { return false }
    }
    return true
  }

  /// The units of one path, oldest first; empty where there are none.
  package func unitGroup(of path: RelativePath, kind: FileRecord.Kind) throws(Fault) -> UnitGroup? {
    let first = UnitName.unit(for: path, kind: kind, version: 1)
    guard try status(first) != nil else { return nil }
    var versions = [(number: 1, path: first)]
    // Versions are numbered without gaps, and looking each up costs less than listing a folder of thousands.
    while case let number = versions.count + 1, case let next = UnitName.unit(for: path, kind: kind, version: number),
      try status(next) != nil
    {
      versions.append((number, next))
    }
    return UnitGroup(versions: versions)
  }
}
