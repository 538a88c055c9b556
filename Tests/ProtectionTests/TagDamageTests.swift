import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Protection

/// Damage to manifests and other tag files, and to the journal.
struct TagDamageTests {
  private static let tags = ["manifest-sha256.txt", "tagmanifest-sha256.txt", "originals-sha256.txt", "bag-info.txt", "bagit.txt"]

  @Test(arguments: tags) func aTagFileDamagedOrGone(_ name: String) throws {
    try withProtected { archive in
      try archive.expectRepair { try archive.flip(name, at: 20) }
      try archive.expectRepair { try archive.remove(name) }
      try archive.expectRepair { try archive.write([], name) }
    }
  }

  @Test func allTagFilesGone() throws {
    try withProtected { archive in
      try archive.expectRepair { for name in Self.tags { try archive.remove(name) } }
    }
  }

  /// No parity of them is left either: the lists are made anew from sets and units.
  @Test(arguments: [true, false]) func allTagFilesGoneAndTheirParity(_ hasSets: Bool) throws {
    try withProtected(protected: hasSets) { archive in
      let manifest = try archive.bytes("manifest-sha256.txt")
      let originals = try archive.bytes("originals-sha256.txt")
      for name in Self.tags { try archive.remove(name) }
      if hasSets { try archive.remove("parity/tags.glsp") }
      let (summary, findings) = try archive.repair()
      #expect(!summary.leavesDamage && summary.foundDamage, "\(findings)")
      #expect(try archive.bytes("manifest-sha256.txt") == manifest)
      #expect(try archive.bytes("originals-sha256.txt") == originals)
      #expect(try archive.audit() == [])
      #expect(!(try archive.repair().summary.foundDamage))
    }
  }

  /// A digest in the manifest is wrong and nothing but the units says so.
  @Test(arguments: [true, false]) func aWrongDigestIsNotBelieved(_ hasSets: Bool) throws {
    try withProtected(protected: hasSets) { archive in
      let manifest = try archive.bytes("manifest-sha256.txt")
      var changed = manifest
      let text = String(decoding: manifest, as: UTF8.self)
      let line = try #require(text.split(separator: "\n").first { $0.contains(archive.unit(3)) })
      let start = text.utf8.distance(from: text.startIndex, to: line.startIndex)
      changed[start] = changed[start] == 0x30 ? 0x31 : 0x30
      try archive.write(changed, "manifest-sha256.txt")
      if hasSets { try archive.remove("parity/tags.glsp") }
      let (summary, findings) = try archive.repair()
      #expect(!summary.leavesDamage && summary.foundDamage, "\(findings)")
      #expect(try archive.bytes("manifest-sha256.txt") == manifest)
      #expect(try archive.audit() == [])
    }
  }

  /// What parity knows of the tag files is older than they are.
  @Test func staleParityOfTagFiles() throws {
    try withProtected { archive in
      try archive.put([5], at: "0/0.bin")
      try archive.put([6], at: "new")
      try archive.take()
      let before = try archive.state()
      #expect(!(try archive.repair().summary.foundDamage))
      #expect(try archive.differences(from: before) == [])
      let manifest = try archive.bytes("manifest-sha256.txt")
      let lines = String(decoding: manifest, as: UTF8.self).split(separator: "\n")
      let line = try #require(lines.firstIndex { $0.contains(archive.unit(3)) })
      try archive.flip("manifest-sha256.txt", at: lines[..<line].reduce(0) { $0 + $1.utf8.count + 1 } + 5)
      let (summary, findings) = try archive.repair()
      #expect(!summary.leavesDamage, "\(findings)")
      #expect(try archive.bytes("manifest-sha256.txt") == manifest)
      #expect(try archive.audit() == [])
    }
  }

  /// An older manifest was put back, and the tag manifest of its time with it.
  @Test func aStaleManifest() throws {
    try withProtected { archive in
      let old = try Self.tags.map { try archive.bytes($0) }
      try archive.put([5], at: "0/0.bin")
      try archive.put([6], at: "new")
      try archive.take()
      try archive.protect()
      let before = try archive.state()
      for (name, bytes) in zip(Self.tags, old) { try archive.write(bytes, name) }
      let (summary, findings) = try archive.repair()
      #expect(summary.foundDamage && !summary.leavesDamage, "\(findings)")
      let mayDiffer = ["bag-info.txt", "tagmanifest-sha256.txt", "parity/tags.glsp"]
      let differences = try archive.differences(from: before).filter { !mayDiffer.contains($0) }
      #expect(differences == [], "\(differences)")
      #expect(try archive.audit() == [])
      #expect(!(try archive.repair().summary.foundDamage))
    }
  }

  @Test func aDamagedJournal() throws {
    try withProtected { archive in
      let before = try archive.state()
      try archive.write(Array("P\tnonsense\n\u{1}\u{2}\n".utf8), ".journal")
      let (summary, findings) = try archive.repair()
      #expect(!summary.leavesDamage && summary.foundDamage, "\(findings)")
      #expect(try archive.bytes(".journal") == [])
      #expect(try archive.differences(from: before).filter { $0.hasPrefix("data/") || $0.hasPrefix("manifest") } == [])
      #expect(try archive.audit() == [])
      #expect(!(try archive.repair().summary.foundDamage))
      try archive.take()
    }
  }

  /// A run was cut off, and then its journal and the manifest were damaged.
  @Test func anUnfinishedRunOfWhichTheJournalIsDamaged() throws {
    try withProtected { archive in
      let old = try Self.tags.map { try archive.bytes($0) }
      try archive.put([6], at: "new")
      try archive.take()
      let manifest = try archive.bytes("manifest-sha256.txt")
      let originals = try archive.bytes("originals-sha256.txt")
      for (name, bytes) in zip(Self.tags, old) { try archive.write(bytes, name) }
      try archive.write(Array("P\tnonsense\n".utf8), ".journal")
      let (summary, findings) = try archive.repair()
      #expect(!summary.leavesDamage, "\(findings)")
      #expect(try archive.bytes("manifest-sha256.txt") == manifest)
      #expect(try archive.bytes("originals-sha256.txt") == originals)
      #expect(try archive.audit() == [])
    }
  }

  @Test func junkStaysAndIsNamed() throws {
    try withProtected { archive in
      try archive.write([1, 2, 3], "data/units/junk.glsn")
      let forecast = try archive.repair(dryRun: true)
      #expect(forecast.summary.leavesDamage)
      let (summary, findings) = try archive.repair()
      #expect(summary.leavesDamage && findings.map(\.file) == ["data/units/junk.glsn"])
      #expect(try archive.bytes("data/units/junk.glsn") == [1, 2, 3])
    }
  }

  /// Receipts are in no manifest: parity alone knows them.
  @Test func receipts() throws {
    try withProtected { archive in
      try FileManager.default.createDirectory(at: archive.file("receipts"), withIntermediateDirectories: true)
      try archive.write(Array("a statement\n".utf8), "receipts/000001.jsonl")
      try archive.protect()
      try archive.expectRepair { try archive.flip("receipts/000001.jsonl", at: 2) }
      try archive.expectRepair { try archive.remove("receipts/000001.jsonl") }
      // A later run must not cover the damage instead.
      let whole = try archive.bytes("receipts/000001.jsonl")
      try archive.flip("receipts/000001.jsonl", at: 2)
      #expect(try archive.protect().refused == 1)
      _ = try archive.repair()
      #expect(try archive.bytes("receipts/000001.jsonl") == whole)
    }
  }
}
