import ByteCoding
import PlaneCodec
import SensorModel
import Testing

/// The table between samples and coded numbers: small where values are regular, exact always.
@Suite struct ValueTableTests {
  private func coded(_ values: [UInt16], repeated: Int) throws -> CodedPlane {
    let samples = (0..<repeated).flatMap { _ in values }
    let plane = Plane(width: values.count, height: repeated, samples: samples)
    let coded = try PlaneEncoder(profile: .stored).encode(plane, index: 0, cell: .bayer, earlier: [])
    let decoded = try PlaneDecoder.decode(coded.payload[...], index: 0, width: values.count, height: repeated, cell: .bayer, earlier: [])
    #expect(decoded == plane)
    return coded
  }

  @Test(arguments: 0...8) func shiftsAreOneRun(_ shift: Int) throws {
    let coded = try coded((0..<200).map { UInt16($0) << UInt16(shift) }, repeated: 9)
    #expect(coded.statistics.bits == 8)
    #expect(coded.statistics.remapBytes <= 5)
    #expect(coded.statistics.remap == (shift == 0 ? .none : .runs))
  }

  @Test func holesOfEveryKind() throws {
    var random = SplitMix(state: 4)
    for keep in [2, 3, 10, 100] {
      let values = (0...65_535).filter { _ in random.next() % UInt64(keep) == 0 }.map { UInt16($0) }
      let coded = try coded(values, repeated: 3)
      #expect(coded.statistics.distinctValues == values.count)
    }
    _ = try coded([0, 65_535], repeated: 40)
    _ = try coded([65_535], repeated: 1)
    _ = try coded([1, 2, 3, 10, 20, 30, 40, 41, 100, 65_000], repeated: 200)
  }

  @Test func forgedTablesAreRefused() throws {
    // Kind and coding at 73 and 74, the length at 76, the table from 80 on.
    let plane = Plane(width: 3, height: 2, samples: [64, 68, 72, 68, 64, 76])
    let payload = try PlaneEncoder(profile: .stored).encode(plane, index: 0, cell: .bayer, earlier: []).payload
    let tables: [(kind: UInt8, coding: UInt8, bytes: [UInt8])] = [
      (0, 0, [1]), (1, 0, []), (2, 0, []), (1, 0, [0xFF, 0xFF, 3, 1, 0]), (1, 0, [0, 0xFF, 0xFF, 4, 0]), (2, 0, [0x80, 0x80, 4]),
      (1, 0, [64, 3]), (1, 0, [64, 1, 3]), (1, 1, [3, 64, 3, 3]), (1, 1, []),
      (2, 0, [64, 3, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
      (2, 0, [64]),
    ]
    for table in tables {
      var front = Array(payload[..<73]) + [table.kind, table.coding, 0, UInt8(table.bytes.count), 0, 0, 0] + table.bytes
      front += payload[83..<95]
      let forged = front + SHA256Digest(of: front).bytes.prefix(8) + payload.suffix(3)
      let fault = #expect(throws: Fault.self, "\(table)") {
        try PlaneDecoder.decode(forged[...], index: 0, width: 3, height: 2, cell: .bayer, earlier: [])
      }
      #expect(fault?.kind == .damaged)
    }
  }
}
