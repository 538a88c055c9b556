import Foundation
import TestSupport
import Testing

/// The program killed at random moments: the next run completes what was begun, and nothing is lost or half there.
@Suite(.serialized) struct CrashTests {
  @Test func fiftyKillsLoseNothing() throws {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("source")
      try CommandLineTool.makeSource(source, raws: 14, others: 20)
      let truth = try FolderSnapshot(of: source)
      // How long a whole run takes here, so that kills fall everywhere into it.
      let begin = Date()
      let whole = folder.appendingPathComponent("whole")
      #expect(try CommandLineTool.run(["archive", source.path, whole.path]).status == 0)
      let seconds = Date().timeIntervalSince(begin)
      var generator = RepeatableRandomNumberGenerator(seed: 9)
      var cut = 0
      for trial in 0..<50 {
        let archive = folder.appendingPathComponent("archive \(trial)")
        // One to three kills in a row: recovery is killed, too.
        for _ in 0...(trial % 3) {
          let process = try CommandLineTool.start(["archive", source.path, archive.path])
          usleep(UInt32(seconds * 1e6 * Double(generator.below(1_000)) / 1_000))
          if process.isRunning { cut += 1 }
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
        }
        // Before the next run, too, nothing is damaged: what is there is checked by the journal.
        let between = try CommandLineTool.run(["audit", archive.path])
        #expect([0, 10].contains(between.status), "trial \(trial): \(between.outputText)")
        let completed = try CommandLineTool.run(["archive", source.path, archive.path])
        #expect(completed.status == 0, "trial \(trial): \(completed.errorText)")
        let audit = try CommandLineTool.run(["audit", archive.path, "--level", "restore"])
        #expect(audit.status == 0, "trial \(trial): \(audit.outputText)")
        let target = folder.appendingPathComponent("target")
        #expect(try CommandLineTool.run(["restore", archive.path, "--to", target.path]).status == 0)
        #expect(try truth.differences(to: FolderSnapshot(of: target)) == [], "trial \(trial)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: archive.appendingPathComponent(".staging").path) == [])
        try FileManager.default.removeItem(at: archive)
        try FileManager.default.removeItem(at: target)
      }
      announce("50 trials, \(cut) of the kills fell into a run of \(String(format: "%.2f", seconds)) s")
      #expect(cut >= 50)
    }
  }

  @Test func controlCStopsCleanlyAndTheNextRunGoesOn() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 40, others: 0)
      let process = try CommandLineTool.start(["archive", source.path, archive.path, "--jobs", "1"])
      while process.isRunning, (try? FileManager.default.contentsOfDirectory(atPath: archive.path + "/data/units/raws"))?.isEmpty ?? true {
        usleep(1_000)
      }
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(try CommandLineTool.run(["audit", archive.path]).status == 0)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      #expect(try CommandLineTool.run(["audit", archive.path, "--level", "restore"]).status == 0)
    }
  }

  /// LibRaw and Exiv2 run inside the process: a crash of theirs ends the run, but must not end every later one at the same file.
  @Test func aFileThatCrashesTheReaderIsStoredWholeByTheNextRun() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let raw = source.appendingPathComponent("big.dng").path
      #expect(
        try CommandLineTool.run(["simulate", "--preset", "words-14", "--width", "2000", "--height", "1500", "--to", raw]).status == 0)
      var isMarked = false
      for _ in 0..<20 where !isMarked {
        let process = try CommandLineTool.start(["archive", source.path, archive.path, "--jobs", "1"])
        let staging = archive.path + "/.staging"
        while process.isRunning,
          !((try? FileManager.default.contentsOfDirectory(atPath: staging)) ?? []).contains(where: { $0.hasPrefix("reading") })
        { usleep(500) }
        usleep(5_000)
        kill(process.processIdentifier, SIGSEGV)
        process.waitUntilExit()
        isMarked = ((try? FileManager.default.contentsOfDirectory(atPath: staging)) ?? []).contains { $0.hasPrefix("reading") }
      }
      #expect(isMarked)
      let run = try CommandLineTool.run(["archive", source.path, archive.path, "--json"])
      #expect(run.status == 0)
      #expect(run.outputText.contains("reader.crashed"))
      #expect(try CommandLineTool.run(["audit", archive.path, "--level", "restore"]).status == 0)
    }
  }
}
