internal import ByteCoding

/// How a maker note begins, and where its directory and the places it names count from.
private struct MakerNoteForm {
  let signature: [UInt8]
  /// Where its directory begins, in bytes from the note's start; nil where a TIFF header behind the signature says so.
  let directory: Int?
  /// Whether offsets count from the note's start (or its own TIFF header) or from the file's.
  let isSelfContained: Bool
  /// Where two bytes of byte order stand; nil for the file's order.
  let order: Int?

  /// Of makers whose notes tell how samples are coded; Olympus's is read in its own room.
  static let all = [
    MakerNoteForm(signature: Array("Nikon\0".utf8), directory: nil, isSelfContained: true, order: 10),
    MakerNoteForm(signature: Array("AOC\0".utf8), directory: 6, isSelfContained: false, order: 4),
    MakerNoteForm(signature: Array("PENTAX \0".utf8), directory: 10, isSelfContained: true, order: 8),
    MakerNoteForm(signature: [], directory: 0, isSelfContained: false, order: nil),
  ]
}

extension TIFFStructure {
  /// The directory of the first maker note; nil where there is none, or none of a known form.
  ///
  /// `file` is what the structure was read from. Notes without a signature (Canon, Nikon's first) are read as a bare directory. Sources:
  /// the descriptions of Exif 2.32's tag 0x927C, and of each maker's note, by the ExifTool project.
  package func makerNote(in file: [UInt8], limits: TIFFLimits = .standard) -> TIFFDirectory? {
    guard let note = directories.lazy.compactMap({ $0[TIFFTag.makerNote] }).first, note.bytes.count >= 18 else { return nil }
    let bytes = note.bytes
    guard let form = MakerNoteForm.all.first(where: { bytes.starts(with: $0.signature) }) else { return nil }
    var isBig = bigEndian
    if let order = form.order {
      // Pentax writes two zeros or spaces where the file's order holds.
      switch (bytes[bytes.startIndex + order], bytes[bytes.startIndex + order + 1]) {
      case (0x4D, 0x4D): isBig = true
      case (0x49, 0x49): isBig = false
      default: break
      }
    }
    var base = form.isSelfContained ? bytes.startIndex : 0
    var start = bytes.startIndex + (form.directory ?? 0)
    if form.directory == nil, let order = form.order {
      base = bytes.startIndex + order
      var reader = ByteReader(bytes)
      guard (try? reader.seek(to: order + 4)) != nil, let offset = try? reader.u32(bigEndian: isBig), Int(offset) < file.count - base else {
        return nil
      }
      start = base + Int(offset)
    }
    var walk = TIFFWalk(file: file, header: TIFFHeader(bigEndian: isBig), limits: limits, base: base)
    return walk.read(.init(offset: UInt64(start), role: .makerNote, parent: nil, depth: 0))?.0
  }
}
