import ArchiveFormat
import ByteCoding
import Foundation
import TestSupport
import Testing
import ZstdCoding

/// Archives made to hurt whoever reads them: every command ends, in bounded time and memory, with a documented status, and what lies
/// outside the archive stays as it is.
@Suite(.serialized) struct HostileArchiveTests {
  private static let statuses: Set<Int32> = [0, 1, 3, 10, 20, 21]

  /// An archive of three files; `spoil` makes it hostile.
  private func withArchive(
    _ spoil: (_ archive: URL, _ outside: URL) throws -> Void, _ check: (_ archive: URL, _ runs: [String: LimitedRun]) throws -> Void,
    megabytes: Int = 300
  ) throws {
    try withTemporaryFolder { folder in
      let (source, archive, outside) = (
        folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"), folder.appendingPathComponent("outside")
      )
      try CommandLineTool.makeSource(source, raws: 1, others: 2)
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      try Data("precious".utf8).write(to: outside.appendingPathComponent("precious"))
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "fast"]).status == 0)
      try spoil(archive, outside)
      let before = try FolderSnapshot(of: outside)
      var runs: [String: LimitedRun] = [:]
      for (name, words) in [
        ("audit", ["audit", archive.path, "--level", "restore", "--jobs", "1"]), ("list", ["list", archive.path]),
        ("restore", ["restore", archive.path, "--to", folder.appendingPathComponent("target").path, "--jobs", "1"]),
        ("archive", ["archive", source.path, archive.path, "--jobs", "1", "--profile", "fast"]),
      ] {
        let run = try LimitedRun.of(words)
        runs[name] = run
        #expect(!run.wasStopped, "\(name) did not end")
        #expect(Self.statuses.contains(run.status), "\(name) ended with \(run.status): \(run.errors.suffix(500))")
        #expect(run.peak < megabytes << 20, "\(name) took \(run.peak >> 20) MiB")
      }
      #expect(try before.differences(to: FolderSnapshot(of: outside)) == [], "something outside the archive was changed")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("escaped").path))
      try check(archive, runs)
    }
  }

  private func file(_ path: String, size: Int64, tier: FileRecord.Tier = .storedWhole, version: Int = 1) throws -> FileRecord {
    FileRecord(
      path: try #require(RelativePath(path)), kind: .file, size: size, sha256: SHA256Digest(of: []), modifiedSeconds: 0,
      modifiedNanoseconds: 0, permissions: 0o644, tier: tier, version: version, writer: "hostile")
  }

  private func unit(_ sections: [(SectionKind, [UInt8])]) throws -> [UInt8] {
    var writer = try UnitWriter(to: MemorySink(), sectionCount: sections.count)
    for (kind, bytes) in sections { try writer.append(kind, bytes) }
    return try writer.finish().sink.bytes
  }

  private func place(_ bytes: [UInt8], _ archive: URL, _ name: String) throws {
    let place = archive.appendingPathComponent("data/units/" + name)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: place)
  }

  /// A zstd frame of nothing but zeros, with the length that `claimed` says in front.
  private func bomb(_ count: Int, claimed: UInt64) throws -> [UInt8] {
    var writer = ByteWriter()
    writer.u64(claimed)
    writer.write(try ZstdCoder.compress([UInt8](repeating: 0, count: count), level: 1))
    return writer.bytes
  }

  // MARK: Units

  @Test(arguments: ["../escaped", "/tmp/escaped", "a/../../escaped", "a\u{0}b", "", "a//b", "."])
  func pathsThatClimb(_ path: String) throws {
    try withArchive { archive, _ in
      var record = try file("x", size: 0)
      record.path = path
      try place(unit([(.file, CanonicalJSON.encode(record))]), archive, "x.glsn")
    } _: { _, runs in
      #expect(runs["audit"]?.status == 20)
      #expect(runs["restore"]?.status == 3)
    }
  }

  @Test func sectionTablesThatClaimExabytes() throws {
    try withArchive { archive, _ in
      let record = try CanonicalJSON.encode(file("x", size: 1 << 60))
      let sound = try unit([(.file, record), (.body, [1, 2, 3])])
      for (number, length) in [UInt64(1) << 60, UInt64(Int64.max), UInt64.max, UInt64.max - 64].enumerated() {
        var bytes = sound
        for offset in [16, 64 + 64 + 16] {
          for byte in 0..<8 { bytes[offset + byte] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(byte))) }
        }
        // With a digest that fits, so that the claim itself is looked at.
        let digest = SHA256Digest(of: Array(bytes[8..<32] + bytes[64..<192])).bytes
        bytes.replaceSubrange(32..<64, with: digest)
        try place(bytes, archive, "x\(number).glsn")
        var many = sound
        many.replaceSubrange(12..<16, with: [0xFF, 0xFF, 0xFF, 0xFF])
        try place(many, archive, "many\(number).glsn")
      }
    } _: { _, runs in
      #expect(runs["audit"]?.status == 20)
      #expect(runs["restore"]?.status == 3)
    }
  }

  @Test func decompressionBombs() throws {
    let large = 256 << 20
    try withArchive { archive, _ in
      // Pieces of a stored file: promises too much, gives more than it promises, gives less.
      for (number, claimed) in [UInt64.max, UInt64(large), 10, 8 << 20].enumerated() {
        let bytes = try unit([
          (.file, CanonicalJSON.encode(file("body\(number)", size: 1 << 40))), (.body, bomb(large, claimed: claimed)),
        ])
        try place(bytes, archive, "body\(number).glsn")
        for (kind, name) in [(SectionKind.recipe, "recipe"), (.skeleton, "skeleton")] {
          var sections = [
            (SectionKind.file, try CanonicalJSON.encode(file("\(name)\(number)", size: Int64(1 << 20), tier: .fileExact))),
            (kind, try bomb(large, claimed: claimed)),
          ]
          if kind == .skeleton { sections.insert((.recipe, try bomb(100, claimed: 100)), at: 1) }
          try place(unit(sections), archive, "\(name)\(number).glsn")
        }
      }
      // A record that says its file is larger than any that is taken apart.
      let bytes = try unit([
        (.file, CanonicalJSON.encode(file("huge", size: .max, tier: .fileExact))), (.recipe, bomb(large, claimed: UInt64(large))),
      ])
      try place(bytes, archive, "huge.glsn")
    } _: { _, runs in
      #expect(runs["audit"]?.status == 20)
      #expect(runs["restore"]?.status == 3)
    }
  }

  @Test func recordsOfGreatDepthAndSize() throws {
    try withArchive { archive, _ in
      let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
      let objects = Array(String(repeating: "{\"a\":", count: 200_000).utf8)
      for (number, text) in [deep, objects, [UInt8](repeating: 0x20, count: 64 << 20), [], Array("null".utf8), [0xFF, 0xFE]].enumerated() {
        try place(unit([(.file, text)]), archive, "text\(number).glsn")
        // The same as facts of a sound record.
        try place(unit([(.file, CanonicalJSON.encode(file("shot\(number)", size: 0))), (.shot, text)]), archive, "shot\(number).glsn")
      }
      var numbers = try String(decoding: CanonicalJSON.encode(file("numbers", size: 0)), as: UTF8.self)
      numbers = numbers.replacingOccurrences(of: "\"version\":1", with: "\"version\":99999999999999999999999999")
      try place(unit([(.file, Array(numbers.utf8))]), archive, "numbers.glsn")
    } _: { _, runs in
      #expect(runs["audit"]?.status == 20)
    }
  }

  @Test func versionsThatClaimEachOther() throws {
    try withArchive { archive, _ in
      let (one, two) = (try file("x", size: 0, version: 1), try file("x", size: 0, version: 2))
      // Version 2 says that it is version 1, version 1 that it is version 2; and one that stands for another name.
      try place(unit([(.file, CanonicalJSON.encode(two))]), archive, "x.glsn")
      try place(unit([(.file, CanonicalJSON.encode(one))]), archive, "x=v2.glsn")
      try place(unit([(.file, CanonicalJSON.encode(file("z", size: 0)))]), archive, "y.glsn")
      try place(unit([(.file, CanonicalJSON.encode(file("y", size: 0)))]), archive, "z.glsn")
      try place(unit([(.file, CanonicalJSON.encode(file("last", size: 0, version: 999_999_999)))]), archive, "last=v999999999.glsn")
      try place(unit([(.file, CanonicalJSON.encode(file("max", size: 0, version: .max)))]), archive, "max=v9223372036854775807.glsn")
    } _: { _, runs in
      #expect(runs["audit"]?.output.contains("misplaced") == true)
      #expect(runs["audit"]?.status == 20)
    }
  }

  // MARK: Links, pipes and devices

  @Test(arguments: [
    "data", "data/units", "data/sidecars", "data/units/others", "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", ".staging",
    ".journal", ".lock", "parity", "proofs", "quarantine", "receipts", "profiles", "FORMAT.md", "catalog.sqlite", "catalog.sqlite-journal",
  ])
  func linksInPlaceOf(_ name: String) throws {
    try withArchive { archive, outside in
      let place = archive.appendingPathComponent(name)
      try? FileManager.default.removeItem(at: place)
      let target = name.contains(".txt") || name.contains(".md") || name.contains("sqlite") || name == ".journal" || name == ".lock"
      try FileManager.default.createSymbolicLink(
        at: place, withDestinationURL: target ? outside.appendingPathComponent("precious") : outside)
    } _: { _, runs in
      if name == "data" || name == "data/units" { #expect(runs["audit"]?.status == 10) }
      if name.hasSuffix(".txt") || name == "data/units/others" { #expect(runs["audit"]?.status == 20, "\(runs["audit"]?.output ?? "")") }
    }
  }

  @Test(arguments: ["p", "c"])
  func pipesAndDevicesInPlaceOfFiles(_ kind: String) throws {
    for name in [
      "data/units/others/1/1.txt.glsn", "manifest-sha256.txt", "bag-info.txt", ".journal", ".lock", "catalog.sqlite", ".staging/x",
    ] {
      try withArchive { archive, _ in
        let place = archive.appendingPathComponent(name)
        try? FileManager.default.removeItem(at: place)
        // /dev/zero never ends.
        let made = try runTool("mknod", [place.path, kind] + (kind == "c" ? ["1", "5"] : []))
        if made?.status != 0 { announce("NO right to make a device: a test is skipped.") }
      } _: { _, runs in
        if name.hasPrefix("data") { #expect([0, 20].contains(runs["audit"]?.status)) }
      }
    }
  }

  // MARK: Manifests

  @Test func manifestsOfMillionsOfEqualLines() throws {
    let count = Soak.isOn ? 10_000_000 : 300_000
    for name in ["manifest-sha256.txt", "tagmanifest-sha256.txt", "originals-sha256.txt", ".journal"] {
      try withArchive { archive, _ in
        let digest = String(repeating: "0", count: 64)
        let line =
          switch name {
          case ".journal": "P\t\(digest)\tdata/units/others/1/1.txt.glsn\n"
          case "tagmanifest-sha256.txt": "\(digest)  manifest-sha256.txt\n"
          default: "\(digest)  data/units/others/1/1.txt.glsn\n"
          }
        let place = archive.appendingPathComponent(name)
        try Data().write(to: place)
        let file = try FileHandle(forWritingTo: place)
        let piece = Data(String(repeating: line, count: 10_000).utf8)
        for _ in 0..<(count / 10_000) { try file.write(contentsOf: piece) }
        try file.close()
      } _: { _, runs in
        #expect(runs["audit"]?.status == 20, "\(name)")
        #expect(runs["archive"]?.status == 20, "\(name): \(runs["archive"]?.errors.suffix(300) ?? "")")
      }
    }
  }

  @Test func aManifestOfOneEndlessLine() throws {
    for name in ["manifest-sha256.txt", "tagmanifest-sha256.txt", ".journal"] {
      try withArchive { archive, _ in
        // A hole: up to a gigabyte of NUL bytes that takes no room.
        let place = archive.appendingPathComponent(name)
        try Data().write(to: place)
        let file = try FileHandle(forWritingTo: place)
        try file.truncate(atOffset: Soak.isOn ? 1 << 30 : 1 << 27)
        try file.close()
      } _: { _, runs in
        #expect(runs["audit"]?.status == 20, "\(name)")
        #expect(runs["archive"]?.status == 20, "\(name)")
      }
    }
  }

  @Test func aUnitOfGigabytesOfNothing() throws {
    try withArchive { archive, _ in
      let place = archive.appendingPathComponent("data/units/others/1/1.txt.glsn")
      let file = try FileHandle(forWritingTo: place)
      try file.truncate(atOffset: 1 << 31)
      try file.close()
    } _: { _, runs in
      #expect(runs["audit"]?.status == 20)
      #expect(runs["restore"]?.status == 3)
    }
  }
}
