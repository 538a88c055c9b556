import ByteCoding
import PlaneCodec
import SensorModel
import Testing

/// No changed, cut or invented payload gives a plane.
@Suite struct PlaneDamageTests {
  private struct Sample {
    let plane: Plane
    let payload: [UInt8]
  }

  private static func samples() throws -> [Sample] {
    let stored = CodingProfile.stored
    let tiled = CodingProfile(jxlEffort: 3, tileSide: 16)
    return try [
      (PlaneContent.noise, stored), (.lookedUp, stored), (.twoValues, stored), (.flat, stored), (.ramp, tiled), (.shifted, tiled),
    ].map { content, profile in
      let plane = content.plane(width: 21, height: 18, bits: 12)
      return Sample(plane: plane, payload: try PlaneEncoder(profile: profile).encode(plane, index: 1, cell: .bayer, earlier: []).payload)
    }
  }

  private func decode(_ payload: [UInt8], _ plane: Plane) throws(Fault) -> Plane {
    try PlaneDecoder.decode(payload[...], index: 1, width: plane.width, height: plane.height, cell: .bayer, earlier: [])
  }

  @Test func everyFlippedByteIsRefused() throws {
    for sample in try Self.samples() {
      for position in sample.payload.indices {
        for flip in [UInt8(0x01), 0x80, 0xFF] {
          var payload = sample.payload
          payload[position] ^= flip
          #expect(throws: Fault.self, "byte \(position)") { try decode(payload, sample.plane) }
        }
      }
    }
  }

  @Test func everyTruncationIsRefused() throws {
    for sample in try Self.samples() {
      for length in 0..<sample.payload.count {
        #expect(throws: Fault.self, "length \(length)") { try decode(Array(sample.payload.prefix(length)), sample.plane) }
      }
      #expect(throws: Fault.self) { try decode(sample.payload + [0], sample.plane) }
    }
  }

  @Test func anotherPlacesPlaneIsRefused() throws {
    let sample = try Self.samples()[0]
    #expect(throws: Fault.self) {
      try PlaneDecoder.decode(
        sample.payload[...], index: 2, width: sample.plane.width, height: sample.plane.height, cell: .bayer, earlier: [])
    }
    #expect(throws: Fault.self) {
      try PlaneDecoder.decode(
        sample.payload[...], index: 1, width: sample.plane.height, height: sample.plane.width, cell: .bayer, earlier: [])
    }
  }

  @Test func damageNamesItsTile() throws {
    let plane = PlaneContent.noise.plane(width: 64, height: 48, bits: 12)
    let coded = try PlaneEncoder(profile: CodingProfile(jxlEffort: 3, tileSide: 16)).encode(plane, index: 3, cell: .bayer, earlier: [])
    #expect(coded.statistics.tileCount == 12)
    let tilesStart = coded.payload.count - coded.statistics.tileBytes.reduce(0, +)
    var payload = coded.payload
    for number in [2, 5] { payload[tilesStart + coded.statistics.tileBytes.prefix(number).reduce(0, +) + 3] ^= 4 }
    let fault = #expect(throws: Fault.self) {
      try PlaneDecoder.decode(payload[...], index: 3, width: 64, height: 48, cell: .bayer, earlier: [], workers: 3)
    }
    #expect(fault?.place == "plane 3, tile 2")
    #expect(fault?.kind == .damaged)
    let damages = try PlaneDecoder.damagedTiles(payload[...], workers: 2)
    #expect(damages.map(\.number) == [2, 5])
    #expect(damages.map(\.fault.code) == ["plane.tile.digest", "plane.tile.digest"])
    #expect(damages.last?.fault.place == "plane 3, tile 5")
    #expect(damages.last?.tile.column == 16)
    #expect(damages.last?.tile.row == 16)
    let cut = try PlaneDecoder.damagedTiles(coded.payload.dropLast(1))
    #expect(cut.map(\.number) == [11])
    #expect(throws: Fault.self) { try PlaneDecoder.damagedTiles((coded.payload + [0])[...]) }
  }

  @Test func aHugeSizeInASmallPayloadIsRefusedBeforeMemoryIsTaken() throws {
    let plane = PlaneContent.noise.plane(width: 20, height: 18, bits: 12)
    let payload = try PlaneEncoder(profile: .stored).encode(plane, index: 1, cell: .bayer, earlier: []).payload
    for (width, height, tileWidth, tileHeight, code) in [
      (60_000, 10_000, 1, 1, "bytes.short"), (60_000, 10_000, 60_000, 10_000, "stored.length"), (65_535, 65_535, 9, 9, "size.limit"),
      (1 << 31, 1 << 31, 1, 1, "size.limit"), (0, 18, 1, 1, "size.empty"), (20, 18, 0, 1, "plane.grid"), (20, 18, 21, 18, "plane.grid"),
    ] {
      let forged = forge(payload, patches: [8: width, 12: height, 16: tileWidth, 20: tileHeight])
      let fault = #expect(throws: Fault.self) {
        try PlaneDecoder.decode(forged[...], index: 1, width: width, height: height, cell: .bayer, earlier: [])
      }
      #expect(fault?.code == code, "\(width)x\(height)")
    }
  }

  @Test func newerMethodsAndFlagsAreNamedAsSuch() throws {
    let sample = try Self.samples()[0]
    for (offset, value, code) in [(0, 4, "plane.method"), (0, 0x0001_0000, "plane.flags"), (72, 0x0100_000C, "plane.flags")] {
      let forged = forge(sample.payload, patches: [offset: value])
      let fault = #expect(throws: Fault.self) { try decode(forged, sample.plane) }
      #expect(fault?.code == code)
      #expect(fault?.kind == .unsupported)
    }
  }

  /// Writes u32 values over a header without table and gives it its digest again, as someone hostile would.
  private func forge(_ payload: [UInt8], patches: [Int: Int]) -> [UInt8] {
    var payload = payload
    for (offset, value) in patches {
      for byte in 0..<4 { payload[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
    let remapLength = Int(payload[76]) | Int(payload[77]) << 8
    let end = 80 + remapLength + 12
    let digest = SHA256Digest(of: payload[..<end]).bytes.prefix(8)
    payload.replaceSubrange(end..<(end + 8), with: digest)
    return payload
  }
}
