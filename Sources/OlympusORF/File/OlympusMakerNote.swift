internal import ByteCoding
internal import TIFFReading

/// The numbers of an Olympus or OM System maker note that steer the raw stream's coding. Structure by ExifTool's tag tables.
struct OlympusMakerNote {
  /// By tag, of the image processing directory (0x2040): those of the coding and the number of valid bits.
  private(set) var values: [UInt16: Int] = [:]

  private static let imageProcessing: UInt16 = 0x2040
  private static let validBits: UInt16 = 0x0611
  /// Far more than cameras write.
  private static let entryLimit = 1024

  /// Reads what is there of the note's content; nothing where it is of another kind or damaged.
  init(_ note: ArraySlice<UInt8>) {
    let bytes = Array(note)
    let (mark, directory): (Int, Int)
    if bytes.starts(with: Array("OLYMPUS\0".utf8)) {
      (mark, directory) = (8, 12)
    } else if bytes.starts(with: Array("OM SYSTEM\0".utf8)) {
      (mark, directory) = (12, 16)
    } else {
      return
    }
    guard bytes.count > mark else { return }
    let isBigEndian = bytes[mark] == UInt8(ascii: "M")
    guard let found = try? Self.entry(Self.imageProcessing, bytes, directory, isBigEndian),
      let entries = try? Self.entries(bytes, found, isBigEndian)
    else { return }
    for (tag, value) in entries where OlympusORFParameters.tags.contains(tag) || tag == Self.validBits { values[tag] = value }
  }

  /// The coding's parameters: the note's, and standard ones for those it does not have.
  ///
  /// Throws `unsupported` (`orf.parameters`) for ones out of bounds, and where some are missing of another depth than 12 bits.
  func parameters() throws(Fault) -> OlympusORFParameters {
    let standard = OlympusORFParameters.standard.values
    let isWhole = OlympusORFParameters.tags.allSatisfy { values[$0] != nil }
    guard isWhole || values[Self.validBits] ?? 12 == 12 else {
      throw .unsupported("orf.parameters", "the raw image has other than 12 bits a sample, and the file does not say how they are coded")
    }
    return try OlympusORFParameters(zip(OlympusORFParameters.tags, standard).map { values[$0] ?? $1 })
  }

  /// Where the directory begins that an entry of the first directory points to, or holds.
  private static func entry(_ tag: UInt16, _ bytes: [UInt8], _ start: Int, _ isBigEndian: Bool) throws(Fault) -> Int {
    var reader = ByteReader(bytes)
    try reader.seek(to: start)
    let count = Int(try reader.u16(bigEndian: isBigEndian))
    for _ in 0..<min(count, entryLimit) {
      let found = try reader.u16(bigEndian: isBigEndian)
      try reader.skip(6)
      let value = Int(try reader.u32(bigEndian: isBigEndian))
      if found == tag { return value }
    }
    throw .damaged("orf.note", "the maker note has no image processing directory")
  }

  /// The first values of the entries of integers.
  private static func entries(_ bytes: [UInt8], _ start: Int, _ isBigEndian: Bool) throws(Fault) -> [(UInt16, Int)] {
    var reader = ByteReader(bytes)
    try reader.seek(to: start)
    let count = Int(try reader.u16(bigEndian: isBigEndian))
    var found: [(UInt16, Int)] = []
    for _ in 0..<min(count, entryLimit) {
      let tag = try reader.u16(bigEndian: isBigEndian)
      let type = try reader.u16(bigEndian: isBigEndian)
      let values = try reader.u32(bigEndian: isBigEndian)
      let field = Array(try reader.read(4))
      // Two shorts lie in the field as well; the first one counts.
      guard values == 1 || (values == 2 && type == TIFFFieldType.short.rawValue) else { continue }
      var value = ByteReader(field)
      switch TIFFFieldType(rawValue: type) {
      case .short: found.append((tag, Int(try value.u16(bigEndian: isBigEndian))))
      case .long: found.append((tag, Int(try value.u32(bigEndian: isBigEndian))))
      default: continue
      }
    }
    return found
  }
}
