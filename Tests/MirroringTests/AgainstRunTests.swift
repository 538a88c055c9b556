import ArchiveStore
import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Mirroring

@Suite struct AgainstRunTests {
  @Test func soundCopiesHoldTheSame() throws {
    try withCopies { copies in
      let (summary, findings) = try copies.compare()
      #expect(summary.isClean && summary.sound == summary.files && summary.files > 10 && findings.isEmpty)
    }
  }

  @Test func eachCopyIsHealedFromTheOther() throws {
    try withCopies { copies in
      // A lost folder and a damaged sidecar in one, swapped and truncated units in the other.
      try copies.remove(copies.archive, "data/units/a/3.txt.glsn")
      try copies.remove(copies.archive, "data/sidecars/a")
      try copies.damage(copies.archive, "data/units/b.bin.glsn", at: 3_000)
      let units = copies.target.appendingPathComponent("data/units/a")
      let one = try Data(contentsOf: units.appendingPathComponent("1.txt.glsn"))
      try Data(contentsOf: units.appendingPathComponent("2.txt.glsn")).write(to: units.appendingPathComponent("1.txt.glsn"))
      try one.write(to: units.appendingPathComponent("2.txt.glsn"))
      try one.dropLast(30).write(to: units.appendingPathComponent("5.txt.glsn"))
      let before = [try FolderSnapshot(of: copies.archive), try FolderSnapshot(of: copies.target)]
      let reported = try copies.compare(heals: false)
      #expect(reported.summary.healable == 13 && reported.summary.healed == 0 && reported.summary.remaining == 0)
      #expect(try before[0].differences(to: FolderSnapshot(of: copies.archive)) == [])
      #expect(try before[1].differences(to: FolderSnapshot(of: copies.target)) == [])
      let (summary, findings) = try copies.compare()
      #expect(summary.healed == 13 && !summary.isUnsettled && summary.spliced == 0 && findings.count == 13)
      #expect(try copies.differences() == [])
      #expect(try copies.audit(copies.archive) == [] && copies.audit(copies.target) == [])
      #expect(copies.quarantined(copies.archive) == ["0001/data/units/b.bin.glsn"])
      #expect(copies.quarantined(copies.target).count == 3)
      #expect(try copies.compare().summary.isClean)
    }
  }

  /// Another section is damaged in each copy; one has lost its header and is cut short besides.
  @Test func aUnitIsPutTogetherFromSoundSectionsOfBoth() throws {
    try withCopies { copies in
      let unit = "data/units/b.bin.glsn"
      let good = try Data(contentsOf: copies.archive.appendingPathComponent(unit))
      // The record is the first section behind header and table.
      try copies.damage(copies.archive, unit, at: 64 + 2 * 64 + 5)
      try copies.damage(copies.target, unit, at: 3)
      try good.prefix(good.count - 70).write(to: copies.target.appendingPathComponent(unit))
      try copies.damage(copies.target, unit, at: 20)
      let reported = try copies.compare(heals: false).summary
      #expect(reported.healable == 2 && reported.remaining == 0)
      let (summary, _) = try copies.compare()
      #expect(summary.spliced == 1 && summary.healed == 2 && !summary.isUnsettled)
      #expect(try Data(contentsOf: copies.archive.appendingPathComponent(unit)) == good)
      #expect(try Data(contentsOf: copies.target.appendingPathComponent(unit)) == good)
      #expect(copies.quarantined(copies.archive) == ["0001/\(unit)"])
    }
  }

  @Test func whatIsDamagedInBothIsNamedAndNothingIsTouched() throws {
    try withCopies { copies in
      for place in [copies.archive, copies.target] {
        try copies.damage(place, "data/units/b.bin.glsn", at: 9_000)
        try copies.damage(place, "data/sidecars/a/1.txt.json", at: 9)
      }
      let before = try FolderSnapshot(of: copies.archive)
      let (summary, findings) = try copies.compare()
      #expect(summary.remaining == 4 && summary.healed == 0)
      #expect(
        findings.filter { $0.section == "BODY 0" }.map(\.file)
          == [copies.archive, copies.target].map { $0.path + "/data/units/b.bin.glsn" })
      #expect(try before.differences(to: FolderSnapshot(of: copies.archive), aspects: []) == [])
    }
  }

  @Test func aCopyThatIsAheadIsLeftAsItIs() throws {
    try withCopies { copies in
      try copies.put("ahead\n", at: "a/ahead.txt")
      try copies.put("changed\n", at: "a/1.txt")
      try copies.take()
      let before = try FolderSnapshot(of: copies.target)
      let (summary, findings) = try copies.compare()
      // Two files and the folder, whose time changed.
      #expect(summary.onlyInArchive == 3 && summary.onlyInTarget == 0 && summary.remaining == 0 && summary.differingSidecars == 2)
      #expect(findings.allSatisfy { $0.kind == .missing && $0.detail.contains("glassine mirror") })
      #expect(try before.differences(to: FolderSnapshot(of: copies.target), aspects: []) == [])
      // Damage beside it is healed nevertheless.
      try copies.damage(copies.target, "data/units/a/2.txt.glsn", at: 80)
      #expect(try copies.compare().summary.healed == 1)
      #expect(try copies.mirror().summary.isWhole)
      #expect(try copies.compare().summary.isClean)
    }
  }

  @Test func anOldManifestIsHealedWhereTheFilesAreTheOthers() throws {
    try withCopies { copies in
      let names = ["bag-info.txt", "manifest-sha256.txt", "originals-sha256.txt", "tagmanifest-sha256.txt"]
      let old = try names.map { try Data(contentsOf: copies.target.appendingPathComponent($0)) }
      try copies.put("changed\n", at: "a/1.txt")
      try copies.remove(copies.source, "a/2.txt")
      try FileManager.default.createSymbolicLink(atPath: copies.source.path + "/a/2.txt", withDestinationPath: "1.txt")
      try copies.take()
      #expect(try copies.mirror().summary.isWhole)
      func makeStale() throws {
        for (name, bytes) in zip(names, old) { try bytes.write(to: copies.target.appendingPathComponent(name)) }
      }
      try makeStale()
      let (summary, _) = try copies.compare()
      #expect(summary.healed > 2 && !summary.isUnsettled)
      #expect(try copies.differences() == [])
      // Where a file of the copy is neither, nothing is decided.
      try makeStale()
      try copies.put("stranger\n", at: "../B/data/units/stranger.glsn")
      let unsettled = try copies.compare().summary
      #expect(unsettled.healed == 0 && unsettled.remaining > 0)
      #expect(try Data(contentsOf: copies.target.appendingPathComponent(names[1])) == old[1])
    }
  }

  @Test(arguments: [
    ["manifest-sha256.txt", "bag-info.txt"], ["tagmanifest-sha256.txt", "manifest-sha256.txt"], ["tagmanifest-sha256.txt", "bagit.txt"],
    ["originals-sha256.txt", ""], ["", "tagmanifest-sha256.txt"],
  ])
  func damagedTagFilesAreHealedFromEachOther(_ names: [String]) throws {
    try withCopies { copies in
      for (place, name) in zip([copies.archive, copies.target], names) where !name.isEmpty { try copies.damage(place, name, at: 12) }
      let (summary, _) = try copies.compare()
      #expect(summary.healed == names.count { !$0.isEmpty } && !summary.isUnsettled)
      #expect(try copies.differences() == [])
      #expect(try copies.audit(copies.archive) == [] && copies.audit(copies.target) == [])
    }
  }

  @Test func theSameManifestDamagedInBothIsSaid() throws {
    try withCopies { copies in
      for place in [copies.archive, copies.target] { try copies.damage(place, "manifest-sha256.txt", at: 12) }
      #expect(#expect(throws: Fault.self) { _ = try copies.compare() }?.code == "against.manifests")
    }
  }

  @Test func whatNoManifestListsIsNamedAndLeft() throws {
    try withCopies { copies in
      try FileManager.default.copyItem(
        atPath: copies.target.path + "/data/units/b.bin.glsn", toPath: copies.target.path + "/data/units/c.bin.glsn")
      let (summary, findings) = try copies.compare()
      #expect(summary.remaining == 1 && findings.first?.kind == .orphan && findings.first?.detail.contains("sound") == true)
      #expect(FileManager.default.fileExists(atPath: copies.target.path + "/data/units/c.bin.glsn"))
    }
  }
}
