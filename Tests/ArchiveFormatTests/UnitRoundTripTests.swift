import ByteCoding
import Testing

@testable import ArchiveFormat

/// A small unit with sections of several kinds and lengths.
func makeUnit(_ payloads: [[UInt8]] = [Array("record".utf8), [], Array(repeating: 7, count: 300)]) throws -> [UInt8] {
  var writer = try UnitWriter(to: MemorySink(), sectionCount: payloads.count)
  let kinds: [SectionKind] = [.file, .shot, .plane, .body, .skeleton]
  for (index, payload) in payloads.enumerated() {
    try writer.append(kinds[index % kinds.count], index: UInt32(index), payload)
  }
  return try writer.finish().sink.bytes
}

@Suite struct UnitRoundTripTests {
  @Test func everySectionComesBack() throws {
    let payloads: [[UInt8]] = [[1], [], Array(0...255), Array(repeating: 9, count: 70_000)]
    let bytes = try makeUnit(payloads)
    let reader = try UnitReader(MemorySource(bytes))
    #expect(reader.table.unitLength == bytes.count)
    #expect(reader.table.sections.count == payloads.count)
    for (entry, payload) in zip(reader.table.sections, payloads) {
      #expect(try reader.payload(entry) == payload)
    }
    try reader.checkBothEnds()
  }

  @Test func writingTwiceGivesEqualBytes() throws {
    #expect(try makeUnit() == makeUnit())
  }

  @Test func everyFlippedBitIsFound() throws {
    let bytes = try makeUnit()
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << bit
        #expect(throws: Fault.self, "byte \(position), bit \(bit)") {
          let reader = try UnitReader(MemorySource(damaged))
          try reader.checkBothEnds()
          for entry in reader.table.sections { _ = try reader.payload(entry) }
        }
      }
    }
  }

  @Test func theTableAtTheEndServesWhereTheOneInFrontIsDamaged() throws {
    var bytes = try makeUnit()
    for position in 0..<(64 + 64) { bytes[position] ^= 0x5A }
    let reader = try UnitReader(MemorySource(bytes))
    #expect(reader.headFault?.code == "unit.magic")
    #expect(try reader.payload(.plane).count == 300)
    #expect(throws: Fault.self) { try reader.checkBothEnds() }
  }

  @Test func everyTruncationAndExtensionIsFound() throws {
    let bytes = try makeUnit()
    for length in 0..<bytes.count {
      #expect(throws: Fault.self, "length \(length)") { _ = try UnitReader(MemorySource(Array(bytes[..<length]))) }
    }
    #expect(throws: Fault.self) { _ = try UnitReader(MemorySource(bytes + [0])) }
  }

  @Test func aNewerMajorVersionIsRefusedAsSuch() throws {
    var bytes = try makeUnit()
    bytes[8] = 2
    bytes[bytes.count - 64 + 8] = 2
    let fault = #expect(throws: Fault.self) { _ = try UnitReader(MemorySource(bytes)) }
    #expect(fault?.code == "unit.newer")
    #expect(fault?.kind == .unsupported)
  }

  @Test func aHeaderThatClaimsExabytesFailsCheaply() throws {
    var writer = ByteWriter()
    writer.write(UnitTable.magic)
    writer.u16(1)
    writer.u16(0)
    writer.u32(65_536)
    writer.u64(UInt64(Int.max))
    writer.write([UInt8](repeating: 0, count: 200))
    #expect(throws: Fault.self) { _ = try UnitReader(MemorySource(writer.bytes)) }
  }
}
