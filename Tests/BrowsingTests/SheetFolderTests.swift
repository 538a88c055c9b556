import ArchiveStore
import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import Browsing

/// Where a sheet may be made, and where not.
@Suite struct SheetFolderTests {
  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Fault)?.code ?? "\(error)"
    }
  }

  @Test func otherFoldersAreRefused() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      let full = folder.appendingPathComponent("full")
      try FileManager.default.createDirectory(at: full, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: full.appendingPathComponent("index.html"))
      let before = try FolderSnapshot(of: full)
      #expect(code { try kit.browse(into: full) } == "browse.foreign")
      // A folder of our name is not enough.
      try FileManager.default.createDirectory(at: full.appendingPathComponent(".glassine/contact-sheet"), withIntermediateDirectories: true)
      #expect(code { try kit.browse(into: full) } == "browse.foreign")
      try FileManager.default.removeItem(at: full.appendingPathComponent(".glassine"))
      #expect(try FolderSnapshot(of: full).entries.mapValues(\.kind) == before.entries.mapValues(\.kind))
      // Empty is fine.
      try FileManager.default.removeItem(at: full.appendingPathComponent("index.html"))
      #expect(code { try kit.browse(into: full) } == nil)
      #expect(code { try kit.browse(into: kit.source.appendingPathComponent("a.jpg")) } != nil)
    }
  }

  @Test func theArchiveIsRefused() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      let before = try FolderSnapshot(of: kit.archive)
      let link = folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: kit.archive.path)
      for place in [
        kit.archive, kit.archive.appendingPathComponent("sheet"), kit.archive.appendingPathComponent("data/x/y"),
        link.appendingPathComponent("sheet"),
        folder.appendingPathComponent("sheet/../archive/sheet"),
      ] { #expect(code { try kit.browse(into: place) } == "browse.inside", "\(place.path)") }
      #expect(Set(try FolderSnapshot(of: kit.archive).entries.keys) == Set(before.entries.keys))
      // Beside it, with a name that begins alike.
      #expect(code { try kit.browse(into: folder.appendingPathComponent("archive-sheet")) } == nil)
    }
  }

  @Test func theSheetOfAnotherArchiveIsRefused() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      try kit.browse()
      let other = try SheetKit(folder.appendingPathComponent("other"), files: ["b.jpg": "2", "c.jpg": "3"])
      #expect(code { try other.browse(into: kit.sheet) } == "browse.other")
      #expect(try kit.shots().count == 1)
      #expect(try other.browse(into: kit.sheet) { $0.force = true }.removed == 1)
      #expect(try kit.shots().count == 2)
      #expect(code { try kit.browse() } == "browse.other")
      // A mark of a newer program.
      let mark = kit.sheet.appendingPathComponent(".glassine/contact-sheet")
      try Data("Glassine contact sheet 2\n".utf8).write(to: mark)
      #expect(code { try kit.browse { $0.force = true } } == "browse.newer")
      // One that a crash left empty.
      try Data().write(to: mark)
      #expect(code { try kit.browse() } == nil)
    }
  }

  @Test func twoRunsDoNotMeet() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      let held = try SheetFolder(kit.sheet.path, of: Archive.open(kit.archive.path), force: false)
      #expect(code { try kit.browse() } == "browse.locked")
      withExtendedLifetime(held) {}
    }
  }

  @Test func linksLeadNowhere() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      try kit.browse()
      let outside = folder.appendingPathComponent("outside")
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      for name in ["thumbnails", "data", "page"] {
        let place = kit.sheet.appendingPathComponent(name)
        let aside = folder.appendingPathComponent("aside")
        try FileManager.default.moveItem(at: place, to: aside)
        try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: outside.path)
        #expect(code { try kit.browse(MadeUpPreviews(identity: name)) } != nil, "\(name)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
        try FileManager.default.removeItem(at: place)
        try FileManager.default.moveItem(at: aside, to: place)
      }
    }
  }

  @Test func aHostileIndexRemovesNothing() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      try kit.browse()
      let victim = folder.appendingPathComponent("victim.jpg")
      try Data("mine".utf8).write(to: victim)
      var lines = "a\tp\t../../../victim\n\n\t\t\n\tp\t\(String(repeating: "a", count: 40))\nb\tq\t\(String(repeating: "b", count: 40))\n"
      lines += "c\tp\t\(String(repeating: "/", count: 40))\nc\tp\t\(String(repeating: "C", count: 40))\n"
      lines += String(repeating: "x", count: 3 << 20)
      try Data(lines.utf8).write(to: kit.sheet.appendingPathComponent(".glassine/index"))
      let previews = MadeUpPreviews()
      #expect(try kit.browse(previews).isComplete)
      #expect(previews.asked == ["a.jpg"])
      #expect(FileManager.default.fileExists(atPath: victim.path))
      #expect(try kit.pictureCount == 2)
    }
  }
}
