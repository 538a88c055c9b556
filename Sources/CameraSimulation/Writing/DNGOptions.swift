/// How a DNG lays out its samples: everything that changes the file and not the picture.
package struct DNGOptions: Hashable, Sendable {
  /// How the rows are cut into runs.
  package enum Organisation: Hashable, Sendable {
    case strips(rows: Int)
    /// Both sides multiples of 16, as TIFF demands. LibRaw 0.20 reads uncompressed tiles only where a single one, as wide as the
    /// picture, holds everything.
    case tiles(width: Int, height: Int)
  }

  package var bigEndian = false
  package var organisation = Organisation.strips(rows: 64)
  /// Codes of fewer bits stored in 16-bit words.
  package var inWords = false
  /// What fills the last byte of a row whose samples do not end on a byte; its low bits are used.
  package var rowFill: UInt8 = 0
  /// Whether the parts of tiles beyond the picture repeat its edge (true) or are 0.
  package var repeatsEdge = true
  /// Bytes after the last run that no tag speaks of.
  package var trailer: [UInt8] = []
  /// Longer side of the preview in the first directory; 0 leaves it out and puts the raw picture there.
  package var previewSide = 64

  package init() {}
}
