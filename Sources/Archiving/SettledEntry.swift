package import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Reporting

/// What became of one entry of the source, with everything a statement about it needs.
package struct SettledEntry: Sendable {
  /// How much was looked at before an entry counted as settled.
  package enum Evidence: Sendable {
    /// The unit was written in this run, read back from the medium, and gave the original.
    case rebuilt
    /// Size and modification time are those of the record; no byte was read.
    case sizeAndTime
    /// The source was read, and has the digest of the record.
    case compared
    /// The same, and the unit was rebuilt, too (`--checksum`).
    case comparedAndRebuilt
    /// Failed, skipped, or a dry run.
    case nothing
  }

  /// The path inside the archive; nil where the entry could not even be looked at.
  package var path: RelativePath?
  /// The entry as it was when it was read, or, unread, when the walk came by.
  package var source: FileStatus?
  package var report: FileReport
  /// The newest unit's record; nil where nothing is archived.
  package var record: FileRecord?
  /// The newest unit's path inside the archive.
  package var unitPath: String?
  /// Set where the unit was written in this run.
  package var unitDigest: SHA256Digest?
  package var evidence = Evidence.nothing
}

/// Hears what an archive run settles, for statements that are made when it is over.
///
/// What these throw ends the run as a full disk would: they write below the archive.
package protocol ArchiveRunObserver: Sendable {
  /// The archive is locked and open; nothing is archived yet. Not called in a dry run.
  func runBegan(_ writer: ArchiveWriter) throws(Fault)
  /// One entry is settled: published, found unchanged, failed or skipped. From any thread, in any order, each entry once.
  func settled(_ entry: SettledEntry) throws(Fault)
}
