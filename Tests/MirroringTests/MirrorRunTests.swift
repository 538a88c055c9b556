import ArchiveStore
import ByteCoding
import Foundation
import ParityCoding
import Reporting
import TestSupport
import Testing

@testable import Mirroring

@Suite struct MirrorRunTests {
  private func code(_ body: () throws -> Void) -> String? { #expect(throws: Fault.self) { try body() }?.code }

  @Test func theFirstMirrorIsTheSameByteForByte() throws {
    try withCopies(mirrored: false) { copies in
      let plan = try copies.mirror(dryRun: true).summary
      #expect(plan.toCopy == plan.files && plan.files > 10)
      #expect(!FileManager.default.fileExists(atPath: copies.target.path))
      let (summary, findings) = try copies.mirror()
      #expect(summary.isWhole && summary.copied == plan.files && summary.copiedBytes == plan.bytes && findings.isEmpty)
      #expect(try copies.differences() == [])
      #expect(try copies.audit(copies.target) == [])
      let again = try copies.mirror().summary
      #expect(again.copied == 0 && again.verified == plan.files && again.verifiedBytes == plan.bytes && again.isWhole)
      #expect(copies.quarantined(copies.target) == [])
    }
  }

  @Test func anUpdateBringsNewVersionsAndSetsObsoleteSidecarsAside() throws {
    try withCopies { copies in
      try copies.put("another text\n", at: "a/1.txt")
      try copies.put("new\n", at: "c/new.txt")
      try copies.remove(copies.source, "a/2.txt")
      try FileManager.default.createSymbolicLink(atPath: copies.source.path + "/a/2.txt", withDestinationPath: "1.txt")
      try copies.take()
      let (summary, findings) = try copies.mirror(quick: true)
      #expect(summary.isWhole && findings.isEmpty && summary.trusted > 5 && summary.obsolete == 1)
      #expect(try copies.differences() == [])
      #expect(copies.quarantined(copies.target) == ["0001/data/sidecars/a/2.txt.json"])
      #expect(try copies.audit(copies.target) == [])
    }
  }

  @Test func damageInTheTargetIsHealedAndKept() throws {
    try withCopies { copies in
      try copies.damage(copies.target, "data/units/a/1.txt.glsn", at: 70)
      try copies.damage(copies.target, "data/sidecars/a/1.txt.json", at: 3)
      try copies.remove(copies.target, "data/units/b.bin.glsn")
      // Quick trusts what has its size: only what is missing is seen.
      #expect(try copies.mirror(quick: true).summary.healed == 1)
      let (summary, findings) = try copies.mirror()
      #expect(summary.healed == 2 && summary.remaining == 0 && summary.isWhole)
      #expect(findings.map(\.kind) == [.damaged, .damaged])
      #expect(try copies.differences() == [])
      #expect(copies.quarantined(copies.target) == ["0001/data/sidecars/a/1.txt.json", "0001/data/units/a/1.txt.glsn"])
    }
  }

  @Test func damageInTheArchiveIsNotSpread() throws {
    try withCopies { copies in
      let good = try Data(contentsOf: copies.target.appendingPathComponent("data/units/a/1.txt.glsn"))
      try copies.damage(copies.archive, "data/units/a/1.txt.glsn", at: 70)
      let (summary, findings) = try copies.mirror()
      #expect(summary.damagedInArchive == 1 && summary.remaining == 1 && summary.healed == 0 && summary.isWhole)
      #expect(findings.first?.file == copies.archive.path + "/data/units/a/1.txt.glsn")
      #expect(try Data(contentsOf: copies.target.appendingPathComponent("data/units/a/1.txt.glsn")) == good)
      #expect(try copies.audit(copies.target) == [])
      // A new target does not get it, and says nothing of it: it is sound, only not complete.
      let other = copies.folder.appendingPathComponent("C")
      let fresh = try copies.mirror(to: other).summary
      #expect(!fresh.isWhole && fresh.remaining == 1)
      #expect(!FileManager.default.fileExists(atPath: other.path + "/data/units/a/1.txt.glsn"))
      #expect(try copies.audit(other) == [])
      // The archive healed, the next run completes it.
      try good.write(to: copies.archive.appendingPathComponent("data/units/a/1.txt.glsn"))
      #expect(try copies.mirror(to: other).summary.isWhole)
    }
  }

  @Test(arguments: ["manifest-sha256.txt", "bag-info.txt", "tagmanifest-sha256.txt"])
  func damagedTagFilesAreNotSpread(_ name: String) throws {
    try withCopies { copies in
      let before = try FolderSnapshot(of: copies.target)
      try copies.damage(copies.archive, name, at: 20)
      #expect(code { _ = try copies.mirror() } == "mirror.tags")
      #expect(try before.differences(to: FolderSnapshot(of: copies.target)) == [])
      // The other way round they are healed.
      let (summary, findings) = try copies.mirror(copies.target, to: copies.archive)
      #expect(summary.isWhole && summary.healed > 0 && findings.allSatisfy { $0.kind == .manifest })
      #expect(try copies.differences() == [])
      #expect(try copies.audit(copies.archive) == [])
    }
  }

  @Test func aTargetThatIsAheadIsRefused() throws {
    try withCopies { copies in
      try copies.put("ahead\n", at: "a/ahead.txt")
      try copies.take()
      let before = try FolderSnapshot(of: copies.archive)
      let fault = #expect(throws: Fault.self) { _ = try copies.mirror(copies.target, to: copies.archive) }
      #expect(fault?.code == "mirror.diverged" && fault?.cause.contains("data/units/a/ahead.txt.glsn") == true)
      // Also where only the file is there, its line lost with the tag files.
      try copies.remove(copies.archive, "tagmanifest-sha256.txt")
      #expect(code { _ = try copies.mirror(copies.target, to: copies.archive) } == "mirror.diverged")
      #expect(
        try before.differences(to: FolderSnapshot(of: copies.archive)).filter { !$0.hasPrefix("tagmanifest") && !$0.contains(": time") }
          == [])
    }
  }

  @Test func namesThatLeadToTheSameArchiveAreRefused() throws {
    try withCopies { copies in
      let link = copies.folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: copies.archive)
      #expect(code { _ = try copies.mirror(to: link) } == "mirror.same")
      #expect(code { _ = try copies.mirror(to: copies.archive.appendingPathComponent("data/../.")) } == "mirror.same")
      #expect(code { _ = try copies.mirror(to: copies.archive.appendingPathComponent("inside/deeper")) } == "mirror.nested")
      #expect(code { _ = try copies.mirror(to: copies.folder) } == "mirror.nested")
      #expect(!FileManager.default.fileExists(atPath: copies.archive.path + "/inside"))
    }
  }

  @Test func anUnfinishedArchiveIsNotMirroredAndAnUnfinishedTargetIsCompleted() throws {
    try withCopies { copies in
      let digest = SHA256Digest(of: [1]).hex
      for place in [copies.target, copies.archive] {
        try Data("P\t\(digest)\tdata/units/never.glsn\n".utf8).write(to: place.appendingPathComponent(".journal"))
        if place == copies.target { #expect(try copies.mirror().summary.isWhole) }
      }
      #expect(code { _ = try copies.mirror() } == "mirror.unfinished")
      #expect(code { _ = try copies.compare() } == "mirror.unfinished")
    }
  }

  @Test func aStoppedRunLeavesASoundTargetAndTheNextGoesOn() throws {
    try withCopies(mirrored: false) { copies in
      final class Box: Sendable { nonisolated(unsafe) var control: OperationControl? }
      let box = Box()
      let control = OperationControl { event in
        if case .phaseStarted(.mirroring, _, _) = event { box.control?.stop() }
      }
      box.control = control
      let stopped = try copies.mirror(control: control).summary
      #expect(!stopped.isComplete && !stopped.isWhole)
      #expect(try copies.audit(copies.target) == [])
      #expect(try copies.mirror().summary.isWhole)
      #expect(try copies.differences() == [])
    }
  }

  @Test func parityAndReceiptsAreCopiedProofsAreNot() throws {
    try withCopies { copies in
      let manager = FileManager.default
      let member = ParityMember(path: Array("x".utf8), size: 9_000, digest: SHA256Digest(of: [UInt8](repeating: 7, count: 9_000)))
      let encoder = try ParityEncoder(ParityParameters(overhead: 1000), members: [member], workers: 1)
      for extent in encoder.members[0].extents {
        try encoder.append([UInt8](repeating: 7, count: encoder.members[0].bytes(of: extent).count), of: 0)
      }
      var parity: [UInt8] = []
      try encoder.finish { parity.append(contentsOf: $0) }
      let set = "parity/0123456789abcdef"
      for (path, bytes) in [
        (set + "/0001.glsp", parity), (set + "/members.txt", Array("list\n".utf8)), ("parity/tags.glsp", parity),
        ("receipts/1.txt", [1]), ("proofs/1", [2]),
      ] {
        let place = copies.archive.appendingPathComponent(path)
        try manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: place)
      }
      let summary = try copies.mirror().summary
      #expect(summary.isWhole && summary.besideCopied == 4 && summary.remaining == 0)
      #expect(try copies.differences() == [] && !manager.fileExists(atPath: copies.target.path + "/proofs"))
      // Damaged in the target: healed. Damaged in the archive: stays there.
      try copies.damage(copies.target, set + "/0001.glsp", at: 5_000)
      #expect(try copies.mirror().summary.healed == 1)
      #expect(try copies.differences() == [])
      try copies.damage(copies.archive, set + "/0001.glsp", at: 5_000)
      let (spared, findings) = try copies.mirror()
      #expect(spared.remaining == 1 && findings.first?.file == copies.archive.path + "/" + set + "/0001.glsp")
      #expect(try Data(contentsOf: copies.target.appendingPathComponent(set + "/0001.glsp")) == Data(parity))
      // A new set in place of the old one; without any, the target's stay.
      try copies.damage(copies.archive, set + "/0001.glsp", at: 5_000)
      try manager.moveItem(atPath: copies.archive.path + "/" + set, toPath: copies.archive.path + "/parity/fedcba9876543210")
      #expect(try copies.mirror().summary.isWhole)
      #expect(try copies.differences() == [])
      #expect(try manager.contentsOfDirectory(atPath: copies.target.path + "/parity").sorted() == ["fedcba9876543210", "tags.glsp"])
      try copies.remove(copies.archive, "parity")
      #expect(try copies.mirror().summary.isWhole)
      #expect(manager.fileExists(atPath: copies.target.path + "/parity/fedcba9876543210/0001.glsp"))
    }
  }

  @Test func aTagManifestCannotNameOtherFiles() throws {
    try withCopies { copies in
      let line = "\(SHA256Digest(of: []).hex)  %\n"
      for name in ["data/units/a/1.txt.glsn", ".journal", "../x", "parity/x", "/etc/passwd"] {
        try Data(line.replacing("%", with: name).utf8).write(to: copies.archive.appendingPathComponent("tagmanifest-sha256.txt"))
        #expect(code { _ = try TagFiles(Archive.open(copies.archive.path)) } == "manifest.path", "\(name)")
      }
    }
  }

  @Test func newestVersionsAreToldFromNames() throws {
    try withCopies { copies in
      for text in ["second\n", "third\n"] {
        try copies.put(text, at: "a/1.txt")
        try copies.take()
      }
      var newest = NewestVersions(try Archive.open(copies.archive.path))
      let wanted = [
        ("a/1.txt.glsn", false), ("a/1.txt=v2.glsn", false), ("a/1.txt=v3.glsn", true), ("a/2.txt.glsn", true), ("b.bin.glsn", true),
      ]
      for (name, isNewest) in wanted { #expect(newest.isNewest("data/units/" + name) == isNewest, "\(name)") }
    }
  }
}
