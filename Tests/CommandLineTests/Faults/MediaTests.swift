import Foundation
import TestSupport
import Testing

/// Real file systems that are full or cannot be written, and clocks that are wrong.
@Suite(.serialized) struct MediaTests {
  /// A small file system of its own; the body is not run, loudly, where there is no right to mount one.
  private func withDisk(_ size: String, _ body: (_ folder: URL, _ disk: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let disk = folder.appendingPathComponent("disk")
      try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
      guard let mount = try runTool("mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", disk.path]), mount.status == 0 else {
        announce("NO right to mount: a test of full or read-only media is skipped.")
        return
      }
      defer { _ = try? runTool("umount", ["-l", disk.path]) }
      try body(folder, disk)
    }
  }

  @Test func aRestoreToAFullDiskLeavesNothingHalf() throws {
    try withDisk("400k") { folder, disk in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 40, others: 5)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "fast"]).status == 0)
      let target = disk.appendingPathComponent("target")
      let run = try CommandLineTool.run(["restore", archive.path, "--to", target.path, "--jobs", "1"])
      #expect(run.status == 30, "\(run.status): \(run.errorText)")
      let (whole, part) = (try FolderSnapshot(of: source), try FolderSnapshot(of: target))
      for (path, entry) in part.entries {
        #expect(whole.entries[path]?.kind == entry.kind, "\(String(decoding: path, as: UTF8.self)) is not what it was")
      }
      #expect(try runTool("mount", ["-o", "remount,size=16m", disk.path])?.status == 0)
      #expect(try CommandLineTool.run(["restore", archive.path, "--to", target.path]).status == 0)
      #expect(try whole.differences(to: FolderSnapshot(of: target)) == [])
    }
  }

  @Test func anArchiveOnReadOnlyMediaCanBeReadAndSaysWhyItCannotBeWritten() throws {
    try withDisk("16m") { folder, disk in
      let (source, archive) = (folder.appendingPathComponent("source"), disk.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 2, others: 5)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "fast"]).status == 0)
      let before = try FolderSnapshot(of: archive)
      #expect(try runTool("mount", ["-o", "remount,ro", disk.path])?.status == 0)
      for words in [
        ["audit", archive.path, "--level", "restore"], ["list", archive.path], ["list", archive.path, "others/1", "--json"],
        ["restore", archive.path, "--to", folder.appendingPathComponent("target").path],
      ] {
        let run = try LimitedRun.of(words)
        #expect(run.status == 0, "\(words): \(run.errors)\(run.output)")
      }
      try Data("new".utf8).write(to: source.appendingPathComponent("new.txt"))
      let run = try LimitedRun.of(["archive", source.path, archive.path])
      #expect(run.status == 1)
      #expect(run.errors.contains("read-only"), "\(run.errors)")
      #expect(try before.differences(to: FolderSnapshot(of: archive)) == [])
      // Without its catalog, too.
      #expect(try runTool("mount", ["-o", "remount,rw", disk.path])?.status == 0)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("catalog.sqlite"))
      #expect(try runTool("mount", ["-o", "remount,ro", disk.path])?.status == 0)
      let list = try LimitedRun.of(["list", archive.path, "--json"])
      #expect(list.status == 0 && list.output.contains("others/1/1.txt"), "\(list.errors)")
    }
  }

  /// 1970, 2100, and a clock that runs backwards while the program runs.
  @Test(arguments: [["GLASSINE_FAULT_CLOCK": "3600"], ["GLASSINE_FAULT_CLOCK": "4102444800"], ["GLASSINE_FAULT_BACK": "1"]])
  func clocksThatAreWrongHarmNothing(_ clock: [String: String]) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 1, others: 4)
      let environment = clock.merging(["LD_PRELOAD": try InjectedFault.library().path]) { one, _ in one }
      for turn in 0..<3 {
        try Data("turn \(turn)".utf8).write(to: source.appendingPathComponent("changing.txt"))
        // Every other run has the true clock.
        let run = try LimitedRun.of(
          ["archive", source.path, archive.path, "--profile", "fast"], environment: turn % 2 == 0 ? environment : [:])
        #expect(run.status == 0, "\(clock): \(run.errors)")
        for words in [["audit", archive.path], ["list", archive.path]] {
          let look = try LimitedRun.of(words, environment: environment)
          #expect(look.status == 0, "\(clock), \(words): \(look.errors)\(look.output)")
        }
      }
      if clock["GLASSINE_FAULT_CLOCK"] == "3600" {
        #expect(
          try String(contentsOf: archive.appendingPathComponent("bag-info.txt"), encoding: .utf8).contains("Bagging-Date: 1970-01-01"))
      }
      #expect(try SoundArchive.faults(archive, source: source) == [])
    }
  }
}
