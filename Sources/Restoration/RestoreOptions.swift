package import ArchiveFormat
package import ByteCoding

/// What a person chose for a `restore` run.
package struct RestoreOptions: Sendable {
  package enum Form: String, Sendable, CaseIterable {
    /// The files as they were, byte for byte.
    case original
    /// Raws as DNG 1.4.
    case dng
    /// Raws' mosaics as 16-bit grey TIFF, bit for bit.
    case tiff
    /// Raws developed to 16-bit RGB TIFF.
    case tiffRGB = "tiff-rgb"
  }

  package var form: Form = .original
  /// Paths inside the archive; empty for everything.
  package var paths: [RelativePath] = []
  /// A version other than the newest.
  package var version: Int?
  /// Replace files that are in the way.
  package var force = false
  /// DNG without lossless JPEG.
  package var uncompressed = false
  /// Hears what was got out of each unit that does not restore; nil leaves such units alone.
  package var salvaged: (@Sendable (SalvageReport) -> Void)?
  package var jobs: Int
  package var budget = MemoryBudget.standard
  package var software: String

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }
}
