package import ByteCoding
internal import Synchronization

/// A place to write aside, for operations that mend or extend an archive without taking files in. Holds the archive's lock.
///
/// Unlike `ArchiveWriter` it asks nothing of the manifests, which may be what is to be mended. Safe to use from several threads.
package final class Workspace: Sendable {
  package let archive: Archive
  private let lock: Mutex<ArchiveLock?>
  private let staging: Folder
  private let next = Mutex(0)

  /// Takes the lock and removes what a killed run left aside, all but the notes of crashes.
  ///
  /// Throws `archive.locked`, or `.environment`.
  package init(_ archive: Archive) throws(Fault) {
    self.archive = archive
    lock = Mutex(try ArchiveLock(archive))
    staging = try archive.root.folder(creating: Array(Archive.stagingName.utf8))
    for name in try staging.names() where !name.starts(with: Array("reading".utf8)) { try staging.remove(name) }
  }

  /// Gives the lock up for a writer that takes it itself, whoever still knows this workspace; nothing may be staged afterwards.
  package func release() { lock.withLock { $0 = nil } }

  /// A new, empty file aside.
  package func stage() throws(Fault) -> StagedFile {
    let number = next.withLock { number in
      number += 1
      return number
    }
    let name = Array("aside-\(number)".utf8)
    return StagedFile(file: try staging.create(name), name: name)
  }

  /// Removes a file aside that will not be published.
  package func discard(_ staged: StagedFile) { try? staging.remove(staged.name) }

  /// Gives a file aside its name inside the archive, at once or not at all, and waits until both are on the medium.
  ///
  /// Throws `.environment`; with `replacing` false also where the name is taken (`EEXIST`).
  package func publish(_ staged: StagedFile, at path: String, replacing: Bool) throws(Fault) {
    try staged.file.synchronize()
    let place = try archive.place(path, creating: true)
    try staging.rename(staged.name, to: place.folder, as: place.name, replacing: replacing)
    try place.folder.synchronize()
  }

  /// Removes a file of the archive; nothing happens where it is not there.
  package func remove(_ path: String) throws(Fault) {
    guard try archive.status(path) != nil else { return }
    let place = try archive.place(path)
    try place.folder.remove(place.name)
    try place.folder.synchronize()
  }
}
