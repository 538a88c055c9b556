internal import ByteCoding
internal import SensorModel

/// The fixed fields, the remap table and the tile table of a `PLNE` section. FORMAT.md section 5.1.
struct PlaneHeader: Hashable, Sendable {
  struct TileEntry: Hashable, Sendable {
    let length: Int
    /// The first 8 bytes of the SHA-256 of the coded tile.
    let digest: [UInt8]
  }

  static let fixedLength = 80
  static let tileEntryLength = 12
  static let digestLength = 8
  static let sampleDigestLength = 16
  static let noProfile = [UInt8](repeating: 0, count: 32)

  var method: PlaneMethod
  var index: Int
  var grid: TileGrid
  /// 32 bytes, zeros for methods without a profile.
  var profileDigest: [UInt8] = noProfile
  /// The first 16 bytes of the SHA-256 of the plane's samples, little-endian.
  var sampleDigest: [UInt8]
  /// Bits of the largest remapped sample, 0...16.
  var bits: Int
  var remap: ValueRemap
  /// The model's entry first, of methods that have one; then the tiles.
  var tiles: [TileEntry]

  /// Header, tile table and their digest: everything in front of the tiles.
  func serialized() throws(Fault) -> [UInt8] {
    let (coding, table) = try remap.serialized()
    var writer = ByteWriter(reserving: Self.fixedLength + table.count + tiles.count * Self.tileEntryLength + Self.digestLength)
    writer.u16(method.rawValue)
    writer.u16(0)
    for value in [index, grid.width, grid.height, grid.tileWidth, grid.tileHeight] { writer.u32(UInt32(value)) }
    writer.write(profileDigest)
    writer.write(sampleDigest)
    writer.u8(UInt8(bits))
    writer.u8(remap.kind.rawValue)
    writer.u8(coding.rawValue)
    writer.u8(0)
    writer.u32(UInt32(table.count))
    writer.write(table)
    for tile in tiles {
      guard let length = UInt32(exactly: tile.length) else {
        throw Fault(.overLimit, "plane.tile.length", "a coded tile of \(tile.length) bytes is too long for the format")
      }
      writer.u32(length)
      writer.write(tile.digest)
    }
    writer.write(SHA256Digest(of: writer.bytes).bytes.prefix(Self.digestLength))
    return writer.bytes
  }

  static func sampleDigest(of samples: [UInt16]) -> [UInt8] {
    var hasher = SHA256Hasher()
    #if _endian(little)
      samples.withUnsafeBytes { hasher.update($0) }
    #else
      samples.map(\.littleEndian).withUnsafeBytes { hasher.update($0) }
    #endif
    return Array(hasher.finish().bytes.prefix(sampleDigestLength))
  }
}
