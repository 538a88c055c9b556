package import ByteCoding
internal import CLinux

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// One open folder, the base of every file operation below it: names are bytes, single components, and no link is ever followed.
///
/// Working from open folders means that nobody can swap a folder for a link under our feet. Every call throws `.environment`.
package final class Folder: Sendable {
  /// For messages.
  package let path: String
  package let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens a folder that a person named; links on the way are followed, as the shell would.
  package static func open(_ path: String) throws(Fault) -> Folder {
    let descriptor = try Syscalls.retrying("open", path) { Int(Self.systemOpen(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) }
    return Folder(path: path, descriptor: Int32(descriptor))
  }

  private static func systemOpen(_ base: Int32, _ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    openat(base, path, flags, mode)
  }

  /// Hands a name to the C library. Names are single components; anything else is a mistake of the caller and traps.
  func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    precondition(!name.contains(0) && !name.contains(0x2F), "names are single components")
    return Self.withCString(name, body)
  }

  static func withCString<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    return (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("never empty") }
      return body(base)
    }
  }

  /// The path of an entry, for messages.
  package func path(of name: [UInt8]) -> String { path + "/" + String(decoding: name, as: UTF8.self) }

  func call(_ what: String, _ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Int32) throws(Fault) -> Int32 {
    Int32(try Syscalls.retrying(what, path(of: name)) { Int(withName(name, body)) })
  }

  /// Opens a folder inside this one; throws where the name is a link or no folder.
  package func folder(_ name: [UInt8]) throws(Fault) -> Folder {
    let opened = try call("open", name) { Self.systemOpen(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    return Folder(path: path(of: name), descriptor: opened)
  }

  /// Opens a folder inside this one, made when it is not there.
  package func folder(creating name: [UInt8]) throws(Fault) -> Folder {
    do {
      return try folder(name)
    } catch  where error.errno == ENOENT {
      do throws(Fault) {
        try makeFolder(name)
        // A new folder's own name must be as durable as what will lie in it.
        try synchronize()
      } catch  where error.errno == EEXIST {}
      return try folder(name)
    }
  }

  package func makeFolder(_ name: [UInt8]) throws(Fault) {
    _ = try call("make folder", name) { mkdirat(descriptor, $0, 0o755) }
  }

  /// Opens a file for reading; links are refused, and so is what is no regular file: a device may never end.
  package func file(_ name: [UInt8]) throws(Fault) -> OpenFile {
    let opened = try call("open", name) { Self.systemOpen(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) }
    return try regular(OpenFile.adopting(opened, path: path(of: name)))
  }

  /// Creates a file that must not exist yet.
  package func create(_ name: [UInt8], permissions: UInt32 = 0o644) throws(Fault) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let opened = try call("create", name) { Self.systemOpen(descriptor, $0, flags, mode_t(permissions)) }
    return OpenFile.adopting(opened, path: path(of: name))
  }

  /// Opens a file for reading and writing, made when it is not there.
  package func open(creating name: [UInt8]) throws(Fault) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    let opened = try call("open", name) { Self.systemOpen(descriptor, $0, flags, 0o644) }
    return try regular(OpenFile.adopting(opened, path: path(of: name)))
  }

  private func regular(_ file: OpenFile) throws(Fault) -> OpenFile {
    let kind = try file.status().kind
    guard kind == .file else {
      throw Fault(
        .environment, "io.kind", "a \(kind.rawValue) where a file has to be", file: file.path, advice: "look at what lies there",
        errno: EINVAL)
    }
    return file
  }

  package func remove(_ name: [UInt8]) throws(Fault) { _ = try call("remove", name) { unlinkat(descriptor, $0, 0) } }

  /// Removes a folder that is empty.
  package func removeFolder(_ name: [UInt8]) throws(Fault) {
    _ = try call("remove", name) { unlinkat(descriptor, $0, AT_REMOVEDIR) }
  }

  /// Gives an entry a new place, atomically. With `replacing` false an entry that is already there makes it throw (`EEXIST`).
  package func rename(_ name: [UInt8], to target: Folder, as newName: [UInt8], replacing: Bool) throws(Fault) {
    _ = try call("rename", name) { old in
      target.withName(newName) { new in
        if replacing { return renameat(descriptor, old, target.descriptor, new) }
        let result = glassine_rename_new(descriptor, old, target.descriptor, new)
        guard result != 0, errno == EINVAL || errno == ENOSYS else { return result }
        // This file system cannot refuse by itself (FAT, some network shares): look first, then rename.
        guard faccessat(target.descriptor, new, F_OK, AT_SYMLINK_NOFOLLOW) != 0 else {
          errno = EEXIST
          return -1
        }
        return renameat(descriptor, old, target.descriptor, new)
      }
    }
  }

  /// Waits until everything written to this folder's file system is on the medium: one wait instead of one a file.
  package func synchronizeFileSystem() throws(Fault) {
    _ = try Syscalls.retrying("sync", path) { Int(glassine_sync_file_system(descriptor)) }
  }

  /// Waits until the folder's list of names is on the medium.
  package func synchronize() throws(Fault) { _ = try Syscalls.retrying("sync", path) { Int(fsync(descriptor)) } }
}
