package import ArchiveFormat
package import ByteCoding

/// All versions of one path's unit, as their names tell.
package struct UnitGroup: Sendable {
  /// Version number to the unit's path inside the archive, ascending.
  package let versions: [(number: Int, path: String)]

  package var newest: (number: Int, path: String) { versions[versions.count - 1] }
}

extension Archive {
  /// Visits every entry below `data/` that is no folder, in byte order of the paths, with its path inside the archive as bytes.
  ///
  /// What cannot be looked at goes to `onFault`, and the walk goes on unless that throws. Cost: the names of one folder a level in memory.
  package func forEachPayloadFile(
    onFault: (Fault) throws(Fault) -> Void, _ body: ([UInt8], FileStatus) throws(Fault) -> Void
  ) throws(Fault) {
    let name = Array("data".utf8)
    do throws(Fault) {
      try Self.walk(root.folder(name), prefix: name, onFault, body)
    } catch {
      try onFault(error)
    }
  }

  private static func walk(
    _ folder: Folder, prefix: [UInt8], _ onFault: (Fault) throws(Fault) -> Void, _ body: ([UInt8], FileStatus) throws(Fault) -> Void
  ) throws(Fault) {
    var entries: [(key: [UInt8], name: [UInt8], status: FileStatus)] = []
    for name in try folder.names() {
      do throws(Fault) {
        guard let status = try folder.status(name) else { continue }
        entries.append((status.kind == .folder ? name + [0x2F] : name, name, status))
      } catch {
        try onFault(error)
      }
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    for entry in entries {
      let path = prefix + [0x2F] + entry.name
      guard entry.status.kind == .folder else {
        try body(path, entry.status)
        continue
      }
      let inner: Folder
      do throws(Fault) { inner = try folder.folder(entry.name) } catch {
        try onFault(error)
        continue
      }
      try walk(inner, prefix: path, onFault, body)
    }
  }

  /// Visits every path's units, folder by folder, in the order of their names: a folder's own unit first, then what is in it.
  ///
  /// `body` gives false to stop. What cannot be looked at goes to `onFault`, and the walk goes on unless that throws. Files that cannot be
  /// units are left to the audit.
  package func forEachUnitGroup(
    below prefix: String = "data/units", onFault: (Fault) throws(Fault) -> Void, _ body: (UnitGroup) throws(Fault) -> Bool
  ) throws(Fault) {
    do throws(Fault) {
      _ = try Self.walkUnits(root.folder(at: Self.components(prefix)), prefix: prefix, onFault, body)
    } catch {
      if !error.isNotThere { try onFault(error) }
    }
  }

  private static func walkUnits(
    _ folder: Folder, prefix: String, _ onFault: (Fault) throws(Fault) -> Void, _ body: (UnitGroup) throws(Fault) -> Bool
  ) throws(Fault) -> Bool {
    var files: [[UInt8]] = []
    var folders: [[UInt8]] = []
    for name in try folder.names() {
      do throws(Fault) {
        switch try folder.status(name)?.kind {
        case .folder: folders.append(name)
        case .file: files.append(name)
        default: break
        }
      } catch {
        try onFault(error)
      }
    }
    let groups = groups(files, prefix)
    for stem in groups.keys.sorted() {
      if let group = groups[stem], try !body(group) { return false }
    }
    for name in folders {
      let inner: Folder
      do throws(Fault) { inner = try folder.folder(name) } catch {
        try onFault(error)
        continue
      }
      guard try walkUnits(inner, prefix: prefix + "/" + String(decoding: name, as: UTF8.self), onFault, body) else { return false }
    }
    return true
  }

  /// The units of one path; nil where there are none. Cost: the names of one folder.
  package func unitGroup(of path: RelativePath, kind: FileRecord.Kind) throws(Fault) -> UnitGroup? {
    let first = UnitName.unit(for: path, kind: kind, version: 1)
    return try unitGroups(in: Self.parent(of: first))[first]
  }

  /// The folder of a path inside the archive.
  package static func parent(of path: String) -> String {
    String(decoding: path.utf8[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.utf8.startIndex)], as: UTF8.self)
  }

  /// All units that lie directly in a folder of the archive, by the path their first version has or had. Lost versions leave gaps.
  package func unitGroups(in prefix: String) throws(Fault) -> [String: UnitGroup] {
    let folder: Folder
    do throws(Fault) { folder = try root.folder(at: Self.components(prefix)) } catch {
      if error.isNotThere { return [:] }
      throw error
    }
    return Self.groups(try folder.names(), prefix)
  }

  private static func groups(_ names: [[UInt8]], _ prefix: String) -> [String: UnitGroup] {
    var groups: [String: [(number: Int, path: String)]] = [:]
    for name in names {
      guard let text = String(validating: name, as: UTF8.self), let unit = UnitName.parse(text) else { continue }
      groups["\(prefix)/\(unit.stem)\(UnitName.unitSuffix)", default: []].append((unit.version, "\(prefix)/\(text)"))
    }
    return groups.mapValues { UnitGroup(versions: $0.sorted { $0.number < $1.number }) }
  }
}
