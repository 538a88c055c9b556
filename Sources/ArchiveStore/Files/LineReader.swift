package import ByteCoding

/// Reads a text file line by line, without holding more of it than a piece.
package struct LineReader {
  /// No line of ours is longer: a path of a few thousand bytes, escaped.
  private static let longestLine = 1 << 20
  private let file: OpenFile
  private var offset = 0
  private var buffer: [UInt8] = []
  private var next = 0
  private var atEnd = false

  package init(_ file: OpenFile) { self.file = file }

  /// The next line without its newline; nil at the end. A last line without a newline counts when `partial` is true.
  ///
  /// Throws `.environment`, or `.damaged` (`manifest.line`) for an endless line.
  package mutating func line(partial: Bool = true) throws(Fault) -> [UInt8]? {
    while true {
      if let end = buffer[next...].firstIndex(of: 0x0A) {
        defer { next = end + 1 }
        return Array(buffer[next..<end])
      }
      if atEnd {
        defer { next = buffer.count }
        return partial && next < buffer.count ? Array(buffer[next...]) : nil
      }
      buffer.removeFirst(next)
      next = 0
      guard buffer.count <= Self.longestLine else {
        // Whoever goes on nevertheless must come to the end.
        buffer.removeAll()
        throw Fault.damaged("manifest.line", "a line of over 1 MiB").in(file: file.path)
      }
      let piece = try file.read(at: offset, upTo: 1 << 16)
      offset += piece.count
      atEnd = piece.isEmpty
      buffer += piece
    }
  }
}
