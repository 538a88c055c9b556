import PlaneCodec
import SensorModel
import Testing

/// Whatever the samples, sizes, depths and profiles: what was coded comes back, and coding is repeatable.
@Suite struct PlaneRoundTripTests {
  static let sizes = [(1, 1), (1, 37), (53, 1), (2, 2), (31, 17), (256, 8), (257, 131)]
  static let profiles = [CodingProfile.stored, CodingProfile(jxlEffort: 3), CodingProfile(jxlEffort: 7, tileSide: 64)]

  private func check(_ plane: Plane, _ profile: CodingProfile) throws {
    let coded = try PlaneEncoder(profile: profile).encode(plane, index: 2, cell: .bayer, earlier: [])
    let decoded = try PlaneDecoder.decode(coded.payload[...], index: 2, width: plane.width, height: plane.height, cell: .bayer, earlier: [])
    #expect(decoded == plane)
    let summary = try PlaneDecoder.inspect(coded.payload[...])
    #expect(summary.method == coded.method)
    #expect(summary.index == 2)
    #expect(summary.profileDigest == nil)
    #expect(summary.remap == coded.statistics.remap)
    #expect(summary.tileBytes == coded.statistics.tileBytes)
    #expect(summary.grid.count == coded.statistics.tileCount)
    #expect(try PlaneDecoder.damagedTiles(coded.payload[...]).isEmpty)
  }

  @Test(arguments: PlaneContent.allCases) func everyContentInEverySize(_ content: PlaneContent) throws {
    for (width, height) in Self.sizes {
      for profile in Self.profiles { try check(content.plane(width: width, height: height, bits: 12), profile) }
    }
  }

  @Test(arguments: 8...16) func everyDepth(_ bits: Int) throws {
    for content in PlaneContent.allCases {
      for profile in Self.profiles { try check(content.plane(width: 75, height: 66, bits: bits), profile) }
    }
  }

  @Test func everyValueOfSixteenBits() throws {
    let plane = PlaneContent.everyValue.plane(width: 512, height: 256, bits: 16)
    for profile in Self.profiles { try check(plane, profile) }
  }

  @Test func wideAndTallPlanes() throws {
    for (width, height) in [(2001, 40), (40, 2049), (1025, 1025)] {
      try check(PlaneContent.ramp.plane(width: width, height: height, bits: 14), CodingProfile(jxlEffort: 3))
    }
  }

  @Test(arguments: [CodingProfile.stored, .jxl]) func twiceAndWithAnyWorkersIsTheSame(_ profile: CodingProfile) throws {
    for content in [PlaneContent.noise, .shifted, .lookedUp] {
      let plane = content.plane(width: 301, height: 203, bits: 14)
      let tiled = CodingProfile(jxlEffort: profile.jxlEffort, tileSide: 64)
      let one = try PlaneEncoder(profile: tiled, workers: 1).encode(plane, index: 0, cell: .bayer, earlier: [])
      #expect(try PlaneEncoder(profile: tiled, workers: 1).encode(plane, index: 0, cell: .bayer, earlier: []) == one)
      #expect(try PlaneEncoder(profile: tiled, workers: 5).encode(plane, index: 0, cell: .bayer, earlier: []) == one)
      #expect(one.statistics.tileCount == 20)
      let decoded = try PlaneDecoder.decode(one.payload[...], index: 0, width: 301, height: 203, cell: .bayer, earlier: [], workers: 5)
      #expect(decoded == plane)
    }
  }

  @Test(arguments: [CodingProfile.stored, .fast]) func allPlanesInCodingOrder(_ profile: CodingProfile) throws {
    let planes = (0..<4).map { PlaneContent.ramp.plane(width: 20, height: 10, bits: 12, seed: $0) }
    let coded = try PlaneEncoder(profile: profile).encode(all: planes, indices: [1, 2, 0, 3], cell: .bayer)
    #expect(coded.map(\.index).sorted() == [0, 1, 2, 3])
    var earlier: [PositionedPlane] = []
    for one in coded {
      let decoded = try PlaneDecoder.decode(one.payload[...], index: one.index, width: 20, height: 10, cell: .bayer, earlier: earlier)
      #expect(decoded == planes[try #require([1, 2, 0, 3].firstIndex(of: one.index))])
      earlier.append(PositionedPlane(index: one.index, plane: decoded))
    }
  }

  @Test func constantPlanesCostAFewBytes() throws {
    for content in [PlaneContent.black, .flat] {
      let coded = try PlaneEncoder().encode(content.plane(width: 2000, height: 1500, bits: 14), index: 0, cell: .bayer, earlier: [])
      #expect(coded.method == .stored)
      #expect(coded.statistics.bits == 0)
      #expect(coded.payload.count <= 80 + 4 + 12 + 8)
    }
  }

  @Test func regularStepsCostAFewBytes() throws {
    for profile in [CodingProfile.stored, .jxl] {
      let plane = PlaneContent.shifted.plane(width: 200, height: 100, bits: 14)
      let coded = try PlaneEncoder(profile: profile).encode(plane, index: 0, cell: .bayer, earlier: [])
      #expect(coded.statistics.remap == .none || coded.statistics.remapBytes < 8)
      #expect(profile == .jxl || coded.statistics.remap == .runs)
    }
  }

  @Test func theSmallerMethodWins() throws {
    let noise = PlaneContent.noise.plane(width: 300, height: 300, bits: 16)
    #expect(try PlaneEncoder().encode(noise, index: 0, cell: .bayer, earlier: []).method == .stored)
    let natural = PlaneContent.natural.plane(width: 300, height: 300, bits: 14)
    #expect(try PlaneEncoder().encode(natural, index: 0, cell: .bayer, earlier: []).method == .mlp)
    #expect(try PlaneEncoder(profile: .jxl).encode(natural, index: 0, cell: .bayer, earlier: []).method == .jxl)
  }

  @Test func profilesHaveNames() {
    for name in ["stored", "jxl", "jxl1", "jxl9", "fast", "standard", "max", "mlp", "lcfd"] {
      #expect(CodingProfile(named: name)?.name == name)
    }
    #expect(CodingProfile(named: "jxl7") == .jxl)
    #expect(PlaneEncoder().profile == .standard)
    for name in ["", "jxl0", "jxl10", "jxl+7", "JXL", "MLP", "Fast", "default"] { #expect(CodingProfile(named: name) == nil) }
  }
}
