import ArchiveFormat
import ByteCoding
import Foundation
import TestSupport
import Testing
import UnitCoding

/// Units that once stopped the program: each has to end in a fault. `Fixtures/fuzz/README.md` says what each was.
@Suite struct FuzzFindingTests {
  static let units: [String] = {
    let folder = Places.fixtures.appendingPathComponent("fuzz").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("UnitCoding-") || $0.hasPrefix("ArchiveFormat-") }.sorted()
  }()

  @Test func theFindingsAreThere() { #expect(Self.units.count >= 2) }

  @Test(arguments: units)
  func unitsEndInAFault(_ name: String) throws {
    let unit = try Places.fixture("fuzz/" + name)
    #expect(throws: Fault.self) { try UnitDecoder(UnitReader(MemorySource(unit))).prove() }
    #expect(throws: Fault.self) { try UnitDecoder(UnitReader(MemorySource(unit))).original { (_) throws(Fault) in } }
  }
}
