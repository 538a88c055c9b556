package import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// One entry of the folder that is archived.
package struct SourceEntry: Sendable {
  /// The path inside the archive.
  package let path: RelativePath
  /// The open folder that holds the entry.
  package let folder: Folder
  package let name: [UInt8]
  package let status: FileStatus
  /// All names of the folder, for finding companions.
  package let siblings: [[UInt8]]
}

/// Walks a folder tree in byte order of the names, one folder's names at a time in memory, never following links.
package struct SourceTree {
  private struct Level {
    let folder: Folder
    let path: RelativePath?
    let names: [[UInt8]]
    var next = 0
  }

  private var stack: [Level]
  /// Folders that are left out: the archive itself, where it lies inside the source.
  private let excluded: Set<FileIdentity>

  private struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// `under` is put before every path. Throws `.environment` where the source cannot be read.
  package init(_ source: String, under prefix: RelativePath?, excluding archive: Archive?) throws(Fault) {
    if let archive {
      let status = try archive.root.status()
      excluded = [FileIdentity(device: status.device, inode: status.inode)]
    } else {
      excluded = []
    }
    guard let status = try FileStatus.ofEntry(source) else {
      throw Fault(.environment, "source.missing", "there is no such file or folder", file: source, advice: "check the path")
    }
    let (folder, name) = try Self.base(source, status)
    guard try !Self.lies(folder, in: excluded) else {
      throw Fault(
        .misuse, "source.archive", "what is to be archived lies inside the archive itself", file: source, advice: "name another folder")
    }
    let names = if let name { [name] } else { try folder.names() }
    stack = [Level(folder: folder, path: prefix, names: names)]
  }

  /// The open folder that the paths of a source begin in: the source itself, or, where it is a single file, the folder that holds it.
  ///
  /// Throws `.environment`, also where there is no such source.
  package static func base(_ source: String) throws(Fault) -> Folder {
    guard let status = try FileStatus.ofEntry(source) else {
      throw Fault(.environment, "source.missing", "there is no such file or folder", file: source, advice: "check the path")
    }
    return try base(source, status).folder
  }

  private static func base(_ source: String, _ status: FileStatus) throws(Fault) -> (folder: Folder, name: [UInt8]?) {
    if status.kind == .folder || status.kind == .symlink { return (try Folder.open(source), nil) }
    let parts = source.split(separator: "/", omittingEmptySubsequences: true)
    let parent = parts.dropLast().joined(separator: "/")
    let folder = try Folder.open(source.hasPrefix("/") ? "/" + parent : parent.isEmpty ? "." : parent)
    return (folder, Array((parts.last ?? "").utf8))
  }

  /// True where a source lies inside this folder or is it. Throws `.environment`.
  package static func lies(_ source: String, in folder: Folder) throws(Fault) -> Bool {
    let status = try folder.status()
    return try lies(base(source), in: [FileIdentity(device: status.device, inode: status.inode)])
  }

  /// True for a folder that is one of these or lies anywhere below one.
  private static func lies(_ folder: Folder, in others: Set<FileIdentity>) throws(Fault) -> Bool {
    guard !others.isEmpty else { return false }
    var folder = folder
    var last: FileIdentity?
    while true {
      let status = try folder.status()
      let identity = FileIdentity(device: status.device, inode: status.inode)
      if others.contains(identity) { return true }
      // The root is its own parent.
      if identity == last { return false }
      last = identity
      folder = try folder.folder(Array("..".utf8))
    }
  }

  /// The next entry, or nil at the end; a folder comes before what is in it. An entry that cannot be looked at throws, and the walk can
  /// go on with the next.
  package mutating func next() throws(Fault) -> SourceEntry? {
    while var level = stack.popLast() {
      guard level.next < level.names.count else { continue }
      let name = level.names[level.next]
      level.next += 1
      stack.append(level)
      guard let path = level.path.map({ $0.appending(name) }) ?? RelativePath(components: [name]),
        let status = try level.folder.status(name)
      else { continue }
      if status.kind == .folder {
        guard !excluded.contains(FileIdentity(device: status.device, inode: status.inode)) else { continue }
        let folder = try level.folder.folder(name)
        stack.append(Level(folder: folder, path: path, names: try folder.names()))
      }
      return SourceEntry(path: path, folder: level.folder, name: name, status: status, siblings: level.names)
    }
    return nil
  }
}
