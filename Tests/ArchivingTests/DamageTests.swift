import Archiving
import Auditing
import CameraSimulation
import Foundation
import Reporting
import Restoration
import TestSupport
import Testing

/// Damage made on purpose: whatever one byte is flipped, whatever file is cut or removed, the audit names it.
@Suite struct DamageTests {
  /// Every file below a folder, relative to it, in order.
  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  @Test func aThousandRandomDamagesAreAllFoundAndNamed() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Bench.makeSource(source, presets: [.bayerRGGB12, .lut8, .mono12])
      try Bench.archive(source, archive)
      #expect(try Bench.audit(archive) == [])
      let files = try files(archive.appendingPathComponent("data"))
      var generator = RepeatableRandomNumberGenerator(seed: 2026)
      var counts: [String: Int] = [:]
      for trial in 0..<1_000 {
        let name = "data/" + files[generator.below(files.count)]
        let place = archive.appendingPathComponent(name)
        let original = try Data(contentsOf: place)
        var damaged = original
        let how = trial % 4
        switch how {
        case 0, 1: damaged[generator.below(damaged.count)] ^= UInt8(1 + generator.below(255))
        case 2: damaged = damaged.prefix(generator.below(damaged.count))
        default: break
        }
        if how == 3 { try FileManager.default.removeItem(at: place) } else { try damaged.write(to: place) }
        let findings = try Bench.audit(archive)
        let expected: [Finding.Kind] = how == 3 ? [.missing] : [.damaged, .truncated, .newer]
        #expect(findings.contains { $0.file == name && expected.contains($0.kind) }, "trial \(trial), kind \(how), \(name): \(findings)")
        #expect(findings.allSatisfy { $0.file == name }, "trial \(trial): a sound file was blamed: \(findings)")
        for finding in findings { counts[finding.kind.rawValue, default: 0] += 1 }
        try original.write(to: place)
      }
      #expect(try Bench.audit(archive) == [])
      announce("1000 damages found: \(counts.sorted { $0.key < $1.key })")
    }
  }

  @Test func aDamagedUnitIsNotRestoredAndLeavesNothingBehind() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Bench.makeSource(source, presets: [.bayerRGGB12, .sparse12])
      try Bench.archive(source, archive)
      let units = archive.appendingPathComponent("data/units/shoot 0/")
      let unit = try #require(try files(units).first { $0.hasSuffix(".dng.glsn") })
      let place = units.appendingPathComponent(unit)
      let original = try Data(contentsOf: place)
      let name = "shoot 0/" + unit.dropLast(5)
      var generator = RepeatableRandomNumberGenerator(seed: 5)
      for trial in 0..<60 {
        var damaged = original
        // In the middle lie the planes; damage to the table's one copy, or to facts, does not keep the original from coming back.
        damaged[damaged.count / 4 + generator.below(damaged.count / 2)] ^= 0x10
        try (trial % 3 == 2 ? damaged.prefix(generator.below(damaged.count)) : damaged).write(to: place)
        let target = folder.appendingPathComponent("target \(trial)")
        let witness = try Bench.restore(archive, target)
        let failed = witness.reports.filter { $0.outcome == .failed }
        #expect(failed.count == 1)
        #expect(!FileManager.default.fileExists(atPath: target.appendingPathComponent(name).path))
        #expect(try files(target).allSatisfy { !$0.contains(".glassine-") })
        try FileManager.default.removeItem(at: target)
      }
      try original.write(to: place)
    }
  }

  @Test func swappedUnitsAreMisplacedAndOrphansAreNamed() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Data("one".utf8).write(to: source.appendingPathComponent("one"))
      try Data("two".utf8).write(to: source.appendingPathComponent("two"))
      try Bench.archive(source, archive)
      let (one, two) = (archive.appendingPathComponent("data/units/one.glsn"), archive.appendingPathComponent("data/units/two.glsn"))
      let (first, second) = (try Data(contentsOf: one), try Data(contentsOf: two))
      try second.write(to: one)
      try first.write(to: two)
      try Data().write(to: archive.appendingPathComponent("data/units/stranger"))
      let findings = try Bench.audit(archive, .structure)
      #expect(findings.filter { $0.kind == .misplaced }.map(\.file).sorted() == ["data/units/one.glsn", "data/units/two.glsn"])
      #expect(findings.contains { $0.kind == .orphan && $0.file == "data/units/stranger" })
      let restored = try Bench.restore(archive, folder.appendingPathComponent("target"))
      #expect(restored.reports.allSatisfy { $0.outcome == .failed && $0.code == "unit.misplaced" })
    }
  }

  @Test func damagedTagFilesAreNamedAndStopWriting() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Data("one".utf8).write(to: source.appendingPathComponent("one"))
      try Bench.archive(source, archive)
      for name in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "originals-sha256.txt", "tagmanifest-sha256.txt"] {
        let place = archive.appendingPathComponent(name)
        let original = try Data(contentsOf: place)
        var damaged = original
        damaged[damaged.count / 2] ^= 1
        try damaged.write(to: place)
        #expect(try Bench.audit(archive, .structure).contains { $0.kind == .manifest }, "\(name)")
        #expect(throws: (any Error).self, "\(name)") { try Bench.archive(source, archive) }
        try original.write(to: place)
        #expect(try Bench.audit(archive, .structure) == [])
      }
    }
  }
}
