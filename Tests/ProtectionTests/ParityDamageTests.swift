import ByteCoding
import Foundation
import ParityCoding
import Reporting
import TestSupport
import Testing

@testable import Protection

/// Damage to the parity itself, alone and together with what it covers.
struct ParityDamageTests {
  /// The members of a damaged parity file are proved before it is written again.
  @Test func parityIsNeverMadeOfDamagedFiles() throws {
    try withProtected(groupBlocks: 32, setGroups: 8) { archive in
      let set = try archive.set(of: archive.unit(3))
      let group = "parity/\(set)/0001.glsp"
      let groups = try archive.files(below: "parity/\(set)").filter { $0.hasSuffix(".glsp") }
      #expect(groups.count > 2)
      let covered = try ParityFile(parsing: ParityBytes(archive.bytes(group)))
      let member = try #require(covered.members.first { $0.extents.contains { $0.firstBlock > 0 } })
      let path = String(decoding: member.path, as: UTF8.self)
      let block = try #require(member.extents.first { $0.firstBlock > 0 }).firstBlock
      try archive.flip(path, at: block * ParityBlock.size + 5)
      try archive.remove(group)
      let (summary, findings) = try archive.repair()
      #expect(summary.leavesDamage)
      #expect(findings.contains { $0.file == path }, "\(findings)")
      #expect(!FileManager.default.fileExists(atPath: archive.file(group).path))
      // Nor does a second repair forget it.
      #expect(try archive.repair().summary.leavesDamage)
    }
  }

  @Test func groupsLostCutExtendedExchanged() throws {
    try withProtected(groupBlocks: 32, setGroups: 2) { archive in
      let first = try archive.set(of: archive.unit(0))
      let second = try #require(try (1..<40).map { try archive.set(of: archive.unit($0)) }.first { $0 != first })
      let (one, other) = ("parity/\(first)/0001.glsp", "parity/\(second)/0001.glsp")
      try archive.expectRepair { try archive.remove(one) }
      try archive.expectRepair { try archive.write(Array(archive.bytes(one).dropLast(5000)), one) }
      try archive.expectRepair { try archive.write(archive.bytes(one) + [1, 2], one) }
      try archive.expectRepair { try archive.write([], one) }
      try archive.expectRepair { try archive.flip(one, at: 4096 * 3 + 200) }
      try archive.expectRepair {
        let (left, right) = (try archive.bytes(one), try archive.bytes(other))
        try archive.write(left, other)
        try archive.write(right, one)
      }
    }
  }

  /// A parity file of another set says nothing about the files of this one.
  @Test func exchangedGroupsHideNoDamage() throws {
    try withProtected(groupBlocks: 64, setGroups: 1) { archive in
      let first = try archive.set(of: archive.unit(0))
      let second = try #require(try (1..<40).map { try archive.set(of: archive.unit($0)) }.first { $0 != first })
      let (one, other) = ("parity/\(first)/0001.glsp", "parity/\(second)/0001.glsp")
      let (left, right) = (try archive.bytes(one), try archive.bytes(other))
      try archive.write(left, other)
      try archive.write(right, one)
      try archive.flip(archive.unit(0), at: 100)
      let (summary, _) = try archive.repair()
      #expect(summary.foundDamage)
      // Put right, the parity still repairs.
      try archive.write(left, one)
      try archive.write(right, other)
      #expect(!(try archive.repair().summary.leavesDamage))
      #expect(try archive.audit() == [])
    }
  }

  @Test func listsDamagedOrGone() throws {
    try withProtected { archive in
      let set = try archive.set(of: archive.unit(3))
      try archive.expectRepair { try archive.flip("parity/\(set)/members.txt", at: 10) }
      try archive.expectRepair { try archive.remove("parity/\(set)/members.txt") }
      try archive.expectRepair { try archive.flip("parity/\(set)/set.json", at: 10) }
      try archive.expectRepair { try archive.remove("parity/\(set)/set.json") }
      try archive.expectRepair {
        try archive.remove("parity/\(set)/set.json")
        try archive.remove("parity/\(set)/members.txt")
        try archive.remove(archive.unit(3))
      }
    }
  }

  /// With one of several parity files gone, the list cannot be had from the others.
  @Test func aListIsNotMadeOfSomeGroups() throws {
    try withProtected(groupBlocks: 32, setGroups: 8) { archive in
      let set = try archive.set(of: archive.unit(3))
      let groups = try archive.files(below: "parity/\(set)").filter { $0.hasSuffix(".glsp") }
      let last = try #require(groups.last)
      let list = try archive.bytes("parity/\(set)/members.txt")
      try archive.remove(last)
      try archive.remove("parity/\(set)/members.txt")
      let (summary, _) = try archive.repair()
      let now = try? archive.bytes("parity/\(set)/members.txt")
      #expect(now == nil || now == list)
      #expect(summary.leavesDamage || now == list)
    }
  }

  @Test func parityOfTagFilesDamagedOrGone() throws {
    try withProtected { archive in
      try archive.expectRepair { try archive.flip("parity/tags.glsp", at: -100) }
      try archive.expectRepair { try archive.remove("parity/tags.glsp") }
      try archive.expectRepair { try archive.write(Array("nothing".utf8), "parity/tags.glsp") }
    }
  }

  /// Part of the index is lost: files whose blocks nobody can check are still what their digests say.
  @Test func lostDigestsAreNoDamage() throws {
    try withProtected(files: 300) { archive in
      let set = try archive.set(of: archive.unit(3))
      let group = "parity/\(set)/0001.glsp"
      try archive.expectRepair {
        var bytes = try archive.bytes(group)
        let magic = Array(bytes[..<8])
        // All blocks of the index but the first.
        for start in stride(from: 4096, to: bytes.count, by: 4096) where Array(bytes[start..<start + 8]) == magic {
          for index in start..<start + 4096 { bytes[index] = 0 }
        }
        try archive.write(bytes, group)
      }
    }
  }

  @Test func aSetOfWhichNothingIsLeftIsNamed() throws {
    try withProtected { archive in
      let set = try archive.set(of: archive.unit(3))
      for name in try archive.files(below: "parity/\(set)") { try archive.write([1, 2, 3], name) }
      let (summary, findings) = try archive.repair()
      #expect(summary.leavesDamage)
      #expect(findings.contains { $0.file.contains(set) }, "\(findings)")
    }
  }

  @Test func hostileLists() throws {
    try withProtected { archive in
      let units = try archive.set(of: archive.unit(3))
      let facts = try archive.bytes("parity/\(units)/set.json")
      let digest = String(repeating: "0", count: 64)
      for (index, line) in ["../x", "/etc/passwd", "data/../../x", "data/units/a\0b", "data", ""].enumerated() {
        let name = "parity/" + String(repeating: "0", count: 15) + "\(index)"
        try FileManager.default.createDirectory(at: archive.file(name), withIntermediateDirectories: true)
        let list = Array("\(digest)  \(line)\n".utf8)
        try archive.write(list, "\(name)/members.txt")
        var text = String(decoding: facts, as: UTF8.self)
        for key in ["files", "bytes", "blocks", "largest", "groups", "groupBlocks", "parityBytes"] {
          let value = key == "groups" ? 9999 : index % 2 == 0 ? Int.max : key == "groupBlocks" ? 1 : 1 << 40
          text = text.replacing(try Regex("\"\(key)\":[0-9]+"), with: "\"\(key)\":\(value)")
        }
        text = text.replacing(try Regex("\"members\":\"[0-9a-f]+\""), with: "\"members\":\"\(SHA256Digest(of: list).hex)\"")
        try archive.write(Array(text.utf8), "\(name)/set.json")
      }
      let before = try FolderSnapshot(of: archive.folder)
      _ = try archive.repair(dryRun: true)
      #expect(try before.differences(to: FolderSnapshot(of: archive.folder), aspects: []) == [])
      try archive.flip(archive.unit(3), at: 100)
      _ = try archive.repair()
      #expect(try archive.audit() == [])
      _ = try archive.protect()
      #expect(!FileManager.default.fileExists(atPath: archive.folder.appendingPathComponent("x").path))
    }
  }
}
