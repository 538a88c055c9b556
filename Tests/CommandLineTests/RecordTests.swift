import Foundation
import TestSupport
import Testing

/// What repair, protect, mirror and comparisons leave in the proof log, and what audits say of parity.
@Suite struct RecordTests {
  private func withArchive(_ body: (_ folder: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 0, others: 12)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
      try body(folder, archive)
    }
  }

  private func objects(_ arguments: [String], status: Int32, _ type: String) throws -> [[String: Any]] {
    let result = try CommandLineTool.run(arguments + ["--json"])
    #expect(result.status == status, "\(arguments): \(result.outputText)\(result.errorText)")
    return try result.outputText.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["type"] as? String == type ? object : nil
    }
  }

  private func operations(_ archive: URL) throws -> [String] {
    try objects(["status", archive.path], status: 0, "run").compactMap { $0["operation"] as? String }
  }

  private func flip(_ file: URL, at offset: Int) throws {
    var bytes = try Data(contentsOf: file)
    bytes[offset] ^= 1
    try bytes.write(to: file)
  }

  private func parityFiles(_ archive: URL) throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: archive.appendingPathComponent("parity").path)
    return all.filter { $0.hasSuffix(".glsp") }.sorted()
  }

  @Test func whatRepairMendsIsNoLongerOpen() throws {
    try withArchive { _, archive in
      #expect(try operations(archive) == ["archive", "protect"])
      try flip(archive.appendingPathComponent("data/units/others/1/1.txt.glsn"), at: 300)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("data/units/others/2/2.txt.glsn"))
      try flip(archive.appendingPathComponent("bag-info.txt"), at: 3)
      let found = try objects(["audit", archive.path], status: 20, "finding")
      let files = found.compactMap { $0["file"] as? String }
      #expect(Set(files).count >= 3)
      // The damage lies in the section with the record, and is told once.
      #expect(files.count { $0.hasSuffix("/1.txt.glsn") } == 1, "\(found)")
      #expect(try !objects(["status", archive.path], status: 20, "openFinding").isEmpty)
      // A dry run says what it could do, and leaves no trace.
      _ = try objects(["repair", archive.path, "--dry-run"], status: 4, "summary")
      _ = try objects(["repair", archive.path], status: 4, "summary")
      #expect(try operations(archive) == ["archive", "protect", "audit", "repair"])
      let repair = try #require(try objects(["status", archive.path], status: 0, "run").last)
      #expect(repair["files"] as? Int == 2 && repair["complete"] == nil)
      // Nothing met, nothing said.
      _ = try objects(["repair", archive.path], status: 0, "summary")
      #expect(try operations(archive) == ["archive", "protect", "audit", "repair"])
      #expect(try CommandLineTool.run(["audit", archive.path, "--level", "restore"]).status == 0)
    }
  }

  @Test func whatCannotBeRepairedStaysOpen() throws {
    try withArchive { _, archive in
      try FileManager.default.removeItem(at: archive.appendingPathComponent("parity"))
      try flip(archive.appendingPathComponent("data/units/others/1/1.txt.glsn"), at: 300)
      _ = try objects(["repair", archive.path], status: 20, "summary")
      let open = try objects(["status", archive.path], status: 20, "openFinding")
      #expect(open.count == 1 && ((open.first?["finding"] as? [String: Any])?["file"] as? String)?.hasSuffix("1.txt.glsn") == true)
    }
  }

  @Test func bothEndsOfACopyAreProved() throws {
    try withArchive { folder, archive in
      let copy = folder.appendingPathComponent("copy")
      _ = try objects(["mirror", archive.path, copy.path, "--dry-run"], status: 0, "summary")
      #expect(try operations(archive) == ["archive", "protect"])
      _ = try objects(["mirror", archive.path, copy.path], status: 0, "summary")
      #expect(try operations(archive) == ["archive", "protect", "mirror"] && operations(copy) == ["mirror"])
      let coverage = try #require(try objects(["status", copy.path], status: 0, "summary").first?["coverage"] as? [String: Any])
      #expect(coverage["neverFixity"] as? Int == 0 && coverage["neverRestore"] as? Int == coverage["units"] as? Int)
      // Names and sizes prove nothing.
      _ = try objects(["mirror", archive.path, copy.path, "--quick"], status: 0, "summary")
      #expect(try operations(copy) == ["mirror"])
      try flip(copy.appendingPathComponent("data/units/others/1/1.txt.glsn"), at: 300)
      try FileManager.default.removeItem(at: copy.appendingPathComponent("bagit.txt"))
      #expect(try CommandLineTool.run(["audit", copy.path]).status == 20)
      _ = try objects(["audit", archive.path, "--against", copy.path, "--no-heal"], status: 20, "summary")
      #expect(try objects(["status", copy.path], status: 20, "run").count == 2)
      _ = try objects(["audit", archive.path, "--against", copy.path], status: 4, "summary")
      #expect(try operations(copy) == ["mirror", "audit", "audit-against"])
      #expect(try operations(archive).last == "audit-against")
      try FileManager.default.removeItem(at: copy.appendingPathComponent("data/units/others/1/1.txt.glsn"))
      try flip(copy.appendingPathComponent("bag-info.txt"), at: 3)
      _ = try objects(["mirror", archive.path, copy.path], status: 4, "summary")
      #expect(try operations(copy).last == "mirror")
    }
  }

  @Test func auditsFindDamagedParity() throws {
    try withArchive { _, archive in
      for file in try parityFiles(archive) {
        let path = archive.appendingPathComponent("parity/\(file)")
        try flip(path, at: 5000)
        #expect(try CommandLineTool.run(["audit", archive.path, "--level", "structure"]).status == 0)
        let found = try objects(["audit", archive.path], status: 20, "finding")
        #expect(found.count == 1 && found.first?["file"] as? String == "parity/\(file)" && found.first?["kind"] as? String == "damaged")
        _ = try objects(["repair", archive.path], status: 4, "summary")
        #expect(try objects(["status", archive.path], status: 0, "openFinding").isEmpty)
      }
      let first = try #require(try parityFiles(archive).first { $0.contains("/") })
      try FileManager.default.removeItem(at: archive.appendingPathComponent("parity/\(first)"))
      // A small audit sees what is not there, too.
      let found = try objects(["audit", archive.path, "--max-bytes", "1"], status: 20, "finding").compactMap { $0["kind"] as? String }
      #expect(found == ["missing"])
    }
  }

  /// A part of the files, a part of the parity: in time all of it.
  @Test func smallAuditsReadParityInTurn() throws {
    try withArchive { _, archive in
      var read = 0
      let count = try parityFiles(archive).count
      #expect(count == 3)
      for _ in 0..<count {
        let end = try #require(try objects(["audit", archive.path, "--sample", "20%"], status: 0, "summary").first)
        #expect(end["parityFiles"] as? Int == count && end["parityFilesRead"] as? Int == 1)
        read += 1
      }
      let log = try FileManager.default.contentsOfDirectory(atPath: archive.path + "/proofs").filter { $0.hasSuffix(".tsv") }.sorted()
      let proved = try log.suffix(count).map { name in
        try String(contentsOfFile: archive.path + "/proofs/" + name, encoding: .utf8).split(separator: "\n")
          .filter { $0.hasPrefix("P\tparity/") }.compactMap { $0.split(separator: "\t").dropFirst().first }
      }
      #expect(Set(proved.joined()).count == count, "\(proved)")
    }
  }

  @Test func filesWithoutParityAreNoDamage() throws {
    try withArchive { _, archive in
      let set = try #require(try parityFiles(archive).first { $0.contains("/") }?.split(separator: "/").first)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("parity/\(set)"))
      let notices = try objects(["audit", archive.path], status: 0, "notice").compactMap { $0["text"] as? String }
      #expect(notices.contains { $0.contains("no parity") && $0.contains("glassine protect") })
      _ = try objects(["protect", archive.path], status: 0, "summary")
      let end = try #require(try objects(["audit", archive.path], status: 0, "summary").first)
      #expect(end["uncoveredFiles"] as? Int == 0)
      #expect(try objects(["audit", archive.path], status: 0, "notice").isEmpty)
    }
  }

  /// Receipts are written after the parity, and covered nevertheless.
  @Test func receiptsAreCovered() throws {
    try withArchive { folder, archive in
      let source = folder.appendingPathComponent("source").path
      _ = try objects(["archive", source, archive.path, "--receipt", "--key", folder.path + "/key"], status: 0, "summary")
      #expect(try objects(["audit", archive.path], status: 0, "notice").isEmpty)
      try flip(archive.appendingPathComponent("receipts/000001.jsonl"), at: 40)
      let first = archive.appendingPathComponent("receipts/000001.jsonl")
      let found = try objects(["audit", archive.path], status: 20, "finding").compactMap { $0["file"] as? String }
      #expect(found == ["receipts/000001.jsonl"])
      // The parity it is repaired from must stay.
      _ = try objects(["protect", archive.path], status: 20, "summary")
      #expect(try CommandLineTool.run(["verify-receipt", first.path]).status == 20)
      _ = try objects(["repair", archive.path], status: 4, "summary")
      #expect(try CommandLineTool.run(["verify-receipt", first.path]).status == 0)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("receipts"))
      _ = try objects(["repair", archive.path], status: 4, "summary")
      #expect(try CommandLineTool.run(["verify-receipt", first.path]).status == 0)
      #expect(try objects(["status", archive.path], status: 0, "openFinding").isEmpty)
      _ = try objects(["audit", archive.path], status: 0, "summary")
    }
  }
}
