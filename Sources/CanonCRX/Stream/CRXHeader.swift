internal import ByteCoding

/// The headers of tiles, planes and bands that stand before the coded bands.
enum CRXHeader {
  /// A band's place in the stream.
  struct Band: Equatable {
    var offset: Int
    var size: Int
  }

  /// Bytes of a tile's usual headers: its own, and one for each plane and its band.
  static func tileSize(version: Int) -> Int { 12 + 4 * (12 + (version == 1 ? 12 : 20)) }

  /// Reads headers, which begin a stream; the bands lie behind them one after the other, within `count` bytes.
  ///
  /// Throws `unsupported` for planes that are rounded (`crx.rounded`) or not predicted (`crx.plain`), and for tiles that hold more than
  /// their planes (`crx.header`); `damaged` (`crx.header`, `bytes.short`) for headers that cannot be, `crx.short` for bands beyond the end.
  static func bands(_ bytes: ArraySlice<UInt8>, _ format: CRXFormat) throws(Fault) -> [Band] {
    guard bytes.count >= format.headerSize else { throw CRXStream.short(at: "the headers") }
    var reader = ByteReader(bytes.prefix(format.headerSize))
    var bands: [Band] = []
    var offset = format.headerSize
    for tile in 0..<(format.bandCount / 4) {
      let tileSize = try open(&reader, markers: (0xFF01, 0xFF11), long: false)
      guard try reader.u16(bigEndian: true) == tile, try reader.u16() == 0 else { throw damaged("tile \(tile)") }
      let tileStart = offset
      for plane in 0..<4 {
        let place = "tile \(tile), plane \(plane)"
        let planeSize = try open(&reader, markers: (0xFF02, 0xFF12), long: false)
        let flags = try reader.u8()
        guard Int(flags >> 4) == plane else { throw damaged(place) }
        guard flags & 6 == 0 else { throw .unsupported("crx.rounded", "the coding rounds samples", at: place) }
        guard flags & 8 != 0 else { throw .unsupported("crx.plain", "samples are coded without a prediction", at: place) }
        try reader.skip(3)
        let size = try open(&reader, markers: (0xFF03, 0xFF13), long: true)
        guard size == planeSize else { throw .unsupported("crx.header", "a plane of other than one band", at: place) }
        guard size <= bytes.count - offset else { throw CRXStream.short(at: place) }
        bands.append(Band(offset: offset, size: size))
        offset += size
      }
      guard offset - tileStart == tileSize else { throw .unsupported("crx.header", "a tile of more than its planes", at: "tile \(tile)") }
    }
    return bands
  }

  /// Reads marker, own size and size of the data; `long`: the rest, too, which is for decoders of other codings.
  private static func open(_ reader: inout ByteReader, markers: (UInt16, UInt16), long: Bool) throws(Fault) -> Int {
    let (marker, own) = (try reader.u16(bigEndian: true), try reader.u16(bigEndian: true))
    guard marker == markers.0 && own == 8 || marker == markers.1 && own == (long ? 16 : 8) else {
      // Tables of quantization in a header of 16 bytes belong to the lossy coding.
      throw damaged("offset \(reader.offset - 4)")
    }
    let size = Int(try reader.u32(bigEndian: true))
    if long { try reader.skip(Int(own) - 4) }
    return size
  }

  private static func damaged(_ place: String) -> Fault { .damaged("crx.header", "a header is none of a raw image", at: place) }

  /// The headers that cameras write for bands of the given sizes; `unused` are the bytes at each one's end that hold no bits.
  static func usual(_ format: CRXFormat, sizes: [Int], unused: [Int]) -> [UInt8] {
    var writer = ByteWriter(reserving: format.headerSize)
    let mark: UInt16 = format.version == 1 ? 0xFF00 : 0xFF10
    func open(_ number: UInt16, _ own: UInt16, _ size: Int) {
      writer.u16(mark | number, bigEndian: true)
      writer.u16(own, bigEndian: true)
      writer.u32(UInt32(truncatingIfNeeded: size), bigEndian: true)
    }
    for tile in 0..<(format.bandCount / 4) {
      open(1, 8, sizes[(tile * 4)..<(tile * 4 + 4)].reduce(0, +))
      writer.u32(UInt32(tile) << 16, bigEndian: true)
      for plane in 0..<4 {
        let (size, unused) = (sizes[tile * 4 + plane], UInt32(truncatingIfNeeded: unused[tile * 4 + plane]))
        open(2, 8, size)
        writer.u32(UInt32(plane) << 28 | 0x0800_0000, bigEndian: true)
        open(3, format.version == 1 ? 8 : 16, size)
        if format.version == 1 {
          writer.u32(4 << 19 | unused & 0x7FFFF, bigEndian: true)
        } else {
          writer.u64(0)
          writer.u32(unused << 16, bigEndian: true)
        }
      }
    }
    writer.write([UInt8](repeating: 0, count: max(0, format.headerSize - writer.count)))
    return writer.bytes
  }
}
