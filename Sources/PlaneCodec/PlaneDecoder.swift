package import ByteCoding
package import SensorModel

/// Turns the payloads of `PLNE` sections back into planes, FORMAT.md section 5, and says which tiles are damaged.
///
/// Everything in a payload is taken as hostile: sizes are checked before memory is taken, every byte is covered by a digest, and the
/// decoded plane has to have the digest of the one that was coded.
package enum PlaneDecoder {
  /// Decodes one plane that has to be of this index and size; `earlier` are the planes decoded before it, in coding order, `cell` is the
  /// CFA's.
  ///
  /// Throws `.damaged` at "plane 2, tile 5", `.unsupported` for methods of newer versions, `.overLimit` for sizes beyond the budget.
  /// Cost: the plane once, and about 30 bytes a sample of each tile in work.
  package static func decode(
    _ payload: ArraySlice<UInt8>, index: Int, width: Int, height: Int, cell: PlaneCell, earlier: [PositionedPlane], workers: Int = 1,
    budget: MemoryBudget = .standard
  ) throws(Fault) -> Plane {
    do throws(Fault) {
      try budget.check(width: width, height: height, at: "plane header")
      var reader = ByteReader(payload)
      let header = try PlaneHeader(from: &reader, budget: budget)
      guard header.index == index, header.grid.width == width, header.grid.height == height else {
        throw .damaged(
          "plane.identity",
          "this is plane \(header.index) of \(header.grid.width)x\(header.grid.height), not plane \(index) of \(width)x\(height)",
          at: "plane header")
      }
      let tiles = try header.tileBytes(&reader)
      var context: LearnedContext?
      if header.method.hasModel {
        context = try LearnedContext(header, model: try header.model(tiles), cell: cell, earlier: earlier)
      }
      let samples = try samples(header, Array(tiles.suffix(header.grid.count)), context, workers: workers)
      guard PlaneHeader.sampleDigest(of: samples) == header.sampleDigest else {
        throw .damaged("plane.samples.digest", "the decoded samples are not those that were coded")
      }
      return Plane(width: width, height: height, samples: samples)
    } catch {
      throw error.within("plane \(index)")
    }
  }

  /// What the front of a section says; checks the front's digest and that the tiles fill the payload, decodes nothing.
  package static func inspect(_ payload: ArraySlice<UInt8>, budget: MemoryBudget = .standard) throws(Fault) -> PlaneSummary {
    var reader = ByteReader(payload)
    let header = try PlaneHeader(from: &reader, budget: budget)
    _ = try header.tileBytes(&reader)
    return PlaneSummary(
      method: header.method, index: header.index, grid: header.grid,
      profileDigest: header.profileDigest == PlaneHeader.noProfile ? nil : header.profileDigest.hex, remap: header.remap.kind,
      remapValues: header.remap.count, bits: header.bits, modelBytes: header.method.hasModel ? header.tiles.first?.length ?? 0 : 0,
      tileBytes: header.tiles.suffix(header.grid.count).map(\.length))
  }
}
