package import ArchiveStore
package import ByteCoding

/// Something besides a unit from which that unit could be had back: parity, a second copy.
package protocol SafetyNet: Sendable {
  /// `parity` or `second-copy`.
  var name: String { get }
  /// A folder of its own that no removal may touch; nil where it lies inside the archive.
  var folder: Folder? { get }

  /// Why this net does not hold the unit with this digest; nil where it does.
  ///
  /// Asked by one thread, under the archive's lock, in byte order of the units' paths. With `reading` false only what needs no reading of
  /// contents is looked at. Throws `.environment` where nothing can be asked any more.
  func objection(to unit: String, digest: SHA256Digest, reading: Bool) throws(Fault) -> String?
}

/// Parity as a net: whoever keeps it says which units it covers.
package struct ParityNet: SafetyNet {
  package let name = "parity"
  package let folder: Folder?
  private let covers: @Sendable (_ unit: String, _ digest: SHA256Digest) throws(Fault) -> Bool

  /// `folder` is where the parity lies, if outside of the archive.
  package init(folder: Folder? = nil, _ covers: @escaping @Sendable (_ unit: String, _ digest: SHA256Digest) throws(Fault) -> Bool) {
    self.folder = folder
    self.covers = covers
  }

  package func objection(to unit: String, digest: SHA256Digest, reading: Bool) throws(Fault) -> String? {
    try covers(unit, digest) ? nil : "parity does not cover its unit"
  }
}

/// A second copy of the archive as a net: each unit is read there.
package struct SecondCopyNet: SafetyNet {
  package let name = "second-copy"
  private let archive: Archive
  private let copy: Archive
  /// True where both lie on one file system: that one drive takes both with it.
  package let isOnSameFileSystem: Bool

  package var folder: Folder? { copy.root }

  /// Throws `archive.none` where there is no archive, `.misuse` (`second-copy.same`) where it is the archive itself.
  package init(of archive: Archive, at path: String) throws(Fault) {
    self.archive = archive
    copy = try Archive.open(path)
    let (ours, theirs) = (try archive.root.status(), try copy.root.status())
    guard ours.device != theirs.device || ours.inode != theirs.inode else {
      throw Fault(.misuse, "second-copy.same", "this is the archive itself, not a second copy", file: path, advice: "name another folder")
    }
    isOnSameFileSystem = ours.device == theirs.device
  }

  package func objection(to unit: String, digest: SHA256Digest, reading: Bool) throws(Fault) -> String? {
    do throws(Fault) {
      guard let status = try copy.status(unit), status.kind == .file else { return "the second copy does not have its unit" }
      guard let own = try archive.status(unit), own.device != status.device || own.inode != status.inode else {
        return "the unit of the second copy is the archive's own under a second name"
      }
      guard status.size == own.size else { return "the unit of the second copy has another length" }
      guard reading else { return nil }
      let file = try copy.file(unit)
      file.dropCache()
      return try file.digest() == digest ? nil : "the unit of the second copy does not have its digest"
    } catch {
      return "the second copy's unit cannot be read: \(error.cause)"
    }
  }
}
