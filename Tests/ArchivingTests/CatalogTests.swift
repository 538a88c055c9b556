import ArchiveStore
import ByteCoding
import Cataloguing
import Foundation
import TestSupport
import Testing

/// The catalog follows the units, whatever lies in its place: it is never the only copy of anything.
@Suite struct CatalogTests {
  private func withArchive(_ body: (_ folder: URL, _ source: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source.appendingPathComponent("a"), withIntermediateDirectories: true)
      for index in 0..<12 { try Data("file \(index)".utf8).write(to: source.appendingPathComponent("a/\(index).txt")) }
      try Bench.archive(source, archive)
      try body(folder, source, archive)
    }
  }

  private func listed(_ archive: URL) throws -> [String] {
    var entries: [String] = []
    try Catalog(Archive.open(archive.path)).forEach(Catalog.Filter()) { entries.append("\($0.path) v\($0.version)") }
    return entries
  }

  @Test func itFollowsNewVersionsAndLostUnits() throws {
    try withArchive { _, source, archive in
      #expect(try listed(archive).count == 13)
      // Versions 2 to 11 of one path: by their names version 10 comes before version 2.
      for version in 2...11 {
        try Data("file 3, version \(version)".utf8).write(to: source.appendingPathComponent("a/3.txt"))
        try Bench.archive(source, archive)
        if version % 4 == 0 { #expect(try listed(archive).contains("a/3.txt v\(version)")) }
      }
      #expect(try listed(archive).filter { $0.hasPrefix("a/3.txt ") } == ["a/3.txt v11"])
      let incremental = try listed(archive)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("catalog.sqlite"))
      #expect(try listed(archive) == incremental)
      // Without the manifest the units themselves say what there is.
      try FileManager.default.removeItem(at: archive.appendingPathComponent("catalog.sqlite"))
      try FileManager.default.removeItem(at: archive.appendingPathComponent("manifest-sha256.txt"))
      try FileManager.default.removeItem(at: archive.appendingPathComponent("data/units/a/5.txt.glsn"))
      #expect(try listed(archive) == incremental.filter { !$0.hasPrefix("a/5.txt ") })
    }
  }

  @Test func whateverLiesInItsPlaceIsReplaced() throws {
    try withArchive { folder, _, archive in
      let expected = try listed(archive)
      let place = archive.appendingPathComponent("catalog.sqlite")
      let sound = try Data(contentsOf: place)
      var generator = RepeatableRandomNumberGenerator(seed: 11)
      try Data(generator.bytes(20_000)).write(to: place)
      #expect(try listed(archive) == expected, "random bytes")
      for share in [1, 3, 5, 7] {
        try sound.prefix(sound.count * share / 8).write(to: place)
        // A part may look whole until it is read; then it is taken away, and the next time made anew.
        let first = try? listed(archive)
        #expect(first == nil || first == expected, "cut to \(share)/8")
        #expect(try listed(archive) == expected, "cut to \(share)/8")
      }
      for trial in 0..<40 {
        var damaged = sound
        let page = generator.below(damaged.count / 4096)
        for byte in 0..<4096 where trial % 2 == 0 || byte % 64 == 0 { damaged[page * 4096 + byte] = UInt8(generator.below(256)) }
        try damaged.write(to: place)
        // What SQLite cannot notice (a changed letter) may be listed; the next catalog is right.
        _ = try? listed(archive)
        try? FileManager.default.removeItem(at: place)
        #expect(try listed(archive) == expected, "trial \(trial)")
      }
      let precious = folder.appendingPathComponent("precious")
      try Data("precious".utf8).write(to: precious)
      for name in ["catalog.sqlite", "catalog.sqlite-journal", "catalog.sqlite-wal"] {
        try? FileManager.default.removeItem(at: place)
        try? FileManager.default.removeItem(at: archive.appendingPathComponent(name))
        try FileManager.default.createSymbolicLink(at: archive.appendingPathComponent(name), withDestinationURL: precious)
        #expect(try listed(archive) == expected, "a link at \(name)")
        #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
        try? FileManager.default.removeItem(at: archive.appendingPathComponent(name))
      }
      try? FileManager.default.removeItem(at: place)
      try FileManager.default.createDirectory(at: place.appendingPathComponent("inside"), withIntermediateDirectories: true)
      #expect(try listed(archive) == expected, "a folder")
      #expect(try Bench.audit(archive) == [])
    }
  }

  /// A database may hold programs: a view of our table's name that never ends.
  @Test func aCatalogThatIsAProgramIsNotRun() throws {
    try withArchive { folder, _, archive in
      let expected = try listed(archive)
      let place = archive.appendingPathComponent("catalog.sqlite")
      try FileManager.default.removeItem(at: place)
      let script = """
        import hashlib, sqlite3, sys
        base = sqlite3.connect(sys.argv[1])
        base.executescript('''
          CREATE TABLE state (manifest TEXT);
          CREATE VIEW entry AS WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless)
            SELECT 'u' || n AS unit, 'p' AS path, 'file' AS kind, NULL AS tier, NULL AS reason, 1 AS size, 1 AS storedBytes, 1 AS version,
            NULL AS sha256, 1 AS modifiedSeconds FROM endless;
          PRAGMA user_version = 1;''')
        base.execute('INSERT INTO state VALUES (?)', (hashlib.sha256(open(sys.argv[2], 'rb').read()).hexdigest(),))
        base.commit()
        """
      guard let made = try runTool("python3", ["-c", script, place.path, archive.path + "/manifest-sha256.txt"]) else { return }
      #expect(made.status == 0, "\(made.errorText)")
      #expect(try listed(archive) == expected)
    }
  }

  @Test func linesThatLeadOutOfTheArchiveAreNotFollowed() throws {
    try withArchive { folder, _, archive in
      let expected = try listed(archive)
      let place = archive.appendingPathComponent("manifest-sha256.txt")
      let digest = String(repeating: "0", count: 64)
      try FileManager.default.copyItem(
        at: archive.appendingPathComponent("data/units/a/3.txt.glsn"), to: folder.appendingPathComponent("outside.glsn"))
      let text = try String(contentsOf: place, encoding: .utf8)
      try (text + "\(digest)  data/units/../../../outside.glsn\n" + "\(digest)  data/units//x.glsn\n").write(
        to: place, atomically: true, encoding: .utf8)
      #expect(try listed(archive) == expected)
    }
  }
}
