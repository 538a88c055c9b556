/// The room that finds out how a camera file stores its samples, and rebuilds the file from samples and everything else.
///
/// A recipe names the runs of bytes that hold samples or pictures, and how; the skeleton is all other bytes; the residue corrects
/// whatever a rebuilding from samples alone gets wrong. The three, the stored samples and the pictures make the file again, byte for
/// byte: the finder proves it by doing it before it says yes.

/// Where the samples and pictures lie in a file, and in what form.
package struct Recipe: Hashable, Sendable {
  /// The length of the file in bytes.
  package let fileLength: Int
  /// The size of the mosaic the samples come from; 0x0 where there is none, only pictures.
  package let width: Int
  package let height: Int
  let layouts: [SegmentLayout]
  /// In file order, without overlap.
  let segments: [Segment]

  init(fileLength: Int, width: Int, height: Int, layouts: [SegmentLayout], segments: [Segment]) {
    self.fileLength = fileLength
    self.width = width
    self.height = height
    self.layouts = layouts
    self.segments = segments
  }

  /// Whether any samples are in the file, or only pictures.
  package var hasMosaic: Bool { width > 0 }

  /// Bytes of the file that hold samples.
  package var sampleBytes: Int { segments.reduce(0) { $0 + (layouts[$1.layout].picture == nil ? $1.byteCount : 0) } }

  /// Where samples lie in the file, in order.
  package var sampleRanges: [Range<Int>] { segments.filter { layouts[$0.layout].picture == nil }.map { $0.offset..<$0.end } }

  /// Bytes of the file outside of segments: the length of the skeleton.
  package var skeletonBytes: Int { fileLength - segments.reduce(0) { $0 + $1.byteCount } }

  /// The bytes of each picture, by its number.
  package var pictureBytes: [Int] {
    var counts: [Int] = []
    for segment in segments {
      guard let number = layouts[segment.layout].picture else { continue }
      if number >= counts.count { counts += Array(repeating: 0, count: number + 1 - counts.count) }
      counts[number] += segment.byteCount
    }
    return counts
  }
}

extension Recipe: CustomStringConvertible {
  /// One line for people: `12-bit MSB-first, lines of 3018 bytes, 67 segments; 2 JPEGs`.
  package var description: String {
    var parts = layouts.indices.compactMap { index -> String? in
      guard layouts[index].picture == nil else { return nil }
      let count = segments.count { $0.layout == index }
      return "\(layouts[index]), \(count) segment" + (count == 1 ? "" : "s")
    }
    let pictures = pictureBytes.count
    if pictures > 0 { parts.append("\(pictures) JPEG" + (pictures == 1 ? "" : "s")) }
    return parts.joined(separator: "; ")
  }
}
