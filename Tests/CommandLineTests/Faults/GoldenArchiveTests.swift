import ByteCoding
import Foundation
import TestSupport
import Testing

/// Whole archives as version 0.1.0 wrote them, one of them cut off by a kill: every later version reads, completes and extends them.
@Suite struct GoldenArchiveTests {
  private static let place = Places.fixtures.appendingPathComponent("golden/archive-1.0")

  /// Digests of the originals by path, as `sha256sum` gave them.
  private func originals(_ list: String) throws -> [String: String] {
    let text = try String(contentsOf: Self.place.appendingPathComponent(list), encoding: .utf8)
    return Dictionary(uniqueKeysWithValues: text.split(separator: "\n").map { (String($0.dropFirst(66)), String($0.prefix(64))) })
  }

  private func digests(_ folder: URL) throws -> [String: String] {
    var found: [String: String] = [:]
    for (path, entry) in try FolderSnapshot(of: folder).entries {
      if case .file(_, let digest) = entry.kind { found[String(decoding: path, as: UTF8.self)] = digest.hex }
    }
    return found
  }

  private func units(_ archive: URL) throws -> [String: String] {
    try digests(archive).filter { $0.key.hasSuffix(".glsn") }
  }

  @Test(arguments: [("archive", "ORIGINALS.sha256"), ("unfinished", "UNFINISHED.sha256")])
  func itIsReadAndExtended(_ name: String, _ list: String) throws {
    try withTemporaryFolder { folder in
      let (archive, target) = (folder.appendingPathComponent("archive"), folder.appendingPathComponent("target"))
      let copying = try runProgram(
        URL(fileURLWithPath: "/bin/cp"), ["-a", Self.place.appendingPathComponent(name).path, archive.path])
      #expect(copying.status == 0)
      let before = try units(archive)
      let audit = try CommandLineTool.run(["audit", archive.path, "--level", "restore"])
      #expect(audit.status == 0, "\(audit.outputText)")
      let restore = try CommandLineTool.run(["restore", archive.path, "--to", target.path])
      #expect(restore.status == 0, "\(restore.errorText)")
      let expected = try originals(list)
      #expect(try digests(target) == expected)
      #expect(try CommandLineTool.run(["list", archive.path, "--json"]).status == 0)
      // The restored folder is the source of the next run: nothing of it is new but one file.
      try Data("new".utf8).write(to: target.appendingPathComponent("new.txt"))
      let again = try CommandLineTool.run(["archive", target.path, archive.path, "--json"])
      #expect(again.status == 0, "\(again.errorText)")
      let outcomes = again.outputText.split(separator: "\n").filter { $0.contains("\"type\":\"file\"") }
      #expect(outcomes.filter { $0.contains("\"kind\":\"file\"") && $0.contains("\"outcome\":\"done\"") }.count == 1)
      let after = try units(archive)
      for (path, digest) in before { #expect(after[path] == digest, "\(path)") }
      #expect(try SoundArchive.faults(archive, source: target) == [])
    }
  }

  @Test func anOldVersionOfAFileComesBack() throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineTool.run([
        "restore", Self.place.appendingPathComponent("archive").path, "Notes/a=b%20c.txt", "--file-version", "1", "--to", folder.path,
      ])
      #expect(run.status == 0, "\(run.errorText)")
      #expect(try String(contentsOf: folder.appendingPathComponent("Notes/a=b%20c.txt"), encoding: .utf8) == "first\n")
    }
  }
}
