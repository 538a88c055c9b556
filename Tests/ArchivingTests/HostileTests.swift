import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import Foundation
import Reporting
import Restoration
import TestSupport
import Testing

/// Archives and target folders made to lead a restore astray.
@Suite struct HostileTests {
  /// An archive whose only unit was written by hand.
  private func makeArchive(_ folder: URL, _ record: FileRecord, under name: String, body: [UInt8] = []) throws {
    let place = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    var writer = try UnitWriter(to: MemorySink(), sectionCount: 1)
    try writer.append(.file, CanonicalJSON.encode(record))
    try Data(writer.finish().sink.bytes).write(to: place)
  }

  private func link(_ path: String, to target: String) throws -> FileRecord {
    FileRecord(
      path: try #require(RelativePath(path)), kind: .symlink, size: 0, sha256: nil, modifiedSeconds: 0, modifiedNanoseconds: 0,
      permissions: 0o777, linkTarget: Array(target.utf8), version: 1, writer: "hostile")
  }

  @Test(arguments: ["../escaped", "/tmp/escaped-by-glassine", "a/../../escaped"])
  func pathsThatClimbAreRefused(_ path: String) throws {
    try withTemporaryFolder { folder in
      let archive = folder.appendingPathComponent("archive")
      var record = try link("x", to: "y")
      record.path = path
      try makeArchive(archive, record, under: "data/units/x.glsn")
      let target = folder.appendingPathComponent("target")
      let witness = try Bench.restore(archive, target)
      #expect(witness.reports.map(\.code) == ["record.path"])
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("escaped").path))
    }
  }

  @Test func aLinkInTheTargetIsNotFollowed() throws {
    try withTemporaryFolder { folder in
      let (source, archive, target) = (
        folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"), folder.appendingPathComponent("target")
      )
      try FileManager.default.createDirectory(at: source.appendingPathComponent("sub"), withIntermediateDirectories: true)
      try Data("inside".utf8).write(to: source.appendingPathComponent("sub/file"))
      try Bench.archive(source, archive)
      let outside = folder.appendingPathComponent("outside")
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(at: target.appendingPathComponent("sub"), withDestinationURL: outside)
      let witness = try Bench.restore(archive, target)
      #expect(witness.report("sub/file")?.outcome == .failed)
      #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
    }
  }

  @Test func aLinkAndAFileBelowItCannotBeCombined() throws {
    try withTemporaryFolder { folder in
      let archive = folder.appendingPathComponent("archive")
      let outside = folder.appendingPathComponent("outside")
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      try makeArchive(archive, try link("a", to: outside.path), under: "data/units/a.glsn")
      let inner = FileRecord(
        path: try #require(RelativePath("a/b")), kind: .file, size: 0, sha256: SHA256Digest(of: []), modifiedSeconds: 0,
        modifiedNanoseconds: 0, permissions: 0o644, tier: .storedWhole, version: 1, writer: "hostile")
      try makeArchive(archive, inner, under: "data/units/a/b.glsn")
      try Bench.restore(archive, folder.appendingPathComponent("target"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
    }
  }

  @Test func whatIsInTheWayIsNotReplacedWithoutForce() throws {
    try withTemporaryFolder { folder in
      let (source, archive, target) = (
        folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"), folder.appendingPathComponent("target")
      )
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try Data("archived".utf8).write(to: source.appendingPathComponent("a"))
      try Data("precious".utf8).write(to: target.appendingPathComponent("a"))
      try Bench.archive(source, archive)
      #expect(try Bench.restore(archive, target).report("a")?.code == "restore.exists")
      #expect(try String(contentsOf: target.appendingPathComponent("a"), encoding: .utf8) == "precious")
      #expect(try Bench.restore(archive, target) { $0.force = true }.report("a")?.outcome == .done)
      #expect(try String(contentsOf: target.appendingPathComponent("a"), encoding: .utf8) == "archived")
      #expect(try Bench.restore(archive, target).report("a")?.outcome == .unchanged)
    }
  }

  @Test func twoWritersAtOnceAreRefused() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.appendingPathComponent("archive").path)
      let first = try ArchiveWriter(archive, software: "test")
      let fault = #expect(throws: Fault.self) { _ = try ArchiveWriter(Archive.open(archive.root.path), software: "test") }
      #expect(fault?.code == "archive.locked")
      withExtendedLifetime(first) {}
    }
  }

  @Test func aFolderThatIsNoArchiveIsLeftAlone() throws {
    try withTemporaryFolder { folder in
      try Data("mine".utf8).write(to: folder.appendingPathComponent("file"))
      let fault = #expect(throws: Fault.self) { _ = try Archive.create(folder.path) }
      #expect(fault?.code == "archive.foreign")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }
  }
}
