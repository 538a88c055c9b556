internal import ArchiveStore
internal import ByteCoding

/// A text file that is written in pieces, aside.
struct SheetFile {
  private static let piece = 1 << 16
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var length = 0

  init(_ file: OpenFile) { self.file = file }

  mutating func write(_ text: String) throws(Fault) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.piece { try flush() }
  }

  /// Hands everything to the system; call it at the end.
  mutating func flush() throws(Fault) {
    guard !buffer.isEmpty else { return }
    try file.write(all: buffer, at: length)
    length += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
