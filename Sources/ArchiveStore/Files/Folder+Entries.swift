package import ByteCoding
internal import CLinux

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension Folder {
  /// The names in this folder, without `.` and `..`, in byte order. Cost: all names of one folder in memory.
  package func names() throws(Fault) -> [[UInt8]] {
    let copy = Int32(try Syscalls.retrying("open", path) { Int(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) })
    guard let stream = fdopendir(copy) else {
      let code = errno
      close(copy)
      throw Syscalls.fault("list", path, code)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        let code = errno
        if code == EINTR { continue }
        guard code == 0 else { throw Syscalls.fault("list", path, code) }
        break
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in Array(raw.prefix { $0 != 0 }) }
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// What is under a name, never following a link; nil where there is nothing.
  package func status(_ name: [UInt8]) throws(Fault) -> FileStatus? {
    var raw = stat()
    do {
      _ = try call("stat", name) { fstatat(descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    } catch  where error.errno == ENOENT {
      return nil
    }
    return FileStatus(raw)
  }

  /// What the folder itself is.
  package func status() throws(Fault) -> FileStatus {
    var raw = stat()
    _ = try Syscalls.retrying("stat", path) { Int(fstat(descriptor, &raw)) }
    return FileStatus(raw)
  }

  /// A link's target, as bytes.
  package func linkTarget(_ name: [UInt8]) throws(Fault) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 65_536)
    let count = Int(try call("read link", name) { Int32(readlinkat(descriptor, $0, &buffer, buffer.count)) })
    return buffer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  /// Makes a symbolic link; its target is only recorded, never followed.
  package func makeLink(_ name: [UInt8], target: [UInt8]) throws(Fault) {
    guard !target.contains(0) else { throw Fault.damaged("record.link", "a link's target holds a NUL byte") }
    _ = try call("make link", name) { name in Self.withCString(target) { symlinkat($0, descriptor, name) } }
  }

  /// Gives a file a second name in another folder. Throws where the file system has no such names, or the new name is taken.
  package func link(_ name: [UInt8], to target: Folder, as newName: [UInt8]) throws(Fault) {
    _ = try call("link", name) { old in
      target.withName(newName) { linkat(descriptor, old, target.descriptor, $0, 0) }
    }
  }

  /// Sets an entry's modification time, a link's own and not its target's.
  package func setModified(_ name: [UInt8], seconds: Int64, nanoseconds: Int64) throws(Fault) {
    _ = try call("set time", name) { glassine_set_modified(descriptor, $0, seconds, nanoseconds) }
  }

  /// Sets an entry's permission bits. Links have none.
  package func setPermissions(_ name: [UInt8], _ permissions: UInt32) throws(Fault) {
    _ = try call("set permissions", name) { fchmodat(descriptor, $0, mode_t(permissions), 0) }
  }

  /// Opens a folder several levels down, by plain components.
  package func folder(at components: [[UInt8]], creating: Bool = false) throws(Fault) -> Folder {
    var folder = self
    for component in components { folder = creating ? try folder.folder(creating: component) : try folder.folder(component) }
    return folder
  }
}
