internal import ByteCoding
internal import FuzzSupport
internal import Inference
internal import LearnedCoding
@testable internal import PlaneCodec
internal import PlanePrediction
internal import ReleasedProfiles
internal import SensorModel
internal import ZstdCoding

/// A small plane that is to be decoded, with the planes before it.
struct FuzzScene {
  let grid: TileGrid
  let cell: PlaneCell
  let earlier: [PositionedPlane]
  let flags: UInt8

  init(_ input: inout FuzzInput) {
    let count = input.choice(in: 0...5)
    let side = input.choice(in: 8...24)
    let (width, height) = (input.choice(in: 1...32), input.choice(in: 1...16))
    flags = input.choice()
    cell = count < 4 ? PlaneCell(periodWidth: 2, periodHeight: 2) : PlaneCell(periodWidth: 3, periodHeight: 3)
    grid = TileGrid(width: width, height: height, side: side)
    var seed = UInt64(flags) + 1
    let isWild = flags & 8 != 0
    earlier = (0..<count).map { index in
      let samples = (0..<(width * height)).map { place -> UInt16 in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return isWild ? UInt16(truncatingIfNeeded: seed >> 40) : UInt16(1000 + place % width * 9 + Int(seed >> 60))
      }
      return PositionedPlane(index: index, plane: Plane(width: width, height: height, samples: samples))
    }
  }

  var index: Int { earlier.count }
  var size: Support.Size { flags & 4 != 0 ? .wide : .near }
  var profile: ReleasedProfile { flags & 16 != 0 ? .max : .standard }

  func support(_ size: Support.Size) -> Support {
    Support(site: PlaneSite(index: index, cell), earlier: earlier.map { PlaneSite(index: $0.index, cell) }, size: size)
  }

  /// Plain bytes of a model as the tile table's first entry.
  func wrapped(_ plain: [UInt8]) throws(Fault) -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(plain.count)
    writer.write(try ZstdCoder.compress(plain, level: 1))
    return writer.bytes
  }

  func sealed(_ model: [UInt8], _ tiles: [[UInt8]], digest: [UInt8]) throws(Fault) -> [UInt8] {
    let parts = [model] + tiles
    let header = PlaneHeader(
      method: .mlp, index: index, grid: grid, profileDigest: profile.networks?.digest.bytes ?? PlaneHeader.noProfile, sampleDigest: digest,
      bits: 16, remap: .none,
      tiles: parts.map { PlaneHeader.TileEntry(length: $0.count, digest: Array(SHA256Digest(of: $0).bytes.prefix(8))) })
    return try header.serialized() + parts.joined()
  }

  func decode(_ payload: [UInt8]) -> Plane? {
    expectingFaults { () throws(Fault) in
      try PlaneDecoder.decode(
        payload[...], index: index, width: grid.width, height: grid.height, cell: cell, earlier: earlier, budget: .fuzzing)
    }
  }

  /// What the tiles of a payload decode to with these kernels; nil for a model that its reader refuses.
  func numbers(_ payload: [UInt8], _ kernels: Kernels) -> FuzzNumbers? {
    expectingFaults { () throws(Fault) in
      var reader = ByteReader(payload)
      let header = try PlaneHeader(from: &reader, budget: .fuzzing)
      let parts = try header.tileBytes(&reader)
      let context = try LearnedContext(header, model: try header.model(parts), cell: cell, earlier: earlier)
      guard case .mlp(let mlp) = context.method else { return FuzzNumbers() }
      var numbers = FuzzNumbers()
      for number in 0..<grid.count {
        let tile = grid.tile(number)
        let found: [UInt16]? = try? PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
          try MLPTile.decode(parts[1 + number], tile: tile, mlp, earlier: sources, kernels: kernels)
        }
        numbers.tiles.append(found)
      }
      return numbers
    }
  }

  /// What was found in a tile can be coded by the same model, and comes back.
  func expectRoundTrip(_ payload: [UInt8], _ numbers: FuzzNumbers) {
    let samples = numbers.plane(grid)
    _ = expectingFaults { () throws(Fault) in
      var reader = ByteReader(payload)
      let header = try PlaneHeader(from: &reader, budget: .fuzzing)
      let context = try LearnedContext(header, model: try header.model(try header.tileBytes(&reader)), cell: cell, earlier: earlier)
      guard case .mlp(let mlp) = context.method else { return }
      let model = mlp.model.numbers
      // Writers choose a centre from which all numbers fit 16 bits, and code only numbers in use.
      guard model.lowest - model.centre >= -32_768, model.highest - model.centre <= 32_767 else { return }
      let isInUse = model.widths.map { widths in samples.allSatisfy { widths[Int($0) - model.lowest] > 0 } } ?? true
      precondition(isInUse, "a number that is not in use")
      let own = try PlaneNumbers(Plane(width: grid.width, height: grid.height, samples: samples), .none)
      try PlaneNumbers.withSources([own] + context.earlier) { sources throws(Fault) in
        for number in 0..<grid.count {
          let tile = grid.tile(number)
          let window = TileWindow(
            column: tile.column, row: tile.row, width: tile.width, height: tile.height, centre: model.centre, own: sources[0],
            earlier: Array(sources.dropFirst()))
          let coder = MLPTile.coder(window, mlp.model, support: mlp.support, network: mlp.network, kernels: .fastest)
          let bytes = coder.encode()
          let found = try? MLPTile.decode(bytes[...], tile: tile, mlp, earlier: Array(sources.dropFirst()))
          precondition(found == numbers.tiles[number], "what is coded comes back")
        }
      }
    }
  }
}

/// The numbers of each tile; nil where its stream does not end with it.
struct FuzzNumbers: Equatable {
  var tiles: [[UInt16]?] = []
  var isComplete: Bool { tiles.allSatisfy { $0 != nil } }

  /// All tiles as one plane, row-major.
  func plane(_ grid: TileGrid) -> [UInt16] {
    var samples = [UInt16](repeating: 0, count: grid.width * grid.height)
    for (number, values) in tiles.enumerated() {
      guard let values else { continue }
      let tile = grid.tile(number)
      for row in 0..<tile.height {
        for column in 0..<tile.width { samples[(tile.row + row) * grid.width + tile.column + column] = values[row * tile.width + column] }
      }
    }
    return samples
  }
}
