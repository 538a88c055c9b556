import Foundation
import TestSupport
import Testing

/// Audits by budget, the proofs they leave, and what status says of them.
@Suite struct StatusTests {
  private func withArchive(others: Int = 20, _ body: (_ source: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 0, others: others)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
      try body(source, archive)
    }
  }

  private func objects(_ result: ToolResult, _ type: String) throws -> [[String: Any]] {
    try result.outputText.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["type"] as? String == type ? object : nil
    }
  }

  private func summary(_ result: ToolResult) throws -> [String: Any] { try #require(objects(result, "summary").first) }

  /// The files an audit looked into.
  private func audited(_ archive: URL, _ arguments: [String]) throws -> Set<String> {
    let run = try CommandLineTool.run(["audit", archive.path, "--json"] + arguments)
    #expect(run.status == 0, "\(run.outputText)")
    return Set(try objects(run, "file").compactMap { $0["path"] as? String })
  }

  @Test func smallAuditsGoThroughTheWholeArchive() throws {
    try withArchive { _, archive in
      let whole = try audited(archive, ["--no-record"])
      #expect(whole.count > 40)
      var seen: [Set<String>] = []
      for _ in 0..<4 { seen.append(try audited(archive, ["--sample", "25%"])) }
      #expect(seen.map(\.count).reduce(0, +) >= whole.count - 2)
      #expect(seen[0].isDisjoint(with: seen[1]) && seen[2].isDisjoint(with: seen[3]) && seen[0].isDisjoint(with: seen[2]))
      // Then the oldest come again.
      #expect(try audited(archive, ["--sample", "20%"]).isSubset(of: seen[0].union(seen[1])))
    }
  }

  @Test func budgetsEndAnAuditAndTheNextGoesOn() throws {
    try withArchive { _, archive in
      let first = try audited(archive, ["--max-bytes", "5k"])
      let second = try audited(archive, ["--max-bytes", "5k"])
      #expect(!first.isEmpty && !second.isEmpty && first.isDisjoint(with: second))
      // Even the smallest budget looks into one file.
      #expect(try audited(archive, ["--max-bytes", "1"]).count == 1)
      let run = try CommandLineTool.run(["audit", archive.path, "--json", "--max-time", "1h", "--level", "restore"])
      let end = try summary(run)
      #expect(run.status == 0 && end["budgetSpent"] as? Bool == false)
      #expect(end["filesRead"] as? Int == end["filesListed"] as? Int)
      #expect(try CommandLineTool.run(["audit", archive.path, "--max-time", "soon"]).status == 64)
      #expect(try CommandLineTool.run(["audit", archive.path, "--max-bytes", "0"]).status == 64)
    }
  }

  /// A seed draws by lot, the same files each time.
  @Test func aSeedDrawsTheSameFiles() throws {
    try withArchive { _, archive in
      func read(_ seed: String) throws -> Int {
        let run = try CommandLineTool.run(["audit", archive.path, "--json", "--sample", "30%", "--seed", seed])
        return try #require(summary(run)["filesRead"] as? Int)
      }
      let (first, again) = (try read("1"), try read("1"))
      #expect(first == again && first > 0)
    }
  }

  @Test func archivingIsTheFirstProof() throws {
    try withArchive { _, archive in
      let run = try CommandLineTool.run(["status", archive.path, "--json"])
      #expect(run.status == 0)
      let coverage = try #require(summary(run)["coverage"] as? [String: Any])
      #expect(coverage["neverRestore"] as? Int == 0 && coverage["neverFixity"] as? Int == 0)
      let operations = try objects(run, "run").compactMap { $0["operation"] as? String }
      #expect(operations == ["archive"])
      let text = try CommandLineTool.run(["status", archive.path])
      #expect(text.outputText.contains("Every unit was proved restorable"))
      #expect(text.outputText.contains(", covers "))
      let list = try CommandLineTool.run(["status", archive.path, "others/3", "--json"])
      #expect(try objects(list, "fileStatus").count == 3)
      #expect(try CommandLineTool.run(["status", archive.path, "nowhere"]).status == 1)
      let old = try CommandLineTool.run(["status", archive.path, "--older-than", "1d", "--json"])
      #expect(try objects(old, "fileStatus").isEmpty)
    }
  }

  @Test func knownDamageStaysOpenUntilItIsMended() throws {
    try withArchive { _, archive in
      let unit = archive.appendingPathComponent("data/units/others/1/1.txt.glsn")
      let whole = try Data(contentsOf: unit)
      var bytes = whole
      bytes[bytes.count - 200] ^= 1
      try bytes.write(to: unit)
      #expect(try CommandLineTool.run(["audit", archive.path]).status == 20)
      let damaged = try CommandLineTool.run(["status", archive.path, "--json"])
      #expect(damaged.status == 20)
      let open = try objects(damaged, "openFinding")
      #expect(!open.isEmpty)
      let coverage = try #require(summary(damaged)["coverage"] as? [String: Any])
      #expect(coverage["damaged"] as? Int == 1)
      try whole.write(to: unit)
      #expect(try CommandLineTool.run(["audit", archive.path]).status == 0)
      #expect(try CommandLineTool.run(["status", archive.path]).status == 0)
    }
  }

  /// What cannot be recorded is said and changes nothing else; without the log nothing is known, and nothing fails.
  @Test func aLogThatCannotBeWrittenFailsNothing() throws {
    try withArchive { source, archive in
      let proofs = archive.appendingPathComponent("proofs")
      try FileManager.default.removeItem(at: proofs)
      try Data("in the way".utf8).write(to: proofs)
      let audit = try CommandLineTool.run(["audit", archive.path, "--json", "--sample", "50%"])
      #expect(audit.status == 0)
      let notices = try objects(audit, "notice").compactMap { $0["text"] as? String }
      #expect(notices.contains { $0.hasPrefix("not recorded: ") })
      try Data("new".utf8).write(to: source.appendingPathComponent("new.txt"))
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      let status = try CommandLineTool.run(["status", archive.path])
      #expect(status.status == 0)
      #expect(status.outputText.contains("never proved restorable"))
    }
  }

  /// Needs the right to mount; says so loudly where it has none.
  @Test func readOnlyMediaCanBeAuditedAndAsked() throws {
    try withArchive { _, archive in
      guard let bind = try runTool("mount", ["--bind", archive.path, archive.path]), bind.status == 0 else {
        announce("NO right to mount: the test of read-only media is skipped.")
        return
      }
      defer { _ = try? runTool("umount", [archive.path]) }
      guard try runTool("mount", ["-o", "remount,ro,bind", archive.path])?.status == 0 else {
        announce("NO right to mount read-only: the test of read-only media is skipped.")
        return
      }
      let audit = try CommandLineTool.run(["audit", archive.path, "--max-time", "1h"])
      #expect(audit.status == 0)
      #expect((audit.outputText + audit.errorText).contains("not recorded: "))
      #expect(try CommandLineTool.run(["status", archive.path]).status == 0)
    }
  }
}
