/// How a DNG lays out its samples: everything that changes the file and not the picture.
package struct DNGOptions: Hashable, Sendable {
  /// How the rows are cut into runs.
  package enum Organisation: Hashable, Sendable {
    case strips(rows: Int)
    /// Both sides multiples of 16, as TIFF demands. LibRaw 0.20 reads uncompressed tiles only where a single one, as wide as the
    /// picture, holds everything.
    case tiles(width: Int, height: Int)
  }

  /// What stands in the parts of lossless JPEG tiles beyond the picture.
  package enum Fill: Hashable, Sendable {
    case zero
    /// The nearest sample.
    case nearest
    /// The nearest sample of the same colour, for patterns of two rows and columns.
    case sameColour
    /// Samples that have nothing to do with the picture.
    case noise
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

  /// Longer side of a second preview, a JPEG in a directory of its own below the first; 0 for none. Wants a preview in the first.
  package var jpegPreviewSide = 0
  /// Lossless JPEG (compression 7) instead of packed samples.
  ///
  /// LibRaw 0.20 reads a single strip, and tiles that are no wider than the picture. It reads wrong: frames whose width times the
  /// square of their components is the picture's width, and, with restarts, predictors other than 1, which it uses in the first row
  /// after a marker where T.81 asks for predictor 1.
  package var losslessJPEG: LosslessJPEGOptions?
  /// Of lossless JPEG tiles; packed ones go by `repeatsEdge`.
  package var fill = Fill.sameColour

  package init() {}
}
