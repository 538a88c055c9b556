import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import Protection

/// Damage to payload, and that repair brings every byte back.
struct RepairTests {
  @Test func nothingWrong() throws {
    try withProtected { archive in
      let before = try archive.state()
      let (summary, findings) = try archive.repair()
      #expect(!summary.foundDamage && findings.isEmpty && summary.quarantine == nil)
      #expect(try archive.differences(from: before) == [])
    }
  }

  @Test func flippedTruncatedExtendedEmptiedMissing() throws {
    try withProtected { archive in
      try archive.expectRepair { try archive.flip(archive.unit(3), at: 700) }
      try archive.expectRepair { try archive.write(Array(archive.bytes(archive.unit(4)).dropLast(50)), archive.unit(4)) }
      try archive.expectRepair { try archive.write(archive.bytes(archive.unit(5)) + [1, 2, 3], archive.unit(5)) }
      try archive.expectRepair { try archive.write([], archive.unit(6)) }
      try archive.expectRepair { try archive.remove(archive.unit(7)) }
      try archive.expectRepair { try archive.remove("data/units/empty.glsn") }
      try archive.expectRepair { try archive.remove(archive.sidecar(7)) }
    }
  }

  @Test func exchangedUnits() throws {
    try withProtected { archive in
      try archive.expectRepair {
        let (first, second) = (try archive.bytes(archive.unit(8)), try archive.bytes(archive.unit(9)))
        try archive.write(second, archive.unit(8))
        try archive.write(first, archive.unit(9))
      }
    }
  }

  /// Of different sets, and in a ring.
  @Test func exchangedInARing() throws {
    try withProtected(groupBlocks: 32, setGroups: 1) { archive in
      #expect(try archive.sets().count > 3)
      try archive.expectRepair {
        let first = try archive.bytes(archive.unit(0))
        for index in 0..<9 { try archive.write(archive.bytes(archive.unit(index + 1)), archive.unit(index)) }
        try archive.write(first, archive.unit(9))
      }
    }
  }

  @Test func movedToAnotherName() throws {
    try withProtected { archive in
      try archive.expectRepair {
        try FileManager.default.moveItem(at: archive.file(archive.unit(3)), to: archive.file("data/units/0/lost.glsn"))
      }
    }
  }

  @Test func replacedByOtherThings() throws {
    try withProtected { archive in
      try archive.expectRepair {
        try archive.remove(archive.unit(3))
        try FileManager.default.createDirectory(at: archive.file(archive.unit(3)), withIntermediateDirectories: true)
      }
      try archive.expectRepair {
        try archive.remove(archive.unit(4))
        try FileManager.default.createSymbolicLink(at: archive.file(archive.unit(4)), withDestinationURL: archive.file(archive.unit(5)))
      }
      try archive.expectRepair {
        try archive.remove(archive.unit(5))
        #expect(mkfifo(archive.file(archive.unit(5)).path, 0o644) == 0)
      }
    }
  }

  @Test func aFolderBecameAFile() throws {
    try withTemporaryFolder { folder in
      var archive = try ProtectedArchive(folder, protected: false)
      archive.groupBlocks = 1 << 18
      try archive.put([1, 2, 3], at: "few/one")
      try archive.take()
      try archive.protect()
      try archive.expectRepair {
        try archive.remove("data/units/few")
        try archive.write([1], "data/units/few")
      }
    }
  }

  @Test func sidecarsReplacedSince() throws {
    try withProtected { archive in
      // What was protected is no longer there: its blocks count as lost.
      try archive.put([1, 2, 3], at: "0/0.bin")
      try archive.take()
      #expect(!(try archive.repair().summary.foundDamage))
      let whole = try archive.bytes(archive.sidecar(7))
      try archive.flip(archive.sidecar(7), at: 30)
      #expect(!(try archive.repair().summary.leavesDamage))
      #expect(try archive.bytes(archive.sidecar(7)) == whole)
      #expect(try archive.audit() == [])
    }
  }

  @Test func randomDamage() throws {
    try withProtected(groupBlocks: 64, setGroups: 2) { archive in
      #expect(try archive.sets().count > 2)
      var random = RepeatableRandomNumberGenerator(seed: 7)
      for _ in 0..<12 {
        try archive.expectRepair {
          let files = try archive.files(below: "data") + archive.files(below: "parity").filter { $0.hasSuffix(".glsp") }
          for _ in 0..<3 {
            let path = files[random.below(files.count)]
            var bytes = try archive.bytes(path)
            let start = random.below(bytes.count)
            for index in start..<min(bytes.count, start + 600) { bytes[index] = UInt8(random.below(256)) }
            try archive.write(bytes, path)
          }
        }
      }
    }
  }
}
