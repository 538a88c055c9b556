import Foundation
import TestSupport
import Testing

/// `mirror` and `audit --against` as a person runs them: exit statuses, kills at random moments, a full disk, locks.
@Suite(.serialized) struct MirrorTests {
  /// A source, its archive, and a folder for its copy.
  private func withArchive(
    raws: Int = 2, others: Int = 12, _ body: (_ source: URL, _ archive: URL, _ target: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: raws, others: others)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
      try body(source, archive, folder.appendingPathComponent("target"))
    }
  }

  private func damage(_ file: URL, at offset: Int) throws {
    var bytes = try Data(contentsOf: file)
    bytes[offset] ^= 0x55
    try bytes.write(to: file)
  }

  private func summary(_ result: ToolResult) throws -> [String: Any] {
    let line = try #require(result.outputText.split(separator: "\n").last { $0.contains("\"type\":\"summary\"") })
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func theCopyIsAnArchiveOfItsOwn() throws {
    try withArchive { source, archive, target in
      let plan = try CommandLineTool.run(["mirror", archive.path, target.path, "--dry-run", "--json"])
      #expect(plan.status == 0 && !FileManager.default.fileExists(atPath: target.path))
      let planned = try summary(plan)
      #expect(planned["toCopy"] as? Int == planned["files"] as? Int)
      #expect(try CommandLineTool.run(["mirror", archive.path, target.path]).status == 0)
      if let bag = try runTool("bagit.py", ["--validate", target.path]) { #expect(bag.status == 0, "\(bag.errorText)") }
      #expect(try CommandLineTool.run(["audit", target.path, "--level", "restore"]).status == 0)
      #expect(try CommandLineTool.run(["list", target.path]).status == 0)
      let back = target.deletingLastPathComponent().appendingPathComponent("back")
      #expect(try CommandLineTool.run(["restore", target.path, "--to", back.path]).status == 0)
      #expect(try FolderSnapshot(of: source).differences(to: FolderSnapshot(of: back)) == [])
      // It can go on by itself, and be the source of a further copy.
      try Data("more".utf8).write(to: source.appendingPathComponent("more.txt"))
      #expect(try CommandLineTool.run(["archive", source.path, target.path]).status == 0)
      let refused = try CommandLineTool.run(["mirror", archive.path, target.path])
      #expect(refused.status == 1 && refused.errorText.contains("mirror the other way round"))
      #expect(try CommandLineTool.run(["mirror", target.path, archive.path]).status == 0)
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", target.path]).status == 0)
    }
  }

  @Test func statusesTellWhatHappened() throws {
    try withArchive { _, archive, target in
      #expect(try CommandLineTool.run(["mirror", target.path, archive.path]).status == 10)
      #expect(try CommandLineTool.run(["mirror", archive.path, archive.path]).status == 1)
      #expect(try CommandLineTool.run(["mirror", archive.path, target.path]).status == 0)
      let unit = "data/units/others/1/1.txt.glsn"
      try damage(target.appendingPathComponent(unit), at: 70)
      let healed = try CommandLineTool.run(["mirror", archive.path, target.path, "--json"])
      #expect(healed.status == 4)
      let healedCounts = try summary(healed)
      #expect(healedCounts["healed"] as? Int == 1 && healedCounts["exitStatus"] as? Int == 4)
      try damage(archive.appendingPathComponent(unit), at: 70)
      #expect(try CommandLineTool.run(["mirror", archive.path, target.path]).status == 20)
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", target.path, "--no-heal"]).status == 20)
      let against = try CommandLineTool.run(["audit", archive.path, "--against", target.path, "--json"])
      #expect(against.status == 4)
      let counts = try summary(against)
      #expect(counts["operation"] as? String == "audit-against" && counts["healed"] as? Int == 1)
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", target.path]).status == 0)
      for place in [archive, target] { try damage(place.appendingPathComponent(unit), at: 200) }
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", target.path]).status == 20)
      #expect(try CommandLineTool.run(["audit", archive.path, "--no-heal"]).status == 64)
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", target.path, "--sample", "5%"]).status == 64)
    }
  }

  /// Holds an archive's lock as another process would.
  private func holding(_ archive: URL, _ kind: Int32, _ body: () throws -> Void) throws {
    let descriptor = open(archive.appendingPathComponent(".lock").path, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, kind | LOCK_NB) == 0)
    try body()
  }

  private func status(_ arguments: [String]) throws -> Int32 { try CommandLineTool.run(arguments).status }

  @Test func twoWritersAreKeptApart() throws {
    try withArchive { (source: URL, archive: URL, target: URL) throws -> Void in
      let mirror = ["mirror", archive.path, target.path]
      let first = try status(mirror)
      #expect(first == 0)
      for place in [archive, target] {
        try holding(place, LOCK_EX) { () throws -> Void in
          for command in [mirror, ["audit", archive.path, "--against", target.path]] {
            let refused = try status(command)
            #expect(refused == 11, "\(command)")
          }
        }
      }
      // Readers do not keep each other out, but a writer.
      try holding(archive, LOCK_SH) { () throws -> Void in
        let (reader, writer) = (try status(mirror), try status(["archive", source.path, archive.path]))
        #expect(reader == 0 && writer == 11)
      }
    }
  }

  /// Every kill leaves a target that an audit finds sound, and the next run makes it whole; recovery is killed, too.
  @Test func killedMirrorsLoseNothing() throws {
    try withArchive(raws: 6, others: 60) { source, archive, target in
      let begin = Date()
      let whole = target.deletingLastPathComponent().appendingPathComponent("whole")
      #expect(try CommandLineTool.run(["mirror", archive.path, whole.path]).status == 0)
      let seconds = Date().timeIntervalSince(begin)
      var generator = RepeatableRandomNumberGenerator(seed: 11)
      var cut = 0
      for trial in 0..<15 {
        // Half of the trials begin with an older copy, some with one whose tag files are damaged.
        if trial % 2 == 1 {
          try FileManager.default.copyItem(at: whole, to: target)
          try Data("x".utf8).write(to: source.appendingPathComponent("new \(trial).txt"))
          #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
          if trial % 6 == 5 { try damage(target.appendingPathComponent("manifest-sha256.txt"), at: 100) }
        }
        for _ in 0...(trial % 3) {
          let process = try CommandLineTool.start(["mirror", archive.path, target.path])
          usleep(UInt32(seconds * 1e6 * Double(generator.below(1_000)) / 1_000))
          if process.isRunning { cut += 1 }
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
        }
        // An unfinished or incomplete copy is never a damaged one, unless its tag files were damaged before.
        if trial % 6 != 5 {
          let between = try CommandLineTool.run(["audit", target.path])
          #expect([0, 10].contains(between.status), "trial \(trial): \(between.outputText)\(between.errorText)")
        }
        let completed = try CommandLineTool.run(["mirror", archive.path, target.path])
        #expect([0, trial % 6 == 5 ? 4 : 0].contains(completed.status), "trial \(trial): \(completed.outputText)\(completed.errorText)")
        let against = try CommandLineTool.run(["audit", archive.path, "--against", target.path, "--no-heal"])
        #expect(against.status == 0, "trial \(trial): \(against.outputText)")
        let own = ["quarantine", "catalog.sqlite", ".lock", "proofs"].flatMap { ["-x", $0] }
        let same = try runTool("diff", ["-r"] + own + [archive.path, target.path])
        #expect(same?.status == 0, "trial \(trial): \(same?.outputText ?? "")")
        #expect(try CommandLineTool.run(["audit", target.path]).status == 0)
        try FileManager.default.removeItem(at: target)
      }
      announce("15 trials, \(cut) of the kills fell into a mirror run of \(String(format: "%.2f", seconds)) s")
      #expect(cut >= 8)
    }
  }

  /// A mirror that was cut off is an archive that any writer completes.
  @Test func anArchiveRunCompletesACopyThatWasCutOff() throws {
    try withArchive(raws: 4, others: 40) { source, archive, target in
      let process = try CommandLineTool.start(["mirror", archive.path, target.path, "--jobs", "1"])
      while process.isRunning, (try? Data(contentsOf: target.appendingPathComponent(".journal")))?.isEmpty ?? true { usleep(200) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(try CommandLineTool.run(["archive", source.path, target.path, "--profile", "stored"]).status == 0)
      #expect(try CommandLineTool.run(["audit", target.path, "--level", "restore"]).status == 0)
      let (first, second) = (archive, target)
      let lists = try [first, second].map { try Data(contentsOf: $0.appendingPathComponent("originals-sha256.txt")) }
      #expect(lists[0] == lists[1])
    }
  }

  @Test func killedHealingLosesNothing() throws {
    try withArchive(raws: 6, others: 30) { _, archive, target in
      #expect(try CommandLineTool.run(["mirror", archive.path, target.path]).status == 0)
      var generator = RepeatableRandomNumberGenerator(seed: 12)
      let units = try FolderSnapshot(of: archive).entries.keys.map { String(decoding: $0, as: UTF8.self) }
        .filter { $0.hasSuffix(".glsn") }.sorted()
      for trial in 0..<12 {
        for unit in units {
          let place = generator.below(2) == 0 ? archive : target
          if generator.below(3) > 0 { try damage(place.appendingPathComponent(unit), at: 64 + generator.below(64)) }
        }
        try damage((trial % 2 == 0 ? archive : target).appendingPathComponent("manifest-sha256.txt"), at: 50)
        for _ in 0..<2 {
          let process = try CommandLineTool.start(["audit", archive.path, "--against", target.path])
          usleep(UInt32(generator.below(120_000)))
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
        }
        let healed = try CommandLineTool.run(["audit", archive.path, "--against", target.path])
        #expect([0, 4].contains(healed.status), "trial \(trial): \(healed.outputText)\(healed.errorText)")
        #expect(try CommandLineTool.run(["audit", archive.path]).status == 0, "trial \(trial)")
        #expect(try CommandLineTool.run(["audit", target.path]).status == 0, "trial \(trial)")
      }
    }
  }

  /// Needs the right to mount a small file system; says so loudly where it has none.
  @Test func aFullTargetIsThirtyAndTheNextRunGoesOn() throws {
    try withArchive(raws: 30, others: 30) { _, archive, target in
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      guard let mount = try runTool("mount", ["-t", "tmpfs", "-o", "size=500k", "tmpfs", target.path]), mount.status == 0 else {
        announce("NO right to mount: the tests of a full and of a read-only copy are skipped.")
        return
      }
      defer { _ = try? runTool("umount", [target.path]) }
      let copy = target.appendingPathComponent("copy")
      let full = try CommandLineTool.run(["mirror", archive.path, copy.path])
      #expect(full.status == 30, "\(full.outputText)\(full.errorText)")
      #expect(full.errorText.contains("free some space"))
      let bigger = try runTool("mount", ["-o", "remount,size=16m", target.path])
      #expect(bigger?.status == 0)
      #expect(try CommandLineTool.run(["audit", copy.path]).status == 0)
      #expect(try CommandLineTool.run(["mirror", archive.path, copy.path]).status == 0)
      #expect(try CommandLineTool.run(["audit", copy.path]).status == 0)
      // Read-only: what could be healed there is reported, and what it can heal is healed.
      let units = ["data/units/others/1/1.txt.glsn", "data/units/others/2/2.txt.glsn"]
      try damage(copy.appendingPathComponent(units[0]), at: 70)
      try damage(archive.appendingPathComponent(units[1]), at: 70)
      let readOnly = try runTool("mount", ["-o", "remount,ro", target.path])
      #expect(readOnly?.status == 0)
      let against = try CommandLineTool.run(["audit", archive.path, "--against", copy.path, "--json"])
      #expect(against.status == 20)
      let counts = try summary(against)
      #expect(counts["healed"] as? Int == 1 && counts["healable"] as? Int == 1 && counts["remaining"] as? Int == 0)
      #expect(try CommandLineTool.run(["audit", archive.path]).status == 0)
      // A read-only archive can be mirrored; a read-only target cannot be written to.
      #expect(try CommandLineTool.run(["mirror", copy.path, archive.path, "--quick"]).status == 0)
      #expect(try CommandLineTool.run(["mirror", archive.path, copy.path]).status == 1)
    }
  }
}
