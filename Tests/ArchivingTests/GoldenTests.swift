import ArchiveFormat
import ByteCoding
import Foundation
import SensorModel
import TestSupport
import Testing
import UnitCoding

/// Units as format 1.0 was first written: every later version of the program gives the same originals back.
@Suite struct GoldenTests {
  private static func units(_ folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: Places.fixtures.appendingPathComponent("golden/\(folder)"), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "glsn" }.sorted { $0.path < $1.path }
  }

  /// SHA-256 of the originals, written down apart from the units.
  private static let originals: [String: String] = {
    let text = (try? String(contentsOf: Places.fixtures.appendingPathComponent("golden/ORIGINALS.sha256"), encoding: .utf8)) ?? ""
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { line in (String(line.dropFirst(66)), String(line.prefix(64))) })
  }()

  @Test func everyGoldenUnitGivesItsOriginalBack() throws {
    let units = try Self.units("must-decode")
    #expect(units.count == 16)
    for unit in units {
      let decoder = try UnitDecoder(UnitReader(MemorySource(Array(Data(contentsOf: unit)))))
      try decoder.prove()
      guard decoder.record.kind == .file else { continue }
      let expected = try #require(Self.originals[unit.lastPathComponent])
      var hasher = SHA256Hasher()
      if decoder.record.tier == .sensorExact {
        // What was kept is the mosaic.
        try decoder.linearMosaic().withLittleEndianBytes { hasher.update($0) }
      } else {
        try decoder.original { hasher.update($0) }
      }
      #expect(hasher.finish().hex == expected, "\(unit.lastPathComponent)")
    }
  }

  @Test func everyUnitThatMustFailFailsTyped() throws {
    let expected = [
      "flipped-in-a-plane.glsn": "unit.section.digest", "newer-major-version.glsn": "unit.newer", "not-a-unit.glsn": "unit.magic",
      "truncated.glsn": "unit.truncated",
    ]
    let units = try Self.units("must-fail")
    #expect(units.count == expected.count)
    for unit in units {
      let bytes = Array(try Data(contentsOf: unit))
      let fault = #expect(throws: Fault.self) { try UnitDecoder(UnitReader(MemorySource(bytes))).prove() }
      #expect(fault?.code == expected[unit.lastPathComponent], "\(unit.lastPathComponent)")
    }
  }
}
