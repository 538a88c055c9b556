import ByteCoding
@testable import PlaneCodec
import Foundation
import SensorModel
import TestSupport
import Testing

/// Payloads as they were first written, which every later version decodes: what golden units do not hold.
@Suite struct LearnedGoldenTests {
  /// One plane of 139 x 118 in tiles of 47, of method `mlp` with a changed network (FORMAT.md 5.6.1, flag 8).
  private static let changed = Places.fixtures.appendingPathComponent("golden/planes/mlp-changed-network.plne")

  @Test func aChangedNetworkDecodesAsItDid() throws {
    let payload = Array(try Data(contentsOf: Self.changed))
    let cell = FilterPattern.monochrome.cell
    let opened = try OpenedPayload(payload)
    #expect(try opened.plainModel()[0] & 9 == 9)
    let plane = try PlaneDecoder.decode(payload[...], index: 0, width: 139, height: 118, cell: cell, earlier: [])
    #expect(plane == PlaneContent.upscaled.plane(width: 139, height: 118, bits: 12, seed: 5))
  }
}
