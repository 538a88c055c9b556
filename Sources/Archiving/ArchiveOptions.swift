package import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import PlaneCodec

/// What a person chose for an `archive` run.
package struct ArchiveOptions: Sendable {
  package enum Keep: String, Sendable, CaseIterable {
    /// Every original comes back byte for byte.
    case original
    /// Of raws only mosaic and metadata; a choice only a person makes.
    case mosaic
  }

  package var keep: Keep = .original
  package var planes: PlaneEncoder
  /// Files worked on at once.
  package var jobs: Int
  /// Look, but write nothing.
  package var dryRun = false
  /// Put before every path inside the archive.
  package var under: RelativePath?
  /// Compare contents even where size and modification time say a file has not changed.
  package var checkContents = false
  package var budget = MemoryBudget.standard
  /// What the archive is to carry beside the originals; nil leaves it as it is.
  package var documents: TagDocuments?
  /// Name and version of the program, for units and tag files.
  package var software: String

  package init(planes: PlaneEncoder, jobs: Int, software: String) {
    self.planes = planes
    self.jobs = jobs
    self.software = software
  }
}
