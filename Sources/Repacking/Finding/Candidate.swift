/// One guess at how a file stores its samples.
struct Candidate {
  var layout: PackedLayout
  /// In file order, without overlap, every one at least a line long.
  var segments: [Segment]

  /// Nil where segments overlap; those shorter than a line are left to the skeleton.
  init?(layout: PackedLayout, segments: [Segment]) {
    guard layout.columns <= PackedLayout.columnLimit, layout.stride >= layout.lineBytes, layout.stride <= PackedLayout.strideLimit
    else { return nil }
    let lineBytes = layout.lineBytes
    var kept = segments.filter {
      $0.byteCount >= lineBytes && $0.byteCount > 0 && $0.row < Segment.positionLimit && $0.column < Segment.positionLimit
    }
    kept.sort { $0.offset < $1.offset }
    guard !kept.isEmpty, zip(kept, kept.dropFirst()).allSatisfy({ $0.end <= $1.offset }) else { return nil }
    self.layout = layout
    self.segments = kept
  }

  /// Lines of a segment, the last one perhaps cut short.
  func lineCount(_ segment: Segment) -> Int { (segment.byteCount - 1) / layout.stride + 1 }

  /// A few lines spread over all segments, the middle first: borders are often masked and tell little.
  var probes: [(segment: Segment, line: Int)] {
    let total = segments.reduce(0) { $0 + lineCount($1) }
    return [4, 2, 6, 1, 7, 0, 8, 3, 5].map { eighths in
      var line = (total - 1) * eighths / 8
      for segment in segments {
        let count = lineCount(segment)
        if line < count { return (segment, line) }
        line -= count
      }
      return (segments[0], 0)
    }
  }

  /// Samples of the mosaic that the segments hold.
  func coverage(width: Int, height: Int) -> Int {
    segments.reduce(0) { sum, segment in
      let rows = lineCount(segment) * layout.rowsPerLine
      let inside = max(0, min(rows, (height - segment.row + layout.rowStep - 1) / layout.rowStep))
      return sum + inside * max(0, min(layout.columns, width - segment.column))
    }
  }

  /// Whether any place of a segment lies outside the mosaic.
  func reachesOutside(width: Int, height: Int) -> Bool {
    segments.contains { segment in
      segment.column + layout.columns > width
        || segment.row + (lineCount(segment) * layout.rowsPerLine - 1) * layout.rowStep >= height
    }
  }
}
