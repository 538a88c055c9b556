package import ByteCoding
internal import SensorModel

extension PlaneDecoder {
  /// Decodes every tile of a damaged plane that can be had exactly; `earlier` are the planes before it, as far as they could be had.
  ///
  /// The payload may be damaged anywhere and end early. A tile counts as exact where its coded bytes and the plane's front and model have
  /// their digests, and every earlier plane that its method looks at is exact in the tile's rectangle: nothing else goes into it (FORMAT.md
  /// 5.6.2). Everything else is lost. Never throws; what is wrong is told with each loss. The size has to be within the budget.
  /// Cost: that of `decode`.
  package static func salvage(
    _ payload: ArraySlice<UInt8>, index: Int, width: Int, height: Int, cell: PlaneCell, earlier: [SalvagedPlane], workers: Int = 1,
    budget: MemoryBudget = .standard
  ) -> SalvagedPlane {
    var method: PlaneMethod?
    do throws(Fault) {
      var reader = ByteReader(payload)
      let header = try PlaneHeader(from: &reader, budget: budget)
      method = header.method
      guard header.index == index, header.grid.width == width, header.grid.height == height else {
        throw .damaged("plane.identity", "this is not plane \(index) of \(width)x\(height)", at: "plane header")
      }
      var runs: [ArraySlice<UInt8>] = []
      for tile in header.tiles { runs.append(try reader.read(min(tile.length, reader.remaining))) }
      var context: LearnedContext?
      if header.method.hasModel {
        context = try LearnedContext(
          header, model: try header.model(runs), cell: cell,
          earlier: earlier.map { PositionedPlane(index: $0.index, plane: $0.plane) }, salvaging: true)
      }
      let sources = context.map { context in earlier.indices.filter { context.looks(at: $0) }.map { earlier[$0] } } ?? []
      let tiles = Array(runs.suffix(header.grid.count))
      let (samples, losses) = try salvaged(header, tiles, context, sources, workers: workers)
      if losses.isEmpty && PlaneHeader.sampleDigest(of: samples) != header.sampleDigest {
        throw .damaged("plane.samples.digest", "the decoded samples are not those that were coded")
      }
      return SalvagedPlane(
        index: index, plane: Plane(width: width, height: height, samples: samples), losses: losses, method: header.method)
    } catch {
      return SalvagedPlane(lost: index, width: width, height: height, fault: error.within("plane \(index)"), method: method)
    }
  }

  /// A plane's index and grid, where the front of its section is whole, whatever follows. Throws what reading a front throws.
  package static func front(_ payload: ArraySlice<UInt8>, budget: MemoryBudget = .standard) throws(Fault) -> (index: Int, grid: TileGrid) {
    var reader = ByteReader(payload)
    let header = try PlaneHeader(from: &reader, budget: budget)
    return (header.index, header.grid)
  }

  private static func salvaged(
    _ header: PlaneHeader, _ tiles: [ArraySlice<UInt8>], _ context: LearnedContext?, _ sources: [SalvagedPlane], workers: Int
  ) throws(Fault) -> ([UInt16], [SalvagedPlane.Loss]) {
    let grid = header.grid
    let offset = header.tiles.count - grid.count
    let results = try concurrentMap(grid.count, workers: workers) { number throws(Fault) -> (values: [UInt16], fault: Fault?) in
      do throws(Fault) {
        guard tiles[number].count == header.tiles[offset + number].length else {
          throw .damaged("bytes.short", "the section ends within this tile", at: "tile \(number)")
        }
        // Looked at first: what is damaged itself should not be said to lack another plane.
        do throws(Fault) { try header.checkTile(number, tiles[number]) } catch { throw error.within("tile \(number)") }
        if let source = sources.first(where: { $0.lacks(grid.tile(number)) }) {
          throw .damaged("plane.tile.context", "it cannot be decoded without samples of plane \(source.index)", at: "tile \(number)")
        }
        return (try values(header, number, tiles[number], context), nil)
      } catch {
        return ([], error.within("plane \(header.index)"))
      }
    }
    var samples = [UInt16](repeating: 0, count: grid.width * grid.height)
    var losses: [SalvagedPlane.Loss] = []
    for (number, result) in results.enumerated() {
      let tile = grid.tile(number)
      guard result.fault == nil, result.values.count == tile.count else {
        losses.append(.init(number: number, tile: tile, fault: result.fault ?? MLPTile.unfinished))
        continue
      }
      for row in 0..<tile.height {
        let start = (tile.row + row) * grid.width + tile.column
        samples.replaceSubrange(
          start..<(start + tile.width), with: result.values[(row * tile.width)..<((row + 1) * tile.width)])
      }
    }
    return (samples, losses)
  }
}
