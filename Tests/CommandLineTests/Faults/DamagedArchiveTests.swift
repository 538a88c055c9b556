import Foundation
import TestSupport
import Testing

/// Damage to an archive that `audit` has to find and name, with its exit status, and that no other command makes worse.
@Suite struct DamagedArchiveTests {
  private func withArchive(_ body: (_ folder: URL, _ source: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 3, others: 12)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "fast"]).status == 0)
      try body(folder, source, archive)
    }
  }

  private func audit(_ archive: URL) throws -> (status: Int32, findings: [String]) {
    let run = try CommandLineTool.run(["audit", archive.path, "--json"])
    return (run.status, run.outputText.split(separator: "\n").map(String.init).filter { $0.contains("\"type\":\"finding\"") })
  }

  @Test func zeroedBlocksAreFoundWhereverTheyLie() throws {
    try withArchive { _, _, archive in
      let snapshot = try FolderSnapshot(of: archive.appendingPathComponent("data"))
      var generator = RepeatableRandomNumberGenerator(seed: 4096)
      let names = snapshot.entries.filter { if case .file = $0.value.kind { true } else { false } }
        .map { "data/" + String(decoding: $0.key, as: UTF8.self) }.sorted()
      for _ in 0..<(Soak.isOn ? 400 : 12) {
        let name = names[generator.below(names.count)]
        let place = archive.appendingPathComponent(name)
        let whole = try Data(contentsOf: place)
        let block = generator.below((whole.count + 4095) / 4096) * 4096
        var damaged = whole
        for offset in block..<min(block + 4096, whole.count) { damaged[offset] = 0 }
        try damaged.write(to: place)
        let found = try audit(archive)
        #expect(found.status == 20, "\(name) at \(block)")
        #expect(!found.findings.isEmpty && found.findings.allSatisfy { $0.contains("\"file\":\"\(name)\"") }, "\(name): \(found.findings)")
        try whole.write(to: place)
      }
      #expect(try audit(archive).status == 0)
    }
  }

  @Test func aLostFolderIsNamedFileByFileAndTheRestComesBack() throws {
    try withArchive { folder, source, archive in
      try FileManager.default.removeItem(at: archive.appendingPathComponent("data/units/others/1"))
      let found = try audit(archive)
      #expect(found.status == 20)
      // Two files and the folder itself.
      #expect(found.findings.filter { $0.contains("\"kind\":\"missing\"") && $0.contains("data/units/others/1/") }.count == 3)
      let target = folder.appendingPathComponent("target")
      #expect(try CommandLineTool.run(["restore", archive.path, "--to", target.path]).status == 0)
      let (whole, part) = (try FolderSnapshot(of: source), try FolderSnapshot(of: target))
      #expect(part.entries.count == whole.entries.count - 3)
      // The source is still there: archiving again brings back what was lost.
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      #expect(try audit(archive).status == 0)
      #expect(try SoundArchive.restoreFaults(archive, source: source) == [])
    }
  }

  @Test func anOldManifestPutBackIsSeen() throws {
    try withArchive { _, source, archive in
      let names = ["manifest-sha256.txt", "originals-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"]
      var old: [String: Data] = [:]
      for name in names { old[name] = try Data(contentsOf: archive.appendingPathComponent(name)) }
      try Data("new".utf8).write(to: source.appendingPathComponent("new.txt"))
      try Data("changed".utf8).write(to: source.appendingPathComponent("others/1/1.txt"))
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      var new: [String: Data] = [:]
      for name in names { new[name] = try Data(contentsOf: archive.appendingPathComponent(name)) }
      // One of them alone does not fit the others; nothing is written until somebody has looked.
      try old["manifest-sha256.txt"]?.write(to: archive.appendingPathComponent("manifest-sha256.txt"))
      let one = try audit(archive)
      #expect(one.status == 20)
      #expect(one.findings.contains { $0.contains("\"kind\":\"manifest\"") && $0.contains("manifest-sha256.txt") })
      #expect(one.findings.contains { $0.contains("\"kind\":\"orphan\"") && $0.contains("data/units/new.txt.glsn") })
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 20)
      // All of them fit each other, and not what is there.
      for name in names { try old[name]?.write(to: archive.appendingPathComponent(name)) }
      let all = try audit(archive)
      #expect(all.status == 20)
      #expect(all.findings.contains { $0.contains("\"kind\":\"orphan\"") && $0.contains("data/units/new.txt.glsn") })
      #expect(all.findings.contains { $0.contains("\"kind\":\"orphan\"") && $0.contains("data/units/others/1/1.txt=v2.glsn") })
      // Restoring asks no manifest.
      #expect(try SoundArchive.restoreFaults(archive, source: source) == [])
      for name in names { try new[name]?.write(to: archive.appendingPathComponent(name)) }
      #expect(try audit(archive).status == 0)
    }
  }

  @Test func aDamagedCatalogHindersNobody() throws {
    try withArchive { _, source, archive in
      let place = archive.appendingPathComponent("catalog.sqlite")
      let expected = try CommandLineTool.run(["list", archive.path, "--json"]).output
      let whole = try Data(contentsOf: place)
      var generator = RepeatableRandomNumberGenerator(seed: 8)
      for damage in [Data(generator.bytes(50_000)), whole.prefix(whole.count / 2), whole.prefix(5_000), Data(), whole + whole] {
        try damage.write(to: place)
        let run = try LimitedRun.of(["list", archive.path, "--json"])
        #expect(run.status == 0 && Array(run.output.utf8) == expected, "\(run.errors)")
      }
      try Data(generator.bytes(50_000)).write(to: place)
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      #expect(try CommandLineTool.run(["list", archive.path, "--json"]).output == expected)
      #expect(try audit(archive).status == 0)
    }
  }

  /// Both write to one archive from the beginning: one of them ends at once, and what the other wrote is whole.
  @Test func twoWritersAtOnceDoNotMix() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 6, others: 40)
      for _ in 0..<(Soak.isOn ? 50 : 3) {
        let writers = try (0..<3).map { _ in try CommandLineTool.start(["archive", source.path, archive.path, "--profile", "fast"]) }
        for writer in writers { writer.waitUntilExit() }
        let statuses = writers.map(\.terminationStatus)
        #expect(statuses.allSatisfy { [0, 11].contains($0) } && statuses.contains(0), "\(statuses)")
        #expect(try SoundArchive.faults(archive, source: source) == [])
        try FileManager.default.removeItem(at: archive)
      }
    }
  }
}
