package import ByteCoding

/// A tile that does not give its samples back.
package struct TileDamage: Hashable, Sendable {
  /// Row-major, from 0.
  package var number: Int
  /// The samples of the plane that it covers.
  package var tile: TileGrid.Tile
  package var fault: Fault
}

extension PlaneDecoder {
  /// The tiles whose checksum or decoding fails, in order; empty where all decode and the plane has its digest.
  ///
  /// Tiles of methods that need other planes are held against their checksums only.
  ///
  /// Throws where damage cannot be laid to a tile: in the front of the section, in bytes after the last tile, or where all tiles decode to
  /// other samples than were coded. Cost: that of `decode`, twice where there is damage.
  package static func damagedTiles(
    _ payload: ArraySlice<UInt8>, workers: Int = 1, budget: MemoryBudget = .standard
  ) throws(Fault) -> [TileDamage] {
    var reader = ByteReader(payload)
    let header = try PlaneHeader(from: &reader, budget: budget)
    var runs: [ArraySlice<UInt8>] = []
    for tile in header.tiles { runs.append(try reader.read(min(tile.length, reader.remaining))) }
    if header.method.hasModel { return try changedTiles(header, runs, isAtEnd: reader.isAtEnd) }
    if reader.isAtEnd, let samples = try? samples(header, runs, nil, workers: workers),
      PlaneHeader.sampleDigest(of: samples) == header.sampleDigest
    {
      return []
    }
    let damages = try concurrentMap(header.grid.count, workers: workers) { [runs] number throws(Fault) -> TileDamage? in
      do throws(Fault) {
        guard runs[number].count == header.tiles[number].length else {
          throw .damaged("bytes.short", "the section ends within this tile", at: "tile \(number)")
        }
        _ = try values(header, number, runs[number], nil)
        return nil
      } catch {
        return TileDamage(number: number, tile: header.grid.tile(number), fault: error.within("plane \(header.index)"))
      }
    }.compactMap { $0 }
    guard damages.isEmpty else { return damages }
    guard reader.isAtEnd else { throw .damaged("plane.trailing", "bytes after the last tile", at: "plane \(header.index)") }
    throw .damaged("plane.samples.digest", "the decoded samples are not those that were coded", at: "plane \(header.index)")
  }

  /// The tiles whose bytes are not those that were written.
  private static func changedTiles(
    _ header: PlaneHeader, _ runs: [ArraySlice<UInt8>], isAtEnd: Bool
  ) throws(Fault) -> [TileDamage] {
    let place = "plane \(header.index)"
    do throws(Fault) {
      _ = try header.model(runs)
    } catch {
      throw error.within(place)
    }
    var damages: [TileDamage] = []
    for (number, bytes) in runs.suffix(header.grid.count).enumerated() {
      do throws(Fault) {
        guard bytes.count == header.tiles[header.tiles.count - header.grid.count + number].length else {
          throw .damaged("bytes.short", "the section ends within this tile", at: "tile \(number)")
        }
        try header.checkTile(number, bytes)
      } catch {
        damages.append(TileDamage(number: number, tile: header.grid.tile(number), fault: error.within(place)))
      }
    }
    guard damages.isEmpty else { return damages }
    guard isAtEnd else { throw .damaged("plane.trailing", "bytes after the last tile", at: place) }
    return []
  }
}
