package import ByteCoding

/// The right to write to an archive; held by one process at a time, given up when this value goes or the process dies.
package final class ArchiveLock: Sendable {
  private let file: OpenFile

  /// Throws `.environment` (`archive.locked`) while another process writes.
  package init(_ archive: Archive) throws(Fault) {
    file = try archive.root.open(creating: Array(Archive.lockName.utf8))
    guard try file.lock() else {
      throw Fault(
        .environment, "archive.locked", "another Glassine is writing to this archive", file: archive.root.path,
        advice: "wait until it has finished")
    }
  }
}
