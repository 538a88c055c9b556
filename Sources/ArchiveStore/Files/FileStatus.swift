package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What the file system says about an entry.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case file, folder, symlink, socket, device, pipe, unknown
  }

  package let kind: Kind
  package let size: Int64
  package let modifiedSeconds: Int64
  package let modifiedNanoseconds: Int64
  /// Permission bits, 0...0o7777.
  package let permissions: UInt32
  package let device: UInt64
  package let inode: UInt64

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .symlink
      case S_IFSOCK: .socket
      case S_IFBLK, S_IFCHR: .device
      case S_IFIFO: .pipe
      default: .unknown
      }
    size = Int64(raw.st_size)
    modifiedSeconds = Int64(raw.st_mtim.tv_sec)
    modifiedNanoseconds = Int64(raw.st_mtim.tv_nsec)
    permissions = UInt32(raw.st_mode & 0o7777)
    device = UInt64(raw.st_dev)
    inode = UInt64(raw.st_ino)
  }

  /// Of the entry itself, never of what a link points to; nil where there is nothing.
  package static func ofEntry(_ path: String) throws(Fault) -> FileStatus? {
    var raw = stat()
    guard lstat(path, &raw) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return nil }
      throw Syscalls.fault("stat", path, code)
    }
    return FileStatus(raw)
  }
}
