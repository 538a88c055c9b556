internal import ByteCoding
internal import SensorModel

/// A plane coded by one method, before it is known whether another comes out smaller.
struct PlaneDraft: Sendable {
  let method: PlaneMethod
  let grid: TileGrid
  let remap: ValueRemap
  let bits: Int
  let tiles: [[UInt8]]

  /// Bytes of everything that differs between drafts.
  func cost() throws(Fault) -> Int {
    try remap.serialized().bytes.count + tiles.reduce(0) { $0 + $1.count } + grid.count * PlaneHeader.tileEntryLength
  }

  /// The section's payload.
  func coded(_ plane: Plane, index: Int, distinctValues: Int) throws(Fault) -> CodedPlane {
    let header = PlaneHeader(
      method: method, index: index, grid: grid, sampleDigest: PlaneHeader.sampleDigest(of: plane.samples), bits: bits, remap: remap,
      tiles: tiles.map { tile in
        PlaneHeader.TileEntry(length: tile.count, digest: Array(SHA256Digest(of: tile).bytes.prefix(PlaneHeader.digestLength)))
      })
    var payload = try header.serialized()
    payload.reserveCapacity(payload.count + tiles.reduce(0) { $0 + $1.count })
    for tile in tiles { payload += tile }
    let statistics = CodedPlane.Statistics(
      distinctValues: distinctValues, remap: remap.kind, remapBytes: try remap.serialized().bytes.count, bits: bits,
      tileColumns: grid.columns, tileRows: grid.rows, tileBytes: tiles.map(\.count))
    return CodedPlane(payload: payload, method: method, statistics: statistics)
  }
}
