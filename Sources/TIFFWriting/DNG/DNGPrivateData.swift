internal import ByteCoding
internal import MetadataCoding

/// DNGPrivateData as Adobe lays it out: the maker note with what is needed to follow its pointers.
enum DNGPrivateData {
  /// `Adobe\0`, then the section `MakN`: size, byte-order mark, original offset, the maker note; big-endian, padded to even.
  ///
  /// Empty without a maker note or where its offset is not known: without that the note's pointers lead nowhere.
  static func bytes(_ metadata: MetadataBlock) -> [UInt8] {
    guard let note = metadata.makerNote, let offset = metadata.makerNoteOffset else { return [] }
    var writer = ByteWriter(reserving: note.count + 24)
    writer.write(Array("Adobe".utf8) + [0])
    writer.write("MakN".utf8)
    writer.u32(UInt32(truncatingIfNeeded: note.count + 6), bigEndian: true)
    writer.write((metadata.makerNoteBigEndian ? "MM" : "II").utf8)
    writer.u32(UInt32(truncatingIfNeeded: offset), bigEndian: true)
    writer.write(note)
    if note.count % 2 == 1 { writer.u8(0) }
    return writer.bytes
  }
}
