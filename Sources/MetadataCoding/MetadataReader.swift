package import ByteCoding
internal import CExiv2
internal import Synchronization

/// Exiv2 may be in one thread only: its XMP toolkit keeps state for the whole process.
enum Exiv2 {
  private static let lock = Mutex(false)

  /// Runs a piece of work as the only one inside Exiv2.
  static func alone<Result>(_ work: () throws(Fault) -> Result) throws(Fault) -> Result {
    try lock.withLock { (prepared: inout sending Bool) throws(Fault) -> Result in
      if !prepared { glassine_exiv2_prepare() }
      prepared = true
      return try work()
    }
  }

  /// A call that reports its failure in a buffer: its code and the text.
  static func call(_ body: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> (code: Int, message: String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      guard let start = buffer.baseAddress else { return (Int(glassine_exiv2_refused), "") }
      start.initialize(repeating: 0, count: 512)
      let code = body(start, 512)
      return (Int(code), String(cString: start))
    }
  }
}

/// Reads the metadata of camera files.
package enum MetadataReader {
  /// The metadata of a camera file held in memory; an empty block where Exiv2 does not know the format or finds nothing.
  ///
  /// At most 64 MiB of values are taken over. `name` is the file's name, for the fault. Throws `damaged` (`metadata.unreadable`) where
  /// the file is of a known format but its directories make no sense, and `overLimit` (`metadata.size`). One read runs at a time.
  package static func read(_ file: [UInt8], name: String) throws(Fault) -> MetadataBlock {
    do throws(Fault) {
      return try Exiv2.alone { () throws(Fault) -> MetadataBlock in try readAlone(file) }
    } catch { throw error.in(file: name) }
  }

  private static func readAlone(_ file: [UInt8]) throws(Fault) -> MetadataBlock {
    guard !file.isEmpty else { return MetadataBlock() }
    var handle: OpaquePointer?
    let outcome = Exiv2.call { message, capacity in
      file.withUnsafeBufferPointer { bytes in
        glassine_exiv2_read(bytes.baseAddress, bytes.count, 64 << 20, &handle, message, capacity)
      }
    }
    defer { glassine_exiv2_block_free(handle) }
    switch outcome.code {
    case glassine_exiv2_unknown_format: return MetadataBlock()
    case glassine_exiv2_over_limit:
      throw .overLimit("metadata.size", "the metadata hold more than 64 MiB of values")
    case glassine_exiv2_done: break
    default: throw .damaged("metadata.unreadable", "the metadata cannot be read: \(outcome.message)")
    }
    guard let handle else { return MetadataBlock() }
    return block(handle, of: file)
  }

  private static func block(_ handle: OpaquePointer, of file: [UInt8]) -> MetadataBlock {
    var block = MetadataBlock()
    for index in 0..<glassine_exiv2_field_count(handle) {
      let raw = glassine_exiv2_field_at(handle, index)
      let value = Array(UnsafeBufferPointer(start: raw.bytes, count: raw.size))
      guard let field = ExifField(tag: raw.tag, type: raw.type, count: Int(raw.count), value: value) else { continue }
      switch Int(raw.group) {
      case glassine_exiv2_photo where !pointerTags.contains(raw.tag): block.exif.append(field)
      case glassine_exiv2_gps: block.gps.append(field)
      case glassine_exiv2_image where descriptiveTags.contains(raw.tag): block.ifd0.append(field)
      default: break
      }
    }
    block.exif.sort { $0.tag < $1.tag }
    block.gps.sort { $0.tag < $1.tag }
    block.ifd0.sort { $0.tag < $1.tag }
    block.makerNote = bytes { glassine_exiv2_maker_note(handle, $0) }
    if let note = block.makerNote {
      block.makerNoteOffset = place(of: note, in: file, claimed: Int(clamping: glassine_exiv2_maker_note_offset(handle)))
      block.makerNoteBigEndian = glassine_exiv2_maker_note_big_endian(handle) != 0
    }
    block.xmp = bytes { glassine_exiv2_xmp(handle, $0) }
    block.iptc = bytes { glassine_exiv2_iptc(handle, $0) }
    return block
  }

  /// Where the maker note starts. In files other than TIFF offsets count from a header Exiv2 alone knows, and what it claims must do;
  /// in TIFF files it may claim the place of a DNG's private data, so the bytes decide.
  private static func place(of note: [UInt8], in file: [UInt8], claimed: Int) -> Int? {
    guard file.starts(with: [0x49, 0x49]) || file.starts(with: [0x4D, 0x4D]) else { return claimed >= 0 ? claimed : nil }
    return file.withUnsafeBufferPointer { file in
      note.withUnsafeBufferPointer { note in
        func isThere(_ offset: Int) -> Bool {
          guard offset >= 0, offset <= file.count - note.count else { return false }
          return file[offset] == note[0] && note.indices.allSatisfy { file[offset + $0] == note[$0] }
        }
        if isThere(claimed) { return claimed }
        return (0..<min(file.count, 1 << 20)).first(where: isThere)
      }
    }
  }

  private static func bytes(_ source: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?) -> [UInt8]? {
    var size = 0
    guard let start = source(&size), size > 0 else { return nil }
    return Array(UnsafeBufferPointer(start: start, count: size))
  }

  /// Offsets into the file it came from: meaningless anywhere else.
  private static let pointerTags: Set<UInt16> = [34_665, 34_853, 37_500, 40_965]

  /// What the main directory says about the shot; its other fields describe how that file is laid out.
  private static let descriptiveTags: Set<UInt16> = [
    270, 271, 272, 274, 305, 306, 315, 316, 18_246, 18_249, 33_432, 33_434, 33_437, 34_850, 34_855, 36_867, 37_377, 37_378, 37_380, 37_381,
    37_383, 37_384, 37_385, 37_386, 37_390, 37_391, 37_392, 37_393, 37_394, 37_395, 37_396, 37_397, 37_398, 37_399, 40_091, 40_092, 40_093,
    40_094, 40_095, 50_708, 50_735, 50_736, 50_740,
  ]
}
