package import ByteCoding

/// Gives a manifest's lines one after the other, in the order of the file; memory holds a piece of it.
package struct ManifestReader {
  private let file: OpenFile
  private var reader: LineReader
  private var number = 0

  package init(_ file: OpenFile) {
    self.file = file
    reader = LineReader(file)
  }

  /// The next line; nil at the end. Throws `.damaged` (`manifest.line`) for a line that is none, after which the next may be asked for.
  package mutating func next() throws(Fault) -> ManifestLine? {
    guard let bytes = try reader.line() else { return nil }
    number += 1
    guard let line = ManifestLine(parsing: bytes) else {
      throw Fault(.damaged, "manifest.line", "this line is not a digest and a path", file: file.path, place: "line \(number)")
    }
    return line
  }
}
