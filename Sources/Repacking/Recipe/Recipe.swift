/// The room that finds out how a camera file stores its samples, and rebuilds the file from samples and everything else.
///
/// A recipe names the runs of bytes that hold samples and how; the skeleton is all other bytes; the residue corrects whatever a
/// rebuilding from samples alone gets wrong. The three and the stored samples make the file again, byte for byte: the finder
/// proves it by doing it before it says yes.

/// Where the samples lie in a file, and in what form.
package struct Recipe: Hashable, Sendable {
  /// The length of the file in bytes.
  package let fileLength: Int
  /// The size of the mosaic the samples come from.
  package let width: Int
  package let height: Int
  let layouts: [PackedLayout]
  /// In file order, without overlap.
  let segments: [Segment]

  init(fileLength: Int, width: Int, height: Int, layouts: [PackedLayout], segments: [Segment]) {
    self.fileLength = fileLength
    self.width = width
    self.height = height
    self.layouts = layouts
    self.segments = segments
  }

  /// Bytes of the file that hold samples.
  package var sampleBytes: Int { segments.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of the file outside of samples: the length of the skeleton.
  package var skeletonBytes: Int { fileLength - sampleBytes }
}

extension Recipe: CustomStringConvertible {
  /// One line for people: `12-bit MSB-first, 67 segments, lines of 3018 bytes`.
  package var description: String {
    let forms = layouts.map { layout in
      var text = "\(layout.packing), lines of \(layout.stride) bytes"
      if layout.rowStep > 1 { text += ", every \(layout.rowStep). row" }
      if layout.rowsPerLine > 1 { text += ", \(layout.rowsPerLine) rows a line" }
      if layout.rotation != nil { text += ", rotated rows" }
      return text
    }
    return forms.joined(separator: "; ") + ", \(segments.count) segment" + (segments.count == 1 ? "" : "s")
  }
}
