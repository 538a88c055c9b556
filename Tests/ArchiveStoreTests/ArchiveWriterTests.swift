import ArchiveFormat
import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import ArchiveStore

/// What a crash between any two steps of publishing leaves, made by hand, and what the next writer does with it.
@Suite struct ArchiveWriterTests {
  private func publish(_ writer: ArchiveWriter, _ name: String, _ text: String) throws {
    let bytes = Array(text.utf8)
    let staged = try writer.stage(bytes)
    try writer.settle([staged])
    var publication = Publication(unit: .init(staged: staged, path: "data/units/\(name).glsn", digest: SHA256Digest(of: bytes)))
    publication.original = (Array(name.utf8), SHA256Digest(of: bytes))
    try writer.publish([publication])
  }

  private func manifest(_ folder: URL, _ name: String = "manifest-sha256.txt") throws -> [String] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n").map { String($0.dropFirst(66)) }
  }

  @Test func manifestsAreSortedAndTotalsAreTrue() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      for names in [["b", "a/x", "c"], ["a", "a/b"]] {
        let writer = try ArchiveWriter(archive, software: "test")
        for name in names { try publish(writer, name, name + "!") }
        try writer.checkpoint()
      }
      #expect(
        try manifest(folder) == [
          "data/units/a.glsn", "data/units/a/b.glsn", "data/units/a/x.glsn", "data/units/b.glsn", "data/units/c.glsn",
        ])
      let information = try String(contentsOf: folder.appendingPathComponent("bag-info.txt"), encoding: .utf8)
      #expect(information.contains("Payload-Oxum: 14.5\n"))
      #expect(try TagManifest.faults(archive) == [])
      #expect(try archive.isUnfinished == false)
    }
  }

  @Test func whatWasPublishedBeforeACrashIsListedByTheNextWriter() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      var writer: ArchiveWriter? = try ArchiveWriter(archive, software: "test")
      try publish(try #require(writer), "kept", "kept")
      // The crash: no checkpoint. And a second one, after the journal was written but before the rename.
      writer = nil
      let lost = SHA256Digest(of: [1])
      let journal = folder.appendingPathComponent(".journal")
      var text = try String(contentsOf: journal, encoding: .utf8)
      text += "P\t\(lost.hex)\tdata/units/lost.glsn\n"
      text += "O\t\(lost.hex)\tdata/units/lost.glsn\t\(Array("lost".utf8).hex)\n"
      text += "P\t\(lost.hex)\tdata/un"
      try Data(text.utf8).write(to: journal)
      try Data("half".utf8).write(to: folder.appendingPathComponent(".staging/staged-1"))
      writer = try ArchiveWriter(archive, software: "test")
      withExtendedLifetime(writer) {}
      #expect(try manifest(folder) == ["data/units/kept.glsn"])
      #expect(try manifest(folder, "originals-sha256.txt") == ["kept"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(".staging").path) == [])
      #expect(try TagManifest.faults(archive) == [])
    }
  }

  @Test(arguments: ["P\tzz\tdata/units/a", "P\t%\t../../outside", "R\t/etc/passwd", "Q\tx", "P\t%\tdata/units/a\u{0}b"])
  func aJournalThatIsNotOursStopsTheWriter(_ line: String) throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      let text = line.replacing("%", with: SHA256Digest(of: []).hex) + "\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent(".journal"))
      let fault = #expect(throws: Fault.self) { _ = try ArchiveWriter(archive, software: "test") }
      #expect(fault?.code == "journal.line")
    }
  }

  @Test func aUnitIsNeverReplaced() throws {
    try withTemporaryFolder { folder in
      let writer = try ArchiveWriter(Archive.create(folder.path), software: "test")
      try publish(writer, "a", "first")
      #expect(throws: Fault.self) { try publish(writer, "a", "second") }
      try writer.checkpoint()
      #expect(try String(contentsOf: folder.appendingPathComponent("data/units/a.glsn"), encoding: .utf8) == "first")
      // The manifest speaks of what is there, not of what failed; and so do the totals.
      let information = try String(contentsOf: folder.appendingPathComponent("bag-info.txt"), encoding: .utf8)
      #expect(information.contains("Payload-Oxum: 5.1\n"))
    }
  }

  @Test func originalsWithAwkwardNamesAreEscapedAsSha256sumDoes() throws {
    let digest = SHA256Digest(of: [])
    let line = ManifestLine(digest: digest, original: Array("a\\b\nc".utf8))
    #expect(String(decoding: line.bytes, as: UTF8.self) == "\\\(digest.hex)  a\\\\b\\nc\n")
    #expect(ManifestLine(parsing: Array(line.bytes.dropLast())) == line)
    #expect(ManifestLine(parsing: Array("too short".utf8)) == nil)
  }

  @Test func versionsAreFoundWithoutTheFirst() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      for name in ["x=v2", "x=v5", "y"] { try Data().write(to: folder.appendingPathComponent("data/units/\(name).glsn")) }
      let path = try #require(RelativePath("x"))
      #expect(try archive.unitGroup(of: path, kind: .file)?.versions.map(\.number) == [2, 5])
    }
  }
}
