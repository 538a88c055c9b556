package import ByteCoding
internal import TIFFReading

/// A raw stream found in a camera file.
package struct PanasonicRW2Found: Hashable, Sendable {
  /// The stream's place in the file, in bytes.
  package let offset: Int
  package let length: Int
  package let format: PanasonicRW2Format
}

/// Files of Panasonic cameras, and of those that Panasonic builds for Leica (RW2, RWL, RAW): TIFF with tags of their own.
package enum PanasonicRW2File {
  private enum Tag {
    static let version: UInt16 = 0x0001
    static let width: UInt16 = 0x0002
    static let height: UInt16 = 0x0003
    static let bits: UInt16 = 0x000A
    static let rawFormat: UInt16 = 0x002D
    static let dataOffset: UInt16 = 0x0118
  }

  /// The raw stream of a file; always one.
  ///
  /// By LibRaw's rules: a data offset (tag 0x0118) means blocks; else a strip does where its rows fill the file. Throws `unsupported` for
  /// other files (`tiff.signature`, `rw2.file`), strips of packed samples or words (`rw2.uncompressed`), an unknown RawFormat
  /// (`rw2.version`), depth (`rw2.depth`) or width (`rw2.width`); `damaged` where the stream lies outside the file (`rw2.short`);
  /// `overLimit` (`size.limit`).
  package static func find(in file: [UInt8], budget: MemoryBudget = .standard) throws(Fault) -> [PanasonicRW2Found] {
    let structure = try TIFFStructure(parsing: file, lenient: true)
    guard let raw = structure.directories.first, raw[Tag.version]?.count == 4, let width = raw[Tag.width]?.integer,
      let height = raw[Tag.height]?.integer
    else { throw .unsupported("rw2.file", "this is no raw file of a Panasonic camera") }
    try budget.check(width: width, height: height, at: "the raw image")
    let rawFormat = raw[Tag.rawFormat]?.integer ?? 0
    guard let entry = raw[Tag.dataOffset].flatMap({ $0.type == .long ? $0 : nil }) else {
      return [try findStrip(raw, width: width, height: height, in: file, budget: budget)]
    }
    guard let offset = entry.integer else { throw .damaged("rw2.short", "the raw stream lies outside the file") }
    let layout = try layout(rawFormat, bits: raw[Tag.bits]?.integer ?? 0)
    // Tag 0x0118 came with the rotation; RawFormat 6 went without it again.
    let format = try PanasonicRW2Format(width: width, height: height, layout: layout, isRotated: rawFormat < 6, budget: budget)
    return [try found(format, offset: offset, claimed: raw[TIFFTag.stripByteCounts]?.integer ?? 0, in: file)]
  }

  private static func layout(_ rawFormat: Int, bits: Int) throws(Fault) -> PanasonicRW2Format.Layout {
    switch rawFormat {
    case 0...4: return .differences8
    case 5 where bits == 12, 7 where bits == 12: return .packed12
    case 5 where bits == 14, 7 where bits == 14: return .packed14
    case 6 where bits == 12: return .plainDifferences8
    case 6 where bits == 14 || bits == 0: return .plainDifferences10
    case 5...7: throw .unsupported("rw2.depth", "the raw image has \(bits) bits a sample, which is not known of RawFormat \(rawFormat)")
    default: throw .unsupported("rw2.version", "the raw image is of RawFormat \(rawFormat), which is not known")
    }
  }

  /// The first cameras: blocks without rotation, if rows of blocks fill the file to its end.
  private static func findStrip(
    _ raw: TIFFDirectory, width: Int, height: Int, in file: [UInt8], budget: MemoryBudget
  ) throws(Fault) -> PanasonicRW2Found {
    guard let offset = raw[TIFFTag.stripOffsets]?.integer, offset > 0, offset < file.count,
      (file.count - offset) / max(1, width * 8 / 7) == height
    else { throw .unsupported("rw2.uncompressed", "the raw image is not in blocks: its samples are packed, or words") }
    let format = try PanasonicRW2Format(width: width, height: height, layout: .differences8, isRotated: false, budget: budget)
    return try found(format, offset: offset, claimed: raw[TIFFTag.stripByteCounts]?.integer ?? 0, in: file)
  }

  /// The length that the file claims, where that can be; else what cameras write, as far as there is any.
  private static func found(
    _ format: PanasonicRW2Format, offset: Int, claimed: Int, in file: [UInt8]
  ) throws(Fault) -> PanasonicRW2Found {
    guard offset > 0, offset <= file.count, format.leastByteCount <= file.count - offset else {
      throw .damaged("rw2.short", "the raw stream does not lie in the file", at: "offset \(offset)")
    }
    let there = file.count - offset
    let length = (format.leastByteCount...there).contains(claimed) ? claimed : min(format.usualByteCount, there)
    return PanasonicRW2Found(offset: offset, length: length, format: format)
  }
}
