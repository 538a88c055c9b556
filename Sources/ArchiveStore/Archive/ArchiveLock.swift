package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The right to write to an archive; held by one process at a time, given up when this value goes or the process dies.
package final class ArchiveLock: Sendable {
  private let file: OpenFile

  /// Throws `.environment` (`archive.locked`) while another process writes.
  package init(_ archive: Archive) throws(Fault) {
    file = try archive.root.append(Array(Archive.lockName.utf8))
    guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw Syscalls.fault("lock", file.path, errno) }
      throw Fault(
        .environment, "archive.locked", "another Glassine is writing to this archive", file: archive.root.path,
        advice: "wait until it has finished")
    }
  }
}
