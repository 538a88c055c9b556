internal import ByteCoding
internal import MetadataCoding
internal import ShotMetadata

/// The Exif and GPS directories of a DNG: every field of the original's, completed from the facts where it had none.
struct DNGMetadata {
  /// Where the directories lie in the file.
  struct Offsets {
    var exif: Int?
    var gps: Int?
  }

  private let exif: [ExifField]
  private let gps: [ExifField]
  private let makerNote: ExifField?
  private let makerNoteOffset: Int?

  init(_ metadata: MetadataBlock, facts: ShotFacts) {
    // Some programs put an image's own tags into the Exif directory; there they would describe a second image that is not there.
    exif = metadata.exif.filter { (0x8000..<0xC600).contains($0.tag) } + Self.completion(of: metadata, facts)
    gps = metadata.gps
    makerNote = metadata.makerNote.flatMap { ExifField(tag: 37_500, type: 7, count: $0.count, value: $0) }
    makerNoteOffset = metadata.makerNoteOffset
  }

  /// Writes the directories to a file that has only its header. The maker note goes where it lay in the original, so that
  /// pointers of its own still lead to what they did.
  func place(in file: TIFFFile) throws(Fault) -> Offsets {
    var placed: (field: ExifField, offset: Int)?
    if let makerNote, makerNote.count > 4, let offset = makerNoteOffset, offset >= file.end, offset <= 1 << 17, offset % 2 == 0 {
      try file.place(makerNote.value, at: offset)
      placed = (makerNote, offset)
    }
    var offsets = Offsets()
    let fields = placed == nil ? exif + (makerNote.map { [$0] } ?? []) : exif
    if !fields.isEmpty || placed != nil {
      offsets.exif = file.end
      try file.place(ExifDirectory(fields: fields, placed: placed).bytes(at: file.end, bigEndian: file.bigEndian), at: file.end)
    }
    if !gps.isEmpty {
      offsets.gps = file.end
      try file.place(ExifDirectory(fields: gps).bytes(at: file.end, bigEndian: file.bigEndian), at: file.end)
    }
    return offsets
  }

  private static func completion(of metadata: MetadataBlock, _ facts: ShotFacts) -> [ExifField] {
    let exposure = facts.exposure
    var fields: [ExifField?] = []
    if metadata.exif.isEmpty {
      fields.append(facts.camera.serialNumber.flatMap { $0.isEmpty ? nil : .text(42_033, $0) })
      fields.append(facts.lens?.model.flatMap { $0.isEmpty ? nil : .text(42_036, $0) })
    }
    fields.append(ExifField(tag: 36_864, type: 7, count: 4, value: Array("0230".utf8)))
    fields.append(exposure.shutter.flatMap { $0 > 0 ? .rationals(33_434, [$0]) : nil })
    fields.append(exposure.aperture.flatMap { $0 > 0 ? .rationals(33_437, [$0]) : nil })
    fields.append(exposure.focalLength.flatMap { $0 > 0 ? .rationals(37_386, [$0]) : nil })
    if let iso = exposure.iso, iso >= 1, iso <= 65_535 { fields.append(.short(34_855, UInt16(iso))) }
    if let time = exposure.timestamp.flatMap({ CalendarTime(secondsSince1970: $0) }) { fields.append(.text(36_867, time.exif)) }
    return fields.compactMap { $0 }.filter { added in !metadata.exif.contains { $0.tag == added.tag } }
  }
}
