package import ByteCoding

/// What must be known of a CRX picture to decode it: what the CMP1 box of a CR3 file says.
///
/// The format's source is Laurent Clévy's description of CR3 (github.com/lclevy/canon_cr3) and what LibRaw's reader shows.
package struct CRXFormat: Hashable, Sendable {
  /// What the four planes hold.
  package enum Encoding: UInt8, Hashable, Sendable {
    /// The four colours of the mosaic, less half of the range. All lossless raws seen.
    case colors = 0
    /// The same places, with values that may be negative. LibRaw reads it; no camera is known to write it.
    case signed = 1
    /// Luminance, two chrominances and the difference of the greens: pictures out of a burst.
    case luminance = 3
  }

  /// The version of the container: 1 or 2. It tells the markers that headers usually begin with.
  package let version: Int
  /// Samples of a row, masked borders among them; even.
  package let width: Int
  /// Rows, masked borders among them; even.
  package let height: Int
  /// Size of all tiles but those at the right and the bottom, in samples of the mosaic; even.
  package let tileWidth: Int
  package let tileHeight: Int
  /// Bits of a sample of the mosaic, 9...14; 9...15 for `signed`.
  package let bits: Int
  /// Place of the first plane in each 2x2 block, 0...3, row by row: planes lie at their number XOR this.
  package let layout: Int
  package let encoding: Encoding
  /// For `luminance`: bits of the mosaic's samples where they are other than the planes'; else as `bits`.
  package let mosaicBits: Int
  /// Bytes of the headers before the first band.
  package let headerSize: Int

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes, `unsupported` for versions, depths and layouts
  /// not known (`crx.version`, `crx.bits`, `crx.layout`), and `damaged` for tiles and headers that cannot be (`crx.tiles`).
  package init(
    version: Int = 1, width: Int, height: Int, tileWidth: Int, tileHeight: Int, bits: Int, layout: Int = 0, encoding: Encoding = .colors,
    mosaicBits: Int? = nil, headerSize: Int? = nil, budget: MemoryBudget = .standard
  ) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard version == 1 || version == 2 else { throw .unsupported("crx.version", "CRX of version \(version) is not known") }
    let mosaicBits = mosaicBits ?? bits
    guard (9...(encoding == .signed ? 15 : 14)).contains(bits), (9...14).contains(mosaicBits) || mosaicBits == bits else {
      throw .unsupported("crx.bits", "samples of \(bits) bits, mosaics of \(mosaicBits) are not known")
    }
    guard (0...3).contains(layout) else { throw .unsupported("crx.layout", "the colour layout \(layout) is not known") }
    guard width % 2 == 0, height % 2 == 0, tileWidth % 2 == 0, tileHeight % 2 == 0, (2...width).contains(tileWidth),
      (2...height).contains(tileHeight)
    else { throw .damaged("crx.tiles", "a raw image of \(width)x\(height) samples in tiles of \(tileWidth)x\(tileHeight)") }
    (self.version, self.width, self.height, self.tileWidth, self.tileHeight) = (version, width, height, tileWidth, tileHeight)
    (self.bits, self.layout, self.encoding, self.mosaicBits) = (bits, layout, encoding, mosaicBits)
    let columns = (width + tileWidth - 1) / tileWidth
    let tileCount = columns * ((height + tileHeight - 1) / tileHeight)
    let least = tileCount * CRXHeader.tileSize(version: version)
    // A tile's number has 16 bits.
    guard tileCount <= 1 << 16 else { throw .overLimit("crx.tiles", "\(tileCount) tiles") }
    self.headerSize = headerSize ?? (least + 7) / 8 * 8
    // Headers of the older form are the shorter ones.
    guard (tileCount * CRXHeader.tileSize(version: 1)...(tileCount * 256 + 65_536)).contains(self.headerSize) else {
      throw .damaged("crx.tiles", "headers of \(self.headerSize) bytes for \(tileCount) tiles")
    }
  }

  package var sampleCount: Int { width * height }
  /// Half of the range: what is added to a plane's signed values to make samples.
  package var bias: Int { encoding == .luminance ? 1 << (bits + 1) : 1 << (bits - 1) }
  /// The largest sample.
  package var maximum: UInt16 { UInt16(truncatingIfNeeded: 2 * bias - 1) }

  var tileColumns: Int { (width + tileWidth - 1) / tileWidth }
  var tileRows: Int { (height + tileHeight - 1) / tileHeight }
  /// Four planes a tile.
  var bandCount: Int { tileColumns * tileRows * 4 }

  /// Where a band's samples lie: every second sample of every second row.
  struct Place {
    /// Index of the first sample.
    var start: Int
    /// Samples of a row, and rows.
    var width: Int
    var height: Int
  }

  /// Bands are numbered tile by tile, row by row, the four planes of each tile together.
  func place(ofBand number: Int) -> Place {
    let (tile, plane) = (number / 4, number % 4)
    let (x, y) = (tile % tileColumns * tileWidth, tile / tileColumns * tileHeight)
    let position = plane ^ layout
    return Place(
      start: (y + position / 2) * width + x + position % 2, width: min(tileWidth, width - x) / 2, height: min(tileHeight, height - y) / 2)
  }
}

extension CRXFormat {
  /// The format's bytes, 10...18 of them.
  package func serialized() -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(UInt8(version))
    for value in [width, height, tileWidth, tileHeight] { writer.varint(value) }
    writer.u8(UInt8(bits))
    writer.u8(UInt8(layout) | encoding.rawValue << 4)
    writer.u8(UInt8(mosaicBits))
    writer.varint(headerSize)
    return writer.bytes
  }

  /// Reads what `serialized` wrote, and goes on behind it. Throws what the initializer by parts does, and `damaged` (`crx.format`).
  package init(parsing reader: inout ByteReader, budget: MemoryBudget = .standard) throws(Fault) {
    let version = Int(try reader.u8())
    let (width, height) = (try reader.varint(), try reader.varint())
    let (tileWidth, tileHeight) = (try reader.varint(), try reader.varint())
    let bits = Int(try reader.u8())
    let kinds = try reader.u8()
    guard let encoding = Encoding(rawValue: kinds >> 4) else { throw .damaged("crx.format", "a raw image of an unknown encoding") }
    let (mosaicBits, headerSize) = (Int(try reader.u8()), try reader.varint())
    try self.init(
      version: version, width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight, bits: bits,
      layout: Int(kinds & 15), encoding: encoding, mosaicBits: mosaicBits, headerSize: headerSize, budget: budget)
  }
}
