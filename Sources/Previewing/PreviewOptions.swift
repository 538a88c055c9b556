package import ArchiveFormat
package import ByteCoding
package import PictureCoding

/// What a person chose for a `preview` run.
package struct PreviewOptions: Sendable {
  /// Paths inside the archive; empty for everything.
  package var paths: [RelativePath] = []
  /// The longest side, in pixels.
  package var size = 2048
  package var format = PictureFormat.jpeg(quality: 85)
  /// Replace files that are in the way.
  package var overwrite = false
  /// Makes a better picture of each JPEG; nil shows them as they are.
  package var restore: PreviewMaker.Restorer?
  package var jobs: Int
  package var budget = MemoryBudget.standard
  package var software: String

  package init(jobs: Int, software: String) {
    self.jobs = jobs
    self.software = software
  }
}

/// What a `preview` run came to.
package struct PreviewSummary: Sendable, Hashable {
  /// Previews that lie in the folder now: written in this run, and there already with the same bytes.
  package var written = 0
  package var unchanged = 0
  /// Bytes written.
  package var bytes: Int64 = 0
  /// Of both, by where they come from.
  package var embedded = 0
  package var jpegs = 0
  package var developed = 0
  package var restored = 0
  /// Files that have no picture, and those of which one could not be had.
  package var without = 0
  package var failed = 0
  package var isComplete = true

  package init() {}
}
