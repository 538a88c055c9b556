import ByteCoding
@testable import PlaneCodec
import SensorModel
import Testing

/// No changed, cut or invented payload of a learned method gives a plane other than the one that was coded, takes long, or traps.
@Suite struct LearnedDamageTests {
  @Test(arguments: LearnedProfile.small) func everyFlippedByteIsRefused(_ learned: LearnedProfile) throws {
    let sample = try LearnedSample.second(learned, .natural)
    for position in sample.coded.payload.indices {
      for flip in [UInt8(0x01), 0x80, 0xFF] {
        var payload = sample.coded.payload
        payload[position] ^= flip
        #expect(throws: Fault.self, "byte \(position)") { try sample.decode(payload) }
        // What names tiles must not trap either.
        if flip == 1 { _ = try? PlaneDecoder.damagedTiles(payload[...]) }
      }
    }
  }

  @Test(arguments: LearnedProfile.small) func everyTruncationIsRefused(_ learned: LearnedProfile) throws {
    let sample = try LearnedSample.second(learned, .thirds)
    for length in 0..<sample.coded.payload.count {
      let payload = Array(sample.coded.payload.prefix(length))
      #expect(throws: Fault.self, "length \(length)") { try sample.decode(payload) }
      #expect((try? PlaneDecoder.damagedTiles(payload[...]))?.isEmpty != true)
    }
    #expect(throws: Fault.self) { try sample.decode(sample.coded.payload + [0]) }
  }

  @Test func damageNamesItsTile() throws {
    let sample = try LearnedSample.second(.standard, .natural)
    let statistics = sample.coded.statistics
    let first = sample.coded.payload.count - statistics.tileBytes.reduce(0, +)
    #expect(statistics.tileCount == 4)
    for workers in [1, 3] {
      for number in 0..<statistics.tileCount {
        var payload = sample.coded.payload
        payload[first + statistics.tileBytes.prefix(number).reduce(0, +) + 2] ^= 4
        let fault = #expect(throws: Fault.self) { try sample.decode(payload, workers: workers) }
        #expect(fault?.place == "plane \(sample.coded.index), tile \(number)")
        #expect(fault?.kind == .damaged)
        #expect(try PlaneDecoder.damagedTiles(payload[...]).map(\.number) == [number])
      }
    }
    var payload = sample.coded.payload
    payload[first - 1] ^= 4
    let fault = #expect(throws: Fault.self) { try sample.decode(payload) }
    #expect(fault?.place == "plane \(sample.coded.index), model")
  }

  @Test func changedFrontsEndInFaults() throws {
    let sample = try LearnedSample.second(.fast, .thirds)
    let opened = try OpenedPayload(sample.coded.payload)
    for position in opened.front.indices {
      for flip in [UInt8(0x01), 0x80, 0xFF] {
        var changed = opened
        changed.front[position] ^= flip
        sample.expectNoOtherPlane(changed.sealed, "byte \(position)")
      }
    }
  }

  @Test func otherPlanesThanWereThereAreRefused() throws {
    let samples = try LearnedSample.small(.standard, .natural)
    let last = try #require(samples.last)
    func decode(_ earlier: [PositionedPlane], _ cell: PlaneCell = .bayer) throws -> Plane {
      try PlaneDecoder.decode(
        last.coded.payload[...], index: last.coded.index, width: last.plane.width, height: last.plane.height, cell: cell, earlier: earlier)
    }
    #expect(try decode(last.earlier) == last.plane)
    for count in 0..<3 { #expect(throws: Fault.self) { try decode(Array(last.earlier.prefix(count))) } }
    #expect(throws: Fault.self) { try decode(last.earlier.reversed()) }
    #expect(throws: Fault.self) { try decode(last.earlier + last.earlier) }
    #expect(throws: Fault.self) { try decode(last.earlier, PlaneCell(periodWidth: 4, periodHeight: 1)) }
    let small = last.earlier.map { PositionedPlane(index: $0.index, plane: Plane(width: 1, height: 1, samples: [$0.plane.samples[0]])) }
    #expect(throws: Fault.self) { try decode(small) }
  }
}
