internal import ByteCoding

/// A raw track of a CR3 file, as its boxes describe it.
struct CR3Track {
  /// The content of the CMP1 box.
  var compression: MediaBox
  /// The first picture's place in the file.
  var offset: Int
  var length: Int
  /// Pictures: more than one in a burst's file.
  var count: Int
  var width: Int
  var height: Int
  var bits: Int

  /// The raw tracks within a `moov` box, in the file's order. Others, such as JPEGs and metadata, are passed over.
  static func all(in movie: MediaBox, of file: [UInt8]) -> [CR3Track] {
    MediaBox.all(in: movie.content, of: file).filter { $0.type == "trak" }.compactMap { CR3Track($0, of: file) }
  }

  private init?(_ track: MediaBox, of file: [UInt8]) {
    guard let table = track.descendant(["mdia", "minf", "stbl"], of: file) else { return nil }
    let boxes = MediaBox.all(in: table.content, of: file)
    func box(_ types: String...) -> MediaBox? { boxes.first { types.contains($0.type) } }
    // A description begins with version, flags and a count; its entry with 82 bytes of which none matters here.
    guard let entry = box("stsd")?.boxes(behind: 8, of: file).first, entry.type == "CRAW",
      let compression = entry.boxes(behind: 82, of: file).first(where: { $0.type == "CMP1" }),
      let sizes = box("stsz"), let common = sizes.number(4, bytes: 4, of: file), let count = sizes.number(8, bytes: 4, of: file),
      let places = box("co64", "stco"), let offset = places.number(8, bytes: places.type == "co64" ? 8 : 4, of: file),
      let length = common > 0 ? common : sizes.number(12, bytes: 4, of: file),
      let width = compression.number(8, bytes: 4, of: file), let height = compression.number(12, bytes: 4, of: file),
      let bits = compression.number(24, bytes: 1, of: file)
    else { return nil }
    (self.compression, self.offset, self.length, self.count) = (compression, offset, length, count)
    (self.width, self.height, self.bits) = (width, height, bits)
  }

  /// How large the picture is; 0 for sizes that no budget allows.
  var weight: Int { width <= 1 << 20 && height <= 1 << 20 ? width * height * bits : 0 }

  /// The format by the CMP1 box, and no more than that.
  ///
  /// Throws `unsupported` for wavelets (`crx.lossy`), other numbers of planes than 4 (`crx.planes`) and unknown encodings (`crx.encoding`);
  /// what `CRXFormat` throws.
  func format(of file: [UInt8], budget: MemoryBudget) throws(Fault) -> CRXFormat {
    func number(_ offset: Int, _ bytes: Int) throws(Fault) -> Int {
      guard let value = compression.number(offset, bytes: bytes, of: file) else {
        throw .damaged("cr3.compression", "the description of the raw coding ends early")
      }
      return value
    }
    let version = try number(4, 2)
    guard version == 0x100 || version == 0x200 else { throw .unsupported("crx.version", "CRX of version \(version >> 8) is not known") }
    let (planes, kinds) = (try number(25, 1), try number(26, 1))
    guard kinds & 15 == 0 else { throw .unsupported("crx.lossy", "the samples are coded by wavelets: a lossy raw (C-RAW)") }
    guard planes >> 4 == 4 else { throw .unsupported("crx.planes", "a raw image of \(planes >> 4) planes") }
    guard let encoding = CRXFormat.Encoding(rawValue: UInt8(kinds >> 4)) else {
      throw .unsupported("crx.encoding", "the encoding \(kinds >> 4) is not known")
    }
    // An extended description may give the mosaic other bits than the planes.
    var mosaicBits: Int?
    if encoding == .luminance, try number(32, 1) >= 128, let flags = compression.number(56, bytes: 1, of: file), flags & 0x40 != 0 {
      mosaicBits = compression.number(84, bytes: 1, of: file)
    }
    return try CRXFormat(
      version: version >> 8, width: width, height: height, tileWidth: try number(16, 4), tileHeight: try number(20, 4), bits: bits,
      layout: planes & 15, encoding: encoding, mosaicBits: mosaicBits, headerSize: try number(28, 4), budget: budget)
  }
}
