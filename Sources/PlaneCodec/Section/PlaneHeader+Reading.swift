internal import ByteCoding

extension PlaneHeader {
  /// Reads the front of a section; `reader` is left at the first tile.
  ///
  /// Nothing is allocated that the payload does not back with bytes. Throws `.damaged` and, for what newer versions may write,
  /// `.unsupported`.
  init(from reader: inout ByteReader, budget: MemoryBudget) throws(Fault) {
    let methodNumber = try reader.u16()
    let flags = try reader.u16()
    let index = Int(try reader.u32())
    let (width, height) = (Int(try reader.u32()), Int(try reader.u32()))
    let (tileWidth, tileHeight) = (Int(try reader.u32()), Int(try reader.u32()))
    let profileDigest = Array(try reader.read(32))
    let sampleDigest = Array(try reader.read(Self.sampleDigestLength))
    let bits = Int(try reader.u8())
    let remapKind = try reader.u8()
    let remapCoding = try reader.u8()
    let reserved = try reader.u8()
    let remapLength = Int(try reader.u32())
    let place = "plane header"
    try budget.check(width: width, height: height, at: place)
    guard let grid = TileGrid(width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight) else {
      throw .damaged("plane.grid", "tiles of \(tileWidth)x\(tileHeight) do not fit a plane of \(width)x\(height)", at: place)
    }
    let table = try reader.read(remapLength)
    let entries = grid.count + (PlaneMethod(rawValue: methodNumber)?.hasModel == true ? 1 : 0)
    guard entries <= reader.remaining / Self.tileEntryLength else {
      throw .damaged("bytes.short", "\(entries) tiles do not fit the \(reader.remaining) bytes there", at: "tile table")
    }
    var tiles: [TileEntry] = []
    tiles.reserveCapacity(entries)
    for _ in 0..<entries {
      tiles.append(TileEntry(length: Int(try reader.u32()), digest: Array(try reader.read(Self.digestLength))))
    }
    let front = reader.bytes.prefix(reader.offset)
    guard try reader.read(Self.digestLength).elementsEqual(SHA256Digest(of: front).bytes.prefix(Self.digestLength)) else {
      throw .damaged("plane.header.digest", "the plane's header or tile table has changed since it was written", at: place)
    }
    // From here on the bytes are what a writer wrote: a value that is not known is from a newer one.
    guard let method = PlaneMethod(rawValue: methodNumber) else {
      throw Self.newer("plane.method", "the plane is coded by method \(methodNumber), which this version does not have")
    }
    // Learned methods keep whole tiles in memory, and a few bytes could claim a huge one.
    guard !method.hasModel || max(tileWidth, tileHeight) <= CodingProfile.largestTileSide else {
      throw .damaged("plane.grid", "tiles of \(tileWidth)x\(tileHeight) for method \(method)", at: place)
    }
    guard flags == 0, reserved == 0, let kind = ValueRemap.Kind(rawValue: remapKind),
      let coding = ValueRemap.TableCoding(rawValue: remapCoding)
    else {
      throw Self.newer("plane.flags", "the plane uses a coding that this version does not have")
    }
    guard method.hasModel || profileDigest == Self.noProfile else {
      throw .damaged("plane.profile", "a plane of method \(method) names a profile", at: place)
    }
    guard bits <= 16 else { throw .damaged("plane.bits", "samples of \(bits) bits", at: place) }
    let remap = try ValueRemap(kind: kind, coding: coding, table: table)
    guard remap.largestBits >= bits else {
      throw .damaged("plane.bits", "\(bits) bits for a table of \(remap.count) values", at: place)
    }
    self.init(
      method: method, index: index, grid: grid, profileDigest: profileDigest, sampleDigest: sampleDigest, bits: bits, remap: remap,
      tiles: tiles)
  }

  /// The bytes of every tile, in order; throws where they do not fill the rest of the payload exactly.
  func tileBytes(_ reader: inout ByteReader) throws(Fault) -> [ArraySlice<UInt8>] {
    var runs: [ArraySlice<UInt8>] = []
    runs.reserveCapacity(tiles.count)
    for (number, tile) in tiles.enumerated() {
      guard tile.length <= reader.remaining else {
        throw .damaged("bytes.short", "\(tile.length) bytes wanted, \(reader.remaining) there", at: "tile \(number)")
      }
      runs.append(try reader.read(tile.length))
    }
    guard reader.isAtEnd else { throw .damaged("plane.trailing", "\(reader.remaining) bytes after the last tile") }
    return runs
  }

  private static func newer(_ code: String, _ cause: String) -> Fault {
    Fault(.unsupported, code, cause, place: "plane header", advice: "use a newer version of the program")
  }
}
