import ArchiveStore
import Auditing
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Browsing

/// What a sheet holds after its first run.
@Suite struct SheetTests {
  @Test func everyPictureIsThereWithItsFacts() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(
        folder, files: ["a/one.jpg": "1", "a/restored.jpg": "2", "b/broken.jpg": "3", "notes.txt": "4", "odd.jpg": "5"])
      let summary = try kit.browse()
      #expect(summary.isComplete)
      #expect(summary.withoutPicture == 1)
      #expect(summary.shots == 4 && summary.made == 2 && summary.failed == 1 && summary.otherFiles == 1 && summary.restored == 1)
      let shots = try kit.shots()
      #expect(shots.map { $0["path"] as? String } == ["a/one.jpg", "a/restored.jpg", "b/broken.jpg", "odd.jpg"])
      #expect(shots[3]["picture"] == nil && shots[3]["without"] as? String == "a kind that nobody knows")
      #expect(try kit.text("previews", shots[0]) == "full 1 a/one.jpg" && kit.text("thumbnails", shots[0]) == "small 1 a/one.jpg")
      #expect(shots[0]["restored"] == nil && shots[1]["restored"] as? Int == 1)
      #expect(try kit.text("restored", shots[1]) == "restored 1 a/restored.jpg")
      #expect(shots[2]["picture"] == nil && shots[2]["error"] as? String == "section PICT 0: the picture </script> is broken")
      #expect(
        shots[0]["tier"] as? String == "stored-whole" && shots[0]["size"] as? Int == 1 && (shots[0]["sha256"] as? String)?.count == 64)
      // Archiving proved all of it.
      #expect(shots[0]["rebuiltEver"] as? Int == 1 && shots[0]["rebuilt"] as? Int ?? 0 > 1_700_000_000)
      #expect(Set(shots.compactMap { $0["id"] as? String }).count == 4)
      for name in ["index.html", "page/sheet.css", "page/sheet.js", "page/theme.js", "page/viewer.js", "page/compare.js", "page/grid.js"] {
        #expect(try Data(contentsOf: kit.sheet.appendingPathComponent(name)).count > 300, "\(name)")
      }
      #expect(try kit.files().keys.allSatisfy { !$0.contains { $0 == 0x3A } })
    }
  }

  @Test func thePageAsksForNothingFromElsewhere() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "1"])
      try kit.browse { $0.title = "</title><script>alert(1)</script> & \u{202E}\"" }
      let index = try String(contentsOf: kit.sheet.appendingPathComponent("index.html"), encoding: .utf8)
      #expect(index.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; \u{FFFD}&quot;</title>"))
      #expect(!index.contains("{{"))
      for name in [
        "index.html", "page/sheet.css", "page/sheet.js", "page/theme.js", "page/viewer.js", "page/compare.js", "page/grid.js",
        "page/shots.js",
      ] {
        let text = try String(contentsOf: kit.sheet.appendingPathComponent(name), encoding: .utf8)
        for never in [
          "http:", "https:", "url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval(", "type=\"module\"", "document.write",
        ] {
          #expect(!text.contains(never), "\(name): \(never)")
        }
      }
    }
  }

  @Test func hostileNamesStayText() throws {
    try withTemporaryFolder { folder in
      var files: [String: String] = [:]
      for (number, name) in SheetTextTests.hostile.enumerated() where !name.contains("/") && !name.contains("\0") {
        files["\(name) \(number).jpg"] = "\(number)"
      }
      let kit = try SheetKit(folder, files: files)
      // A name that is no UTF-8.
      try Folder.open(kit.source.path).create([0xFF, 0xFE, 0x3C] + Array(".jpg".utf8)).write(all: [1], at: 0)
      try kit.takeIn()
      #expect(try kit.browse().shots == files.count + 1)
      #expect(try kit.shots().count == files.count + 1)
      let data = try String(contentsOf: kit.sheet.appendingPathComponent("data/000001.js"), encoding: .utf8)
      for never in ["<", ">", "&", "\u{2028}", "\u{2029}", "\u{202E}", "\u{1B}", "\u{FEFF}", "`"] {
        #expect(!data.unicodeScalars.contains { String($0) == never }, "\(never.debugDescription)")
      }
      // Files are named by digests only.
      for path in try kit.files().keys {
        #expect(path.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2F }, "\(path)")
      }
    }
  }

  @Test func largeSheetsAreCutIntoParts() throws {
    try withTemporaryFolder { folder in
      var files: [String: String] = [:]
      for number in 0..<150 { files["\(number % 7)/\(number).jpg"] = "\(number)" }
      let kit = try SheetKit(folder, files: files)
      try kit.browse { $0.chunk = 20 }
      #expect(try kit.shots().count == 150)
      #expect(try FileManager.default.contentsOfDirectory(atPath: kit.sheet.path + "/data").count == 9)
      // Fewer parts: those that are no longer needed go.
      try kit.browse { $0.chunk = 100 }
      #expect(try kit.shots().count == 150)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: kit.sheet.path + "/data").sorted() == ["000001.js", "000002.js", "sheet.js"])
    }
    #expect(PictureKey.fanOut(for: 0) == 1 && PictureKey.fanOut(for: 3200) == 1 && PictureKey.fanOut(for: 3201) == 2)
    #expect(PictureKey.fanOut(for: 51_200) == 2 && PictureKey.fanOut(for: 200_000) == 3 && PictureKey.fanOut(for: .max) == 4)
  }

  @Test func keywordsComeFromSidecarsAndFilesBeside() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["x/raw.xmp": "<dc:subject><rdf:Bag><rdf:li>boat &amp; sea</rdf:li></rdf:Bag></dc:subject>"])
      let raw = try #require(
        FileManager.default.enumerator(at: Places.fixtures.appendingPathComponent("raws"), includingPropertiesForKeys: nil)?
          .compactMap { $0 as? URL }.first { $0.pathExtension == "dng" })
      try FileManager.default.copyItem(at: raw, to: kit.source.appendingPathComponent("x/raw.dng"))
      try kit.takeIn()
      try kit.browse()
      let shot = try #require(try kit.shots().first)
      #expect(shot["kind"] as? String == "raw" && shot["camera"] != nil && shot["width"] != nil)
      #expect((shot["keywords"] as? [String])?.contains("boat & sea") == true)
    }
  }

  @Test func damageIsSaid() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": String(repeating: "x", count: 5000), "b.jpg": "b"])
      // A unit whose record is damaged is on the sheet as long as the catalog remembers it.
      try kit.browse()
      let unit = kit.archive.appendingPathComponent("data/units/a.jpg.glsn")
      var bytes = try Data(contentsOf: unit)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: unit)
      var options = AuditOptions(jobs: 1)
      options.level = .fixity
      options.recordAs = "glassine test"
      _ = try AuditRun(Archive.open(kit.archive.path), options: options, control: .init()).run()
      try kit.browse()
      let shots = try kit.shots()
      #expect((shots[0]["damage"] as? [String])?.first?.hasPrefix("damaged: ") == true && shots[1]["damage"] == nil)
    }
  }
}
