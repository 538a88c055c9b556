import Foundation
import TestSupport
import Testing

/// The documented exit statuses, each made to happen.
@Suite struct ExitStatusTests {
  private func withArchive(_ body: (_ folder: URL, _ source: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 1, others: 3)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      try body(folder, source, archive)
    }
  }

  @Test func partlyDoneIsThree() throws {
    try withArchive { folder, _, archive in
      let target = folder.appendingPathComponent("target")
      try FileManager.default.createDirectory(at: target.appendingPathComponent("others/0"), withIntermediateDirectories: true)
      try Data("in the way".utf8).write(to: target.appendingPathComponent("others/0/0.txt"))
      let run = try CommandLineTool.run(["restore", archive.path, "--to", target.path])
      #expect(run.status == 3)
      #expect(run.errorText.contains("--force"))
    }
  }

  @Test func noArchiveIsTen() throws {
    for command in [["audit"], ["list"], ["restore", "--to", "/nowhere"], ["show"]] {
      var arguments = command
      arguments.insert("/there/is/no/archive", at: 1)
      if command[0] == "show" { arguments.append("some/path") }
      #expect(try CommandLineTool.run(arguments).status == 10, "\(arguments)")
    }
  }

  @Test func lockedIsEleven() throws {
    try withArchive { _, source, archive in
      let descriptor = open(archive.appendingPathComponent(".lock").path, O_RDWR)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      let run = try CommandLineTool.run(["archive", source.path, archive.path])
      #expect(run.status == 11)
      #expect(run.errorText.contains("another Glassine"))
    }
  }

  @Test func damageIsTwenty() throws {
    try withArchive { folder, _, archive in
      let unit = archive.appendingPathComponent("data/units/others/1/1.txt.glsn")
      var bytes = try Data(contentsOf: unit)
      bytes[bytes.count - 200] ^= 1
      try bytes.write(to: unit)
      let report = folder.appendingPathComponent("report.html")
      let run = try CommandLineTool.run(["audit", archive.path, "--json", "--report", report.path])
      #expect(run.status == 20)
      #expect(run.outputText.contains("data/units/others/1/1.txt.glsn"))
      #expect(try String(contentsOf: report, encoding: .utf8).contains("others/1/1.txt.glsn"))
    }
  }

  @Test func aNewerUnitIsTwentyOne() throws {
    try withArchive { folder, _, archive in
      var bytes = try Data(contentsOf: archive.appendingPathComponent("data/units/others/1/1.txt.glsn"))
      bytes[8] = 9
      bytes[bytes.count - 64 + 8] = 9
      let unit = folder.appendingPathComponent("newer.glsn")
      try bytes.write(to: unit)
      let run = try CommandLineTool.run(["show", unit.path])
      #expect(run.status == 21)
      #expect(run.errorText.contains("newer"))
    }
  }

  @Test func wrongWordsAreSixtyFour() throws {
    #expect(try CommandLineTool.run(["archive"]).status == 64)
    #expect(try CommandLineTool.run(["no-such-command"]).status == 64)
    #expect(try CommandLineTool.run(["audit", "x", "--sample", "200%"]).status == 64)
    #expect(try CommandLineTool.run(["--help"]).status == 0)
  }

  /// Needs the right to mount a small file system; says so loudly where it has none.
  @Test func aFullDiskIsThirtyAndTheNextRunGoesOn() throws {
    try withTemporaryFolder { folder in
      let disk = folder.appendingPathComponent("disk")
      try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
      guard let mount = try runTool("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", disk.path]), mount.status == 0 else {
        announce("NO right to mount: the test of a full disk is skipped.")
        return
      }
      defer { _ = try? runTool("umount", [disk.path]) }
      let source = folder.appendingPathComponent("source")
      try CommandLineTool.makeSource(source, raws: 30, others: 30)
      let archive = disk.appendingPathComponent("archive").path
      let full = try CommandLineTool.run(["archive", source.path, archive])
      #expect(full.status == 30, "\(full.errorText)")
      #expect(full.errorText.contains("free some space"))
      let bigger = try runTool("mount", ["-o", "remount,size=16m", disk.path])
      #expect(bigger?.status == 0)
      #expect(try CommandLineTool.run(["archive", source.path, archive]).status == 0)
      #expect(try CommandLineTool.run(["audit", archive, "--level", "restore"]).status == 0)
    }
  }
}
