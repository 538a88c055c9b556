package import ArchiveStore
package import ByteCoding

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Gives a part of a text file line by line, without an array for each; memory holds a piece of the file.
package struct FileLines {
  private let file: OpenFile
  private var offset: Int
  private let end: Int
  private var buffer: [UInt8] = []
  private var begin = 0
  private static let piece = 1 << 16

  /// Reads from `offset` up to `end`.
  package init(_ file: OpenFile, from offset: Int = 0, to end: Int = .max) {
    (self.file, self.offset, self.end) = (file, offset, end)
  }

  /// Where in the file the next line begins.
  package var position: Int { offset - (buffer.count - begin) }

  /// Hands the next line to `body`, without its newline; nil at the end. A last line without a newline counts.
  ///
  /// Throws `.environment`, or `.damaged` (`proofs.line`) for a line of over 1 MiB.
  package mutating func next<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(Fault) -> Result? {
    var searched = begin
    while true {
      let from = searched
      let newline: Int? = buffer.withUnsafeBytes { bytes in
        guard from < bytes.count, let base = bytes.baseAddress, let found = memchr(base + from, 0x0A, bytes.count - from) else {
          return nil
        }
        return UnsafeRawPointer(found) - base
      }
      if let newline {
        let line = begin..<newline
        begin = newline + 1
        return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line])) }
      }
      let piece = offset < end ? try file.read(at: offset, upTo: min(Self.piece, end - offset)) : []
      guard !piece.isEmpty else {
        guard begin < buffer.count else { return nil }
        let line = begin..<buffer.count
        begin = buffer.count
        return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line])) }
      }
      guard buffer.count - begin <= SegmentText.longestLine else {
        throw Fault.damaged("proofs.line", "a line of over 1 MiB").in(file: file.path)
      }
      searched = buffer.count - begin
      buffer.removeFirst(begin)
      begin = 0
      offset += piece.count
      buffer += piece
    }
  }
}
