/// How the samples of uncompressed segments are laid out in lines: layout kind 1.
struct PackedLayout: Hashable, Sendable {
  /// What stands at places of a segment that lie outside the mosaic.
  enum Fill: UInt8, Hashable, Sendable {
    case zero = 0
    /// The nearest sample of the mosaic.
    case edge = 1
  }

  static let columnLimit = 1 << 17
  static let strideLimit = 1 << 22

  var packing: SamplePacking
  /// Samples of one row.
  var columns: Int
  /// Rows that follow one another in a line without a byte boundary between them, 1...8.
  var rowsPerLine = 1
  /// Bytes from one line to the next; at least `lineBytes`.
  var stride: Int
  /// Mosaic rows from one row of the segment to the next, 1...16; 2 for half-frames.
  var rowStep = 1
  var fill = Fill.zero
  var rotation: RowRotation?

  /// Samples of one line.
  var lineSamples: Int { columns * rowsPerLine }
  /// Bytes the samples of one line take.
  var lineBytes: Int { packing.byteCount(lineSamples) }
}

extension PackedLayout: CustomStringConvertible {
  var description: String {
    var text = "\(packing), lines of \(stride) bytes"
    if rowStep > 1 { text += ", every \(rowStep). row" }
    if rowsPerLine > 1 { text += ", \(rowsPerLine) rows a line" }
    if rotation != nil { text += ", rotated rows" }
    return text
  }
}
