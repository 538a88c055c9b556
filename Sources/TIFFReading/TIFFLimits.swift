/// What a TIFF-like file may cost to read; far above what cameras write.
package struct TIFFLimits: Hashable, Sendable {
  /// Directories in all.
  package var directories: Int
  /// Entries of one directory; a directory with more is not read.
  package var entries: Int
  /// How deep directories may point to directories.
  package var depth: Int

  package init(directories: Int = 128, entries: Int = 2048, depth: Int = 4) {
    self.directories = directories
    self.entries = entries
    self.depth = depth
  }

  package static let standard = TIFFLimits()
}
