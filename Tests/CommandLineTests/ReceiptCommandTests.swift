import Foundation
import TestSupport
import Testing

/// Receipts and the removal of originals, as a person or a script asks for them.
@Suite struct ReceiptCommandTests {
  private struct Place {
    let folder: URL
    var source: String { folder.appendingPathComponent("source").path }
    var archive: String { folder.appendingPathComponent("archive").path }
    var copy: String { folder.appendingPathComponent("copy").path }
    var key: String { folder.appendingPathComponent("keys/signing.key").path }

    init(_ folder: URL, raws: Int = 2, others: Int = 3) throws {
      self.folder = folder
      try CommandLineTool.makeSource(folder.appendingPathComponent("source"), raws: raws, others: others)
    }

    func archive(_ more: [String] = []) throws -> ToolResult {
      try CommandLineTool.run(["archive", source, archive, "--profile", "stored"] + more)
    }

    func makeCopy() throws {
      try? FileManager.default.removeItem(atPath: copy)
      _ = try runTool("cp", ["-a", archive, copy])
    }

    func files() throws -> [String] {
      let all = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
      return all.filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: source + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
      }.sorted()
    }

    func verify(_ number: Int = 1, _ more: [String] = []) throws -> ToolResult {
      try CommandLineTool.run(["verify-receipt", "\(archive)/receipts/00000\(number).jsonl"] + more)
    }

    /// The last line of `--json`.
    func summary(_ run: ToolResult) throws -> [String: Any] {
      let line = try #require(run.outputText.split(separator: "\n").last { $0.contains("\"type\":\"summary\"") })
      return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func aReceiptIsMadeAndChecked() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder)
      let copies = folder.appendingPathComponent("copies").path
      let first = try place.archive(["--receipt", "--receipt-to", copies, "--key", place.key, "--json"])
      #expect(first.status == 0, "\(first.errorText)")
      let made = try place.summary(first)
      #expect(made["keyMade"] as? String == place.key && made["receipt"] as? String == "receipts/000001.jsonl")
      let fingerprint = try #require(made["keyFingerprint"] as? String)
      #expect(try FileManager.default.contentsOfDirectory(atPath: copies).count == 1)
      // A person hears of the key once.
      #expect(try !place.archive(["--receipt", "--key", place.key]).outputText.contains("made just now"))
      #expect(try place.verify(1).status == 0)
      #expect(try place.verify(1).outputText.contains(fingerprint))
      for level in ["signature", "fixity", "restore"] {
        let run = try place.verify(2, ["--archive", place.archive, "--level", level, "--public-key", fingerprint, "--json"])
        #expect(run.status == 0, "\(run.outputText)")
        let summary = try place.summary(run)
        #expect(summary["findings"] as? Int == 0 && summary["keyExpected"] as? Bool == true && summary["receiptsBefore"] as? Int == 1)
      }
      // Another key, a changed byte, an archive that lost a unit, none.
      #expect(try place.verify(1, ["--public-key", String(repeating: "0", count: 32)]).status == 20)
      #expect(try place.verify(1, ["--public-key", "nonsense"]).status == 64)
      #expect(try place.verify(1, ["--level", "restore"]).status == 64)
      #expect(try place.verify(1, ["--archive", place.source]).status == 10)
      let units = place.archive + "/data/units/others/0"
      try FileManager.default.removeItem(atPath: units + "/0.txt.glsn")
      #expect(try place.verify(1, ["--archive", place.archive]).status == 20)
      let receipt = place.archive + "/receipts/000001.jsonl"
      var text = try String(contentsOfFile: receipt, encoding: .utf8)
      text = text.replacingOccurrences(of: "\"size\":7", with: "\"size\":8")
      try text.write(toFile: receipt, atomically: true, encoding: .utf8)
      #expect(try place.verify(1).status == 20)
      #expect(try CommandLineTool.run(["audit", place.archive, "--level", "structure"]).status == 20)
    }
  }

  /// `openssl` knows nothing of us: what FORMAT.md says is enough for it to check a receipt.
  @Test func othersCanCheckTheSignature() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder)
      #expect(try place.archive(["--receipt", "--key", place.key]).status == 0)
      let script = """
        set -eu
        receipt=$1
        key=$(head -n 1 "$receipt" | sed -n 's/.*"publicKey":"\\([0-9a-f]*\\)".*/\\1/p')
        { printf '302a300506032b6570032100%s' "$key"; } | xxd -r -p > key.der
        printf 'glassine receipt v1 %s' "$(head -n -1 "$receipt" | sha256sum | cut -c 1-64)" > message
        tail -n 1 "$receipt" | sed -n 's/.*"signature":"\\([0-9a-f]*\\)".*/\\1/p' | xxd -r -p > signature
        openssl pkeyutl -verify -rawin -in message -sigfile signature -pubin -keyform DER -inkey key.der
        """
      let receipt = place.archive + "/receipts/000001.jsonl"
      if installedTool("openssl") != nil, installedTool("xxd") != nil {
        let good = try #require(try runTool("bash", ["-c", script, "check", receipt], in: folder))
        #expect(good.status == 0 && good.outputText.contains("Verified Successfully"), "\(good.errorText)")
        let changed = folder.appendingPathComponent("changed.jsonl")
        let text = try String(contentsOfFile: receipt, encoding: .utf8).replacingOccurrences(of: "stored-whole", with: "file-exact")
        try text.write(to: changed, atomically: true, encoding: .utf8)
        #expect(try runTool("bash", ["-c", script, "check", changed.path], in: folder)?.status != 0)
        // And our key file is one of theirs.
        let made = try #require(try runTool("openssl", ["pkey", "-in", place.key, "-pubout", "-out", "public.pem"], in: folder))
        #expect(made.status == 0, "\(made.errorText)")
        #expect(try place.verify(1, ["--public-key", folder.appendingPathComponent("public.pem").path]).status == 0)
        let theirs = folder.appendingPathComponent("theirs.key").path
        #expect(try runTool("openssl", ["genpkey", "-algorithm", "ed25519", "-out", theirs])?.status == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: theirs)
        #expect(try place.archive(["--receipt", "--key", theirs]).status == 0)
        #expect(try place.verify(2).status == 0)
      } else {
        announce("NO openssl or xxd: no other tool checks a receipt's signature.")
      }
    }
  }

  @Test func provedOriginalsGo() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder)
      try FileManager.default.createSymbolicLink(atPath: place.source + "/link", withDestinationPath: "raws")
      #expect(try place.archive().status == 0)
      try place.makeCopy()
      let truth = try FolderSnapshot(of: folder.appendingPathComponent("source"))
      let dry = try place.archive(["--delete-originals", "--second-copy", place.copy, "--dry-run", "--json"])
      #expect(try dry.status == 0 && place.summary(dry)["originalsToRemove"] as? Int == 5)
      #expect(try truth.differences(to: FolderSnapshot(of: folder.appendingPathComponent("source"))) == [])
      let run = try place.archive(["--delete-originals", "--second-copy", place.copy, "--receipt", "--key", place.key, "--json"])
      #expect(run.status == 0, "\(run.outputText)")
      let summary = try place.summary(run)
      #expect(summary["originalsRemoved"] as? Int == 5 && summary["originalsKept"] as? Int == 0)
      #expect(summary["removalReceipt"] as? String == "receipts/000002.jsonl")
      #expect(try place.files() == [])
      #expect(FileManager.default.fileExists(atPath: place.source + "/others/2"))
      #expect(try place.verify(2, ["--archive", place.archive, "--level", "restore"]).status == 0)
      // Everything comes back.
      let target = folder.appendingPathComponent("target")
      #expect(try CommandLineTool.run(["restore", place.archive, "--to", target.path]).status == 0)
      #expect(try truth.differences(to: FolderSnapshot(of: target)) == [])
      // And a run over what is left of the source takes nothing out of the archive.
      #expect(try place.archive().status == 0)
      #expect(try CommandLineTool.run(["audit", place.archive, "--level", "restore"]).status == 0)
    }
  }

  @Test func whatIsNotProvedStays() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder)
      // A time that can be set again exactly.
      let (changed, time) = (place.source + "/others/0/0.txt", Date(timeIntervalSince1970: 1_700_000_000))
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: changed)
      // Nothing covers the units.
      let bare = try place.archive(["--delete-originals", "--parity", "0%"])
      #expect(bare.status == 3 && bare.outputText.contains("glassine protect") && bare.outputText.contains("--second-copy"))
      #expect(try place.files().count == 5)
      try place.makeCopy()
      #expect(try place.archive(["--delete-originals", "--second-copy", place.archive]).status == 1)
      #expect(try place.archive(["--delete-originals", "--second-copy", place.source]).status == 10)
      #expect(try place.archive(["--second-copy", place.copy]).status == 64)
      // The same size and time, other bytes.
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: changed))
      try handle.write(contentsOf: Data("FILE".utf8))
      try handle.close()
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: changed)
      // A unit of the second copy, and one of the archive itself, have lost a bit.
      func damage(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // In the last section, before two table entries and the footer: the record stays readable.
        bytes[bytes.count - 64 - 2 * 64 - 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
      }
      try damage(place.copy + "/data/units/others/1/1.txt.glsn")
      let run = try place.archive(["--delete-originals", "--second-copy", place.copy, "--json"])
      #expect(run.status == 3, "\(run.outputText)")
      let summary = try place.summary(run)
      #expect(summary["keptByCode"] as? [String: Int] == ["remove.source-changed": 1, "remove.no-cover": 1], "\(summary)")
      #expect(try place.files() == ["others/0/0.txt", "others/1/1.txt"])
      try place.makeCopy()
      try damage(place.archive + "/data/units/others/1/1.txt.glsn")
      // Its record is whole, so that the run passes it as unchanged; the proof does not.
      let damaged = try place.archive(["--delete-originals", "--second-copy", place.copy, "--json"])
      #expect(
        try damaged.status == 20
          && place.summary(damaged)["keptByCode"] as? [String: Int] == ["remove.source-changed": 1, "remove.unproved": 1])
      #expect(try place.files() == ["others/0/0.txt", "others/1/1.txt"])
    }
  }

  @Test func sensorExactRawsStay() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder, raws: 2, others: 1)
      #expect(try place.archive(["--keep", "mosaic"]).status == 0)
      try place.makeCopy()
      let run = try place.archive(["--keep", "mosaic", "--delete-originals", "--second-copy", place.copy, "--json"])
      let kept = try place.summary(run)["keptByCode"] as? [String: Int]
      #expect(run.status == 3 && (kept?["remove.sensor-exact"] ?? 0) > 0, "\(run.outputText)")
      #expect(try place.files().allSatisfy { $0.hasPrefix("raws/") } && !place.files().isEmpty)
    }
  }

  /// The process that proves, asked by hand: sound, damaged, wrong original, paths that climb, no request at all.
  @Test func theProverAnswersLineByLine() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder, raws: 1, others: 2)
      #expect(try place.archive(["--receipt", "--key", place.key]).status == 0)
      let receipt = try String(contentsOfFile: place.archive + "/receipts/000001.jsonl", encoding: .utf8)
      let requests = receipt.split(separator: "\n").filter { $0.contains("\"type\":\"file\"") }.map(String.init)
      #expect(requests.count == 3)
      func ask(_ lines: [String]) throws -> ToolResult {
        try runProgram(
          CommandLineTool.program(), ["prove-units", place.archive], input: Array((lines.joined(separator: "\n") + "\n").utf8))
      }
      let good = try ask(requests)
      #expect(good.status == 0 && good.outputText.split(separator: "\n").filter { $0.contains("\"ok\":true") }.count == 3)
      let unit = place.archive + "/data/units/others/1/1.txt.glsn"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: unit))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: unit))
      let zeros = String(repeating: "0", count: 64)
      let bad = try ask(
        requests + [
          requests[0].replacing(/"sha256":"[0-9a-f]+"/, with: "\"sha256\":\"\(zeros)\""),
          "{\"sha256\":\"\(zeros)\",\"size\":1,\"unit\":\"data/units/../../manifest-sha256.txt\",\"unitSHA256\":\"\(zeros)\"}",
          "{\"sha256\":\"\(zeros)\",\"size\":1,\"unit\":\"bagit.txt\",\"unitSHA256\":\"\(zeros)\"}",
        ])
      let codes = bad.outputText.split(separator: "\n").map { $0.contains("\"ok\":true") ? "ok" : "\($0)" }
      #expect(codes.count == 6 && codes.filter { $0 == "ok" }.count == 2)
      #expect(codes[3].contains("proof.original") && codes[4].contains("proof.path") && codes[5].contains("proof.path"), "\(codes)")
      #expect(codes.contains { $0.contains("1.txt.glsn") && $0.contains("proof.unit") })
      #expect(try ask(["nonsense"]).status == 20)
    }
  }

  /// Killed while it removes, a file is either still there or the archive and its copy give it back.
  @Test func killsNeverLoseAFile() throws {
    try withTemporaryFolder { folder in
      let place = try Place(folder, raws: 6, others: 60)
      let source = folder.appendingPathComponent("source")
      let truth = try FolderSnapshot(of: source)
      #expect(try place.archive().status == 0)
      try place.makeCopy()
      var generator = RepeatableRandomNumberGenerator(seed: 4)
      let arguments = [
        "archive", place.source, place.archive, "--delete-originals", "--second-copy", place.copy, "--receipt", "--key", place.key,
      ]
      for trial in 0..<12 {
        let process = try CommandLineTool.start(arguments)
        // Half of them wherever it happens to be, the others once so many more files are gone.
        let goal = try place.files().count - 1 - Int(generator.below(12))
        if trial % 2 == 0 { usleep(UInt32(1_000 * generator.below(100))) }
        while trial % 2 == 1, process.isRunning, try place.files().count > goal {}
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let left = try place.files().count
      announce("\(66 - left) of 66 originals were removed by runs that were killed")
      #expect(try CommandLineTool.run(arguments).status == 0)
      #expect(try place.files() == [])
      let target = folder.appendingPathComponent("target")
      #expect(try CommandLineTool.run(["restore", place.archive, "--to", target.path]).status == 0)
      #expect(try truth.differences(to: FolderSnapshot(of: target), aspects: []) == [])
      let newest = try FileManager.default.contentsOfDirectory(atPath: place.archive + "/receipts").sorted().last
      let receipt = place.archive + "/receipts/" + (try #require(newest))
      #expect(try CommandLineTool.run(["verify-receipt", receipt, "--archive", place.archive]).status == 0)
    }
  }
}
