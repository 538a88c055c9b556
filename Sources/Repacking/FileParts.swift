package import SensorModel

/// An original taken apart into mosaic, pictures, and all the rest: everything that is needed to make it again, each byte once.
package struct FileParts: Sendable {
  package let recipe: Recipe
  /// Every byte of the file outside samples and pictures, in file order.
  package let skeleton: [UInt8]
  /// Corrections to bytes made from samples alone; empty where none are needed.
  package let residue: [UInt8]
  /// The samples as the file has them, before any curve; nil where the file has no mosaic, or none that could be taken out.
  package let stored: Mosaic?
  /// Stored code to the reader's value; nil where they are the same.
  package let linearization: [UInt16]?

  /// Takes pictures out of a file, and what a finder has taken out of it already.
  ///
  /// `pictures` has the runs of each picture, in order; none may be empty, share a byte with another, lie in the samples or outside the
  /// file: anything else is a mistake of the caller and traps.
  package init(_ repacked: Repacked?, pictures: [[Range<Int>]], of file: [UInt8]) {
    let found = repacked?.recipe
    let layouts = (found?.layouts ?? []) + pictures.indices.map { .picture($0) }
    var segments = found?.segments ?? []
    let first = layouts.count - pictures.count
    for (number, runs) in pictures.enumerated() {
      segments += runs.map { Segment(offset: $0.lowerBound, byteCount: $0.count, layout: first + number, row: 0, column: 0) }
    }
    segments.sort { $0.offset < $1.offset }
    precondition(
      segments.allSatisfy { $0.byteCount > 0 } && zip(segments, segments.dropFirst()).allSatisfy { $0.end <= $1.offset }
        && (segments.last?.end ?? 0) <= file.count, "parts of a file overlap")
    recipe = Recipe(
      fileLength: file.count, width: found?.width ?? 0, height: found?.height ?? 0, layouts: layouts, segments: segments)
    skeleton = pictures.isEmpty && repacked != nil ? repacked?.skeleton ?? [] : segments.skeleton(of: file)
    residue = repacked?.residue ?? []
    stored = repacked?.stored
    linearization = repacked?.linearization
  }
}
