import ByteCoding
import CarriedDocuments
import Foundation
import TestSupport
import Testing

@testable import ArchiveStore

/// The documents an archive carries: written, brought up to date, never made older, and their damage never hidden.
@Suite struct TagDocumentsTests {
  private func documents(_ version: String, _ text: String) -> TagDocuments {
    TagDocuments(
      version: version,
      documents: [
        .init(name: "FORMAT.md", bytes: Array(text.utf8)), .init(name: "profiles/standard.profile", bytes: Array((text + text).utf8)),
      ])
  }

  private func text(_ folder: URL, _ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func write(_ archive: Archive, _ documents: TagDocuments?) throws {
    let writer = try ArchiveWriter(archive, software: "test", documents: documents)
    try writer.checkpoint()
  }

  @Test func theProgramCarriesItsOwnDocuments() throws {
    let all = CarriedDocuments.all(version: "1").documents
    let names = all.map(\.name)
    let profiles = ["lcfd", "max", "standard"].map { "profiles/\($0).profile" }
    #expect(names.sorted() == (["FORMAT.md", "RESTORE.md"] + profiles + ["unglassine.py"]).sorted())
    for document in all {
      #expect(TagDocuments.isName(document.name))
      let place = document.name.hasPrefix("profiles/") ? "Profiles/" + document.name.dropFirst(9) : "docs/" + document.name
      let file = try Data(contentsOf: Places.packageRoot.appendingPathComponent(place))
      #expect(document.bytes.elementsEqual(file), "\(document.name)")
    }
  }

  @Test func anOlderArchiveGetsThemAtTheNextRun() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      try write(archive, nil)
      #expect(try TagManifest.faults(archive) == [])
      #expect(try !text(folder, "bag-info.txt").contains("Glassine-Documents"))
      try write(archive, documents("1.0", "one"))
      #expect(try TagManifest.faults(archive) == [])
      #expect(try text(folder, "FORMAT.md") == "one")
      #expect(try text(folder, "profiles/standard.profile") == "oneone")
      #expect(try text(folder, "tagmanifest-sha256.txt").contains("  profiles/standard.profile\n"))
      #expect(try text(folder, "bag-info.txt").contains("\nGlassine-Documents: 1.0\n"))
      // Nothing changed: nothing is written.
      func visible() throws -> [[UInt8]: FolderSnapshot.Entry] {
        try FolderSnapshot(of: folder).entries.filter { $0.key.first != UInt8(ascii: ".") }
      }
      let before = try visible()
      try write(archive, documents("1.0", "one"))
      #expect(try visible() == before)
    }
  }

  @Test(arguments: [("1.9", "1.10", true), ("1.10", "1.9", false), ("2.0", "2.0.0-beta", true), ("0.1.0", "x", false)])
  func newerOnesReplaceOlderOnesOnly(_ first: String, _ second: String, _ replaced: Bool) throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      try write(archive, documents(first, "first"))
      try write(archive, documents(second, "second"))
      #expect(try text(folder, "FORMAT.md") == (replaced ? "second" : "first"))
      #expect(try text(folder, "bag-info.txt").contains("Glassine-Documents: \(replaced ? second : first)\n"))
      #expect(try TagManifest.faults(archive) == [])
    }
  }

  @Test func damageIsFoundAndMendedByTheirOwnProgramAlone() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      try write(archive, documents("2.0", "right"))
      try Data("wrong".utf8).write(to: folder.appendingPathComponent("FORMAT.md"))
      try FileManager.default.removeItem(at: folder.appendingPathComponent("profiles"))
      let codes = ["manifest.digest", "manifest.missing"]
      #expect(try TagManifest.faults(archive).map(\.code) == codes)
      // Other programs write on, and do not make the damage look right.
      for other in [nil, documents("1.0", "older")] {
        let writer = try ArchiveWriter(archive, software: "test", documents: other)
        let staged = try writer.stage([UInt8(other == nil ? 1 : 2)])
        try writer.settle([staged])
        let path = "data/units/\(other == nil ? "a" : "b").glsn"
        try writer.publish([Publication(unit: .init(staged: staged, path: path, digest: staged.file.digest()))])
        try writer.checkpoint()
        #expect(try TagManifest.faults(archive).map(\.code) == codes)
      }
      try write(archive, documents("2.0", "right"))
      #expect(try TagManifest.faults(archive) == [])
      #expect(try text(folder, "FORMAT.md") == "right")
    }
  }

  @Test func aCrashWhileTheyAreWrittenIsMadeGood() throws {
    try withTemporaryFolder { folder in
      let archive = try Archive.create(folder.path)
      try write(archive, documents("1.0", "old"))
      // Cut off after the first document: the journal says that tag files may contradict each other.
      try Data("new".utf8).write(to: folder.appendingPathComponent("FORMAT.md"))
      try Data("T\n".utf8).write(to: folder.appendingPathComponent(".journal"))
      try write(archive, documents("1.1", "new"))
      #expect(try TagManifest.faults(archive) == [])
      #expect(try text(folder, "profiles/standard.profile") == "newnew")
      #expect(try !archive.isUnfinished)
    }
  }

  @Test(
    arguments: [
      "../FORMAT.md", "/FORMAT.md", "profiles/../x.profile", "profiles/a/b.profile", "profiles/x", "data/units", "docs/FORMAT.md",
    ])
  func noOtherNameIsOne(_ name: String) { #expect(!TagDocuments.isName(name)) }
}
