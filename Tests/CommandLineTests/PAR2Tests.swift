import Foundation
import TestSupport
import Testing

/// `protect --par2`: what it writes is checked, and mended with, by the `par2` command.
@Suite struct PAR2Tests {
  private func withExport(_ body: (_ archive: URL, _ sets: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 8, others: 12)
      var generator = RepeatableRandomNumberGenerator(seed: 5)
      let noise = Data((0..<700_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
      try noise.write(to: source.appendingPathComponent("Größe 1.bin"))
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
      let sets = folder.appendingPathComponent("sets")
      #expect(try summary(archive, sets, status: 0)["setsMade"] as? Int == 2)
      try body(archive, sets)
    }
  }

  @discardableResult
  private func summary(_ archive: URL, _ sets: URL, status: Int32, _ more: [String] = []) throws -> [String: Any] {
    let run = try CommandLineTool.run(["protect", archive.path, "--par2", sets.path, "--json"] + more)
    #expect(run.status == status, "\(run.outputText)\(run.errorText)")
    let line = try #require(run.outputText.split(separator: "\n").last { $0.contains("\"type\":\"summary\"") })
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  private func files(_ sets: URL, _ prefix: String = "", _ suffix: String = ".par2") throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: sets.path).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
      .map { sets.appendingPathComponent($0) }
  }

  private func contents(_ sets: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: sets.path)
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: sets.appendingPathComponent($0))) })
  }

  @Test func othersVerifyAndRepair() throws {
    try withExport { archive, sets in
      let all = try files(sets)
      #expect(all.count == 3)
      for set in all {
        guard let run = try runTool("par2", ["verify", "-B", archive.path, set.path]) else { return }
        #expect(run.status == 0, "\(run.outputText)")
      }
      for list in try files(sets, "", ".sha256") {
        #expect(try runTool("sha256sum", ["-c", "--quiet", "--strict", list.path], in: archive)?.status == 0)
      }
      let unit = archive.appendingPathComponent("data/units/Größe 1.bin.glsn")
      let before = try Data(contentsOf: unit)
      var damaged = before
      for block in [3, 80, 81, 150] {
        damaged.replaceSubrange(block * 4096..<block * 4096 + 4096, with: Data(repeating: 0, count: 4096))
      }
      try damaged.write(to: unit)
      let manifest = archive.appendingPathComponent("manifest-sha256.txt")
      let lines = try Data(contentsOf: manifest)
      try lines.prefix(100).write(to: manifest)
      for set in try files(sets, "units-") + files(sets, "tags") {
        let run = try #require(try runTool("par2", ["repair", "-B", archive.path, set.path]))
        #expect(run.status == 0, "\(run.outputText)\(run.errorText)")
      }
      #expect(try Data(contentsOf: unit) == before && Data(contentsOf: manifest) == lines)
    }
  }

  @Test func setsThatStayAreKeptAndDamageIsNotExported() throws {
    try withExport { archive, sets in
      let again = try summary(archive, sets, status: 0)
      #expect(again["setsKept"] as? Int == 2 && again["setsMade"] as? Int == 0)
      let old = try files(sets, "units-")
      let unit = archive.appendingPathComponent("data/units/others/1/1.txt.glsn")
      let before = try Data(contentsOf: unit)
      var damaged = before
      damaged[70] ^= 1
      try damaged.write(to: unit)
      // Anew: the file is left out and named, and the older set stays, for it can still mend it.
      let renewed = try summary(archive, sets, status: 20, ["--parity", "10%"])
      #expect(renewed["refused"] as? Int == 1 && renewed["setsRemoved"] as? Int == 0)
      #expect(try Set(files(sets, "units-")).isSuperset(of: old))
      try before.write(to: unit)
      let mended = try summary(archive, sets, status: 0, ["--parity", "10%"])
      #expect(mended["refused"] as? Int == 0 && mended["setsRemoved"] as? Int == 3)
      #expect(try files(sets).count == 3)
    }
  }

  @Test func killedExportsGoOn() throws {
    try withExport { archive, sets in
      let whole = try contents(sets)
      var generator = RepeatableRandomNumberGenerator(seed: 3)
      for trial in 0..<8 {
        if trial % 2 == 0 { try FileManager.default.removeItem(at: sets) }
        let process = try CommandLineTool.start(["protect", archive.path, "--par2", sets.path, "--renew"])
        usleep(UInt32(generator.below(60_000)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try summary(archive, sets, status: 0)
        // The same archive gives the same bytes, and nothing else is left behind.
        #expect(try contents(sets) == whole, "trial \(trial)")
      }
    }
  }

  @Test func foldersThatCannotBe() throws {
    try withExport { archive, sets in
      for place in ["", "data/par2", "parity/x/y"] {
        let run = try CommandLineTool.run(["protect", archive.path, "--par2", archive.appendingPathComponent(place).path])
        #expect(run.status == 1 && run.errorText.contains("inside the archive"))
      }
      #expect(!FileManager.default.fileExists(atPath: archive.appendingPathComponent("data/par2").path))
      let foreign = try CommandLineTool.run(["protect", archive.path, "--par2", sets.deletingLastPathComponent().path])
      #expect(foreign.status == 1 && foreign.errorText.contains("no PAR2 set"))
      #expect(try CommandLineTool.run(["protect", archive.path, "--par2", sets.path, "--at", sets.path]).status == 64)
    }
  }
}
