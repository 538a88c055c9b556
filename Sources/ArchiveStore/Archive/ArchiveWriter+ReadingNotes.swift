package import ArchiveFormat
package import ByteCoding
internal import CLinux

/// A note on disk of the file a thread is reading with other people's decoders, which a crash of theirs marks.
package struct ReadingNote {
  fileprivate let staged: StagedFile
}

extension ArchiveWriter {
  /// Notes that this thread begins to read a file. A crash while the note stands makes the next run store that file whole.
  ///
  /// Throws `.environment`. Cost: one small file made and removed.
  package func beginReading(_ path: RelativePath) throws(Fault) -> ReadingNote {
    let staged = try stage(as: Self.notePrefix)
    // The first byte is the crash's to overwrite.
    try staged.file.write(all: Array(" \(path.bytes.hex)".utf8), at: 0)
    glassine_set_crash_note(staged.file.descriptor)
    return ReadingNote(staged: staged)
  }

  /// Takes the note away; call on the thread that made it.
  package func endReading(_ note: ReadingNote) {
    glassine_set_crash_note(-1)
    discard(note.staged)
  }

  /// The paths whose reading crashed an earlier run, as the notes it left aside say.
  static func crashedPaths(_ staging: Folder) throws(Fault) -> Set<[UInt8]> {
    var paths: Set<[UInt8]> = []
    for name in try staging.names() where name.starts(with: Array(notePrefix.utf8)) {
      let text = try staging.file(name).read(at: 0, upTo: 1 << 16)
      guard text.first == UInt8(ascii: "!"), let path = [UInt8](hex: String(decoding: text.dropFirst(), as: UTF8.self)) else { continue }
      paths.insert(path)
    }
    return paths
  }

  private static var notePrefix: String { "reading" }
}
