package import ByteCoding

/// The parts of a Fujifilm RAF file, as its header and directories name them.
///
/// The header is big-endian: 16 bytes `FUJIFILMCCD-RAW `, four of version, eight of the camera, 32 of its name; from byte 84 on the offsets
/// and lengths of the JPEG preview, the directory, and the raw data. The raw data of X series cameras begin with a TIFF directory.
package struct RAFContainer: Hashable, Sendable {
  /// The camera's name: `X-T2`.
  package let model: String
  /// The JPEG preview with the file's Exif; nil where it does not lie in the file.
  package let preview: Range<Int>?
  /// The raw data with their own directory; nil where they do not lie in the file. Cut off at the file's end.
  package let raw: Range<Int>?
  /// The filters' cell of 6x6 as the directory has it (tag 0x0131), turned to run from the top left; nil for other filters.
  package let xTransColors: [UInt8]?
  /// What the raw data say of themselves; nil where they begin without a directory, as those of older cameras do.
  package let rawDirectory: RAFRawDirectory?

  private static let signature = Array("FUJIFILMCCD-RAW".utf8)
  /// Records of the directory that are read; LibRaw takes no more either.
  private static let recordLimit = 255

  /// Whether a file begins as a RAF file does.
  package static func isLikely(_ file: ArraySlice<UInt8>) -> Bool { file.starts(with: signature) }

  /// Reads header and directories of a whole file. Parts that lie elsewhere, and directories that are damaged, are left out.
  ///
  /// Throws `unsupported` (`raf.header`) for other files, `damaged` (`bytes.short`) for a header that is cut off.
  package init(parsing file: ArraySlice<UInt8>) throws(Fault) {
    guard Self.isLikely(file) else { throw .unsupported("raf.header", "the file does not begin as a RAF file does") }
    var reader = ByteReader(file)
    try reader.seek(to: 28)
    model = String(decoding: try reader.read(32).prefix { $0 != 0 }, as: UTF8.self)
    try reader.seek(to: 84)
    func part() throws(Fault) -> Range<Int>? {
      let (start, length) = (Int(try reader.u32(bigEndian: true)), Int(try reader.u32(bigEndian: true)))
      guard start >= 84, start < file.count, length > 0 else { return nil }
      return start..<min(file.count, start + length)
    }
    preview = try part()
    let directory = try part()
    raw = try part()
    xTransColors = directory.flatMap { Self.xTransColors(reader, $0) }
    rawDirectory = raw.flatMap { RAFRawDirectory.find(in: file, $0) }
  }

  /// The directory: a count (u32), and for each record tag, length (u16 each) and content.
  private static func xTransColors(_ reader: ByteReader, _ directory: Range<Int>) -> [UInt8]? {
    var reader = reader
    do throws(Fault) {
      try reader.seek(to: directory.lowerBound)
      for _ in 0..<min(recordLimit, Int(try reader.u32(bigEndian: true))) {
        let (tag, length) = (try reader.u16(bigEndian: true), Int(try reader.u16(bigEndian: true)))
        let content = try reader.read(length)
        guard tag == 0x0131, length == 36 else { continue }
        let colors = Array(content.reversed())
        return colors.allSatisfy { $0 < 3 } ? colors : nil
      }
    } catch {
      return nil
    }
    return nil
  }
}
