import ArchiveStore
import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import Protection

/// What protect does and, above all, does not take away.
struct ProtectTests {
  @Test func equalArchivesGetEqualParity() throws {
    try withTemporaryFolder { folder in
      let first = try ProtectedArchive(folder, groupBlocks: 64, setGroups: 2, protected: false)
      try FileManager.default.copyItem(at: first.root, to: folder.appendingPathComponent("copy/archive"), creating: true)
      var second = first
      second.rename(folder.appendingPathComponent("copy"))
      try first.protect(jobs: 1)
      try second.protect(jobs: 2)
      #expect(try first.state() == second.state())
    }
  }

  @Test func aSecondRunDoesNothing() throws {
    try withProtected(groupBlocks: 64, setGroups: 2) { archive in
      let before = try archive.state()
      let summary = try archive.protect()
      #expect(summary.setsMade == 0 && summary.setsRetired == 0 && summary.refused == 0)
      #expect(try archive.differences(from: before) == [])
    }
  }

  /// Small runs are merged; what went missing in between keeps its old parity.
  @Test(arguments: [false, true]) func whatIsGoneOrDamagedKeepsItsParity(_ isGone: Bool) throws {
    try withProtected { archive in
      let unit = archive.unit(3)
      let whole = try archive.bytes(unit)
      var random = RepeatableRandomNumberGenerator(seed: 3)
      for index in 0..<30 { try archive.put(random.bytes(9000), at: "more/\(index)") }
      try archive.take()
      if isGone { try archive.remove(unit) } else { try archive.flip(unit, at: 300) }
      let summary = try archive.protect()
      #expect(summary.refused == 1 && summary.setsMade > 0)
      _ = try archive.protect(renew: true)
      let (repaired, findings) = try archive.repair()
      #expect(repaired.repaired == 1 && !repaired.leavesDamage, "\(findings)")
      #expect(try archive.bytes(unit) == whole)
      // Once it is whole the sets are merged after all.
      let after = try archive.protect(renew: true)
      #expect(after.refused == 0)
      #expect(try archive.sets().count == 2)
    }
  }

  @Test func parityOfAnotherArchiveIsLeftAlone() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("elsewhere").path
      let first = try ProtectedArchive(folder.appendingPathComponent("1"), place: place, seed: 1)
      let before = try first.state()
      let second = try ProtectedArchive(folder.appendingPathComponent("2"), place: place, protected: false, seed: 2)
      #expect(throws: Fault.self) { try second.protect() }
      let untouched = try second.state()
      #expect(throws: Fault.self) { try second.repair() }
      #expect(try first.differences(from: before) == [])
      #expect(try second.differences(from: untouched) == [])
    }
  }

  @Test func parityElsewhere() throws {
    try withTemporaryFolder { folder in
      let archive = try ProtectedArchive(folder, place: folder.appendingPathComponent("elsewhere").path)
      #expect(!FileManager.default.fileExists(atPath: archive.file("parity").path))
      try archive.expectRepair { try archive.remove(archive.unit(3)) }
    }
  }

  /// An older manifest does not list the newest units; their parity stays.
  @Test func aStaleManifestTakesNoParityAway() throws {
    try withProtected { archive in
      let names = ["manifest-sha256.txt", "tagmanifest-sha256.txt", "originals-sha256.txt", "bag-info.txt"]
      let old = try names.map { try archive.bytes($0) }
      for index in 0..<30 { try archive.put([UInt8](repeating: UInt8(index), count: 9000 + index), at: "more/\(index)") }
      try archive.take()
      try archive.protect()
      let unit = "data/units/more/7.glsn"
      let whole = try archive.bytes(unit)
      for (name, bytes) in zip(names, old) { try archive.write(bytes, name) }
      try archive.protect()
      try archive.protect(renew: true)
      try archive.remove(unit)
      _ = try archive.repair()
      #expect(try archive.bytes(unit) == whole)
    }
  }

  @Test func manySetsAreMerged() throws {
    try withProtected(files: 10, groupBlocks: 64, setGroups: 4) { archive in
      for round in 0..<6 {
        for index in 0..<4 { try archive.put([UInt8](repeating: UInt8(round), count: 8000 + index), at: "r\(round)/\(index)") }
        try archive.take()
        let summary = try archive.protect()
        #expect(summary.refused == 0)
      }
      #expect(try archive.sets().count < 8)
      try archive.expectRepair { try archive.flip("data/units/r2/1.glsn", at: 200) }
      try archive.protect(overhead: 1500)
      try archive.expectRepair { try archive.flip("data/units/r4/2.glsn", at: 200) }
    }
  }
}

extension ProtectedArchive {
  /// The same options for a copy of the archive in another folder.
  mutating func rename(_ other: URL) { self = ProtectedArchive(of: other, groupBlocks: groupBlocks, setGroups: setGroups) }

  private init(of folder: URL, groupBlocks: Int, setGroups: Int) {
    self.folder = folder
    self.groupBlocks = groupBlocks
    self.setGroups = setGroups
  }
}

extension FileManager {
  func copyItem(at source: URL, to target: URL, creating: Bool) throws {
    if creating { try createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true) }
    try copyItem(at: source, to: target)
  }
}
