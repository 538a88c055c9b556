internal import ByteCoding
internal import SensorModel

/// A plane coded by one method, before it is known whether another comes out smaller.
struct PlaneDraft: Sendable {
  let method: PlaneMethod
  let grid: TileGrid
  let remap: ValueRemap
  let bits: Int
  /// What comes before the tiles, of methods that have it.
  var model: [UInt8]?
  /// Of the networks that the tiles need.
  var profileDigest: [UInt8]?
  let tiles: [[UInt8]]

  private var entries: [[UInt8]] { (model.map { [$0] } ?? []) + tiles }

  /// Bytes of everything that differs between drafts.
  func cost() throws(Fault) -> Int {
    try remap.serialized().bytes.count + entries.reduce(0) { $0 + $1.count + PlaneHeader.tileEntryLength }
  }

  /// Bits that each of so many samples takes.
  func bits(perSampleOf samples: Int) throws(Fault) -> Double { Double(try cost()) * 8 / Double(max(samples, 1)) }

  /// The section's payload.
  func coded(_ plane: Plane, index: Int, distinctValues: Int) throws(Fault) -> CodedPlane {
    let header = PlaneHeader(
      method: method, index: index, grid: grid, profileDigest: profileDigest ?? PlaneHeader.noProfile,
      sampleDigest: PlaneHeader.sampleDigest(of: plane.samples), bits: bits, remap: remap,
      tiles: entries.map { tile in
        PlaneHeader.TileEntry(length: tile.count, digest: Array(SHA256Digest(of: tile).bytes.prefix(PlaneHeader.digestLength)))
      })
    var payload = try header.serialized()
    payload.reserveCapacity(payload.count + entries.reduce(0) { $0 + $1.count })
    for tile in entries { payload += tile }
    let statistics = CodedPlane.Statistics(
      distinctValues: distinctValues, remap: remap.kind, remapBytes: try remap.serialized().bytes.count, bits: bits,
      tileColumns: grid.columns, tileRows: grid.rows, modelBytes: model?.count ?? 0, tileBytes: tiles.map(\.count))
    return CodedPlane(index: index, payload: payload, method: method, statistics: statistics)
  }
}
