internal import ByteCoding
internal import JXLCoding
internal import SensorModel

extension PlaneEncoder {
  /// The plane by method `stored`, with the table that needs the fewest bits.
  func storedDraft(of plane: Plane, _ distribution: ValueDistribution) throws(Fault) -> PlaneDraft {
    let remap = try storedRemap(plane, distribution)
    let bits = ValueRemap.bits(for: remap.kind == .none ? distribution.largest : remap.count - 1)
    // Samples of no bits take no bytes: one tile says it all.
    let side = distribution.isConstant ? max(plane.width, plane.height) : profile.tileSide
    let grid = TileGrid(width: plane.width, height: plane.height, side: side)
    let source = TileSource(plane, remap)
    let tiles = try concurrentMap(grid.count, workers: workers) { number throws(Fault) in
      do throws(Fault) {
        return try StoredTile.encode(source.numbers(of: grid.tile(number)), bits: bits)
      } catch {
        throw error.within("tile \(number)")
      }
    }
    return PlaneDraft(method: .stored, grid: grid, remap: remap, bits: bits, tiles: tiles)
  }

  /// The plane by method `jxl`.
  func jxlDraft(of plane: Plane, _ distribution: ValueDistribution, effort: Int) throws(Fault) -> PlaneDraft {
    let grid = TileGrid(width: plane.width, height: plane.height, side: profile.tileSide)
    let remap = try jxlRemap(plane, distribution, grid, effort: effort)
    let source = TileSource(plane, remap)
    let tiles = try concurrentMap(grid.count, workers: workers) { number throws(Fault) in
      do throws(Fault) {
        return try Self.jxlTile(source, grid.tile(number), effort: effort)
      } catch {
        throw error.within("tile \(number)")
      }
    }
    let bits = ValueRemap.bits(for: remap.kind == .none ? distribution.largest : remap.count - 1)
    return PlaneDraft(method: .jxl, grid: grid, remap: remap, bits: bits, tiles: tiles)
  }

  private func storedRemap(_ plane: Plane, _ distribution: ValueDistribution) throws(Fault) -> ValueRemap {
    var best = ValueRemap.none
    var bestCost = ValueRemap.bits(for: distribution.largest) * plane.samples.count / 8
    for candidate in [distribution.regular, try ValueRemap(shortestFor: distribution.values)] {
      let cost = try ValueRemap.bits(for: candidate.count - 1) * plane.samples.count / 8 + candidate.serialized().bytes.count
      if cost < bestCost { (best, bestCost) = (candidate, cost) }
    }
    return best
  }

  /// Tries the tables on the central tile at low effort. JPEG XL closes gaps itself, so a table often gains little or nothing.
  private func jxlRemap(
    _ plane: Plane, _ distribution: ValueDistribution, _ grid: TileGrid, effort: Int
  ) throws(Fault) -> ValueRemap {
    var candidates = [ValueRemap.none]
    if distribution.step > 1 { candidates.append(distribution.regular) }
    // A table for the few holes that noise leaves in a range never pays.
    if distribution.values.count * 16 <= distribution.regular.count * 15 {
      candidates.append(try ValueRemap(shortestFor: distribution.values))
    }
    guard candidates.count > 1 else { return .none }
    let tile = grid.tile(grid.central)
    let costs = try concurrentMap(candidates.count, workers: workers) { [candidates] number throws(Fault) in
      let bytes = try Self.jxlTile(TileSource(plane, candidates[number]), tile, effort: min(effort, Self.trialEffort))
      let whole = Double(bytes.count) * Double(plane.samples.count) / Double(tile.count)
      return whole + Double(try candidates[number].serialized().bytes.count)
    }
    var best = 0
    for number in costs.indices where costs[number] < costs[best] { best = number }
    return candidates[best]
  }

  /// About eight times as fast as effort 7, and ranks tables the same way.
  private static let trialEffort = 3

  private static func jxlTile(_ source: TileSource, _ tile: TileGrid.Tile, effort: Int) throws(Fault) -> [UInt8] {
    try source.withSamples(of: tile) { samples, stride throws(Fault) in
      try JXLPlaneCoder.encode(samples, width: tile.width, height: tile.height, rowStride: stride, effort: effort)
    }
  }
}
