package import ByteCoding

/// The right to write to an archive; held by one process at a time, given up when this value goes or the process dies.
package final class ArchiveLock: Sendable {
  private let file: OpenFile

  /// Throws `.environment` (`archive.locked`) while another process writes.
  package init(_ archive: Archive) throws(Fault) {
    file = try archive.root.open(creating: Array(Archive.lockName.utf8))
    guard try file.lock() else { throw Self.isTaken(archive) }
  }

  static func isTaken(_ archive: Archive) -> Fault {
    Fault(
      .environment, "archive.locked", "another Glassine is writing to this archive", file: archive.root.path,
      advice: "wait until it has finished")
  }
}

/// Keeps writers out of an archive while it is read as a whole; several processes may hold one at a time.
package final class ArchiveReadingLock: Sendable {
  private let file: OpenFile?

  /// Throws `.environment` (`archive.locked`) while a process writes. An archive on a medium that cannot be written to needs no lock.
  package init(_ archive: Archive) throws(Fault) {
    let name = Array(Archive.lockName.utf8)
    file = try archive.root.status(name) == nil ? try Self.make(archive, name) : try archive.root.file(name)
    guard let file, try !file.lockForReading() else { return }
    throw ArchiveLock.isTaken(archive)
  }

  private static func make(_ archive: Archive, _ name: [UInt8]) throws(Fault) -> OpenFile? {
    do throws(Fault) { return try archive.root.open(creating: name) } catch {
      guard error.isRefused else { throw error }
      return nil
    }
  }
}
