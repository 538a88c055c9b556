internal import ArchiveFormat
internal import ArchiveStore
internal import Archiving
internal import ByteCoding

/// Finds the files of a source again, folder by folder, never following a link, and never inside a folder that is not to be touched.
struct SourceFiles {
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private let base: Folder
  private let prefix: Int
  private let untouchable: Set<Identity>
  private var last: (components: [[UInt8]], folder: Folder)?

  /// `under` is what was put before the paths. Throws `.environment`.
  init(_ source: String, under: RelativePath?, untouchable: [Folder]) throws(Fault) {
    base = try SourceTree.base(source)
    prefix = under?.components.count ?? 0
    var identities: Set<Identity> = []
    for folder in untouchable { identities.insert(try Self.identity(folder)) }
    self.untouchable = identities
  }

  private static func identity(_ folder: Folder) throws(Fault) -> Identity {
    let status = try folder.status()
    return Identity(device: status.device, inode: status.inode)
  }

  /// The open folder of a file, and the file's name in it.
  ///
  /// Throws `.environment`, also where a folder was swapped for a link; `.misuse` (`remove.untouchable`).
  mutating func place(of path: RelativePath) throws(Fault) -> (folder: Folder, name: [UInt8]) {
    let components = Array(path.components.dropFirst(prefix).dropLast())
    if let last, last.components == components { return (last.folder, path.name) }
    var folder = base
    try check(folder)
    for component in components {
      folder = try folder.folder(component)
      try check(folder)
    }
    last = (components, folder)
    return (folder, path.name)
  }

  private func check(_ folder: Folder) throws(Fault) {
    guard try !untouchable.contains(Self.identity(folder)) else {
      throw Fault(.misuse, "remove.untouchable", "it lies inside the archive, or inside what protects it")
    }
  }
}
