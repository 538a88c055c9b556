import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Browsing

/// Later runs: they make what changed, keep what is there, and touch nothing they did not make.
@Suite struct UpdateTests {
  private static let files = ["a/one.jpg": "1", "a/restored.jpg": "2", "b/three.jpg": "3", "notes.txt": "4"]

  @Test func aSecondRunWritesNothing() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: Self.files)
      try kit.browse()
      let before = try kit.files()
      let previews = MadeUpPreviews()
      let summary = try kit.browse(previews)
      #expect(previews.asked.isEmpty)
      #expect(summary.made == 0 && summary.unchanged == 3 && summary.restored == 1 && summary.written == 0 && summary.removed == 0)
      #expect(summary.otherFiles == 1)
      #expect(try kit.files() == before)
    }
  }

  @Test func onlyWhatChangedIsMadeAnew() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: Self.files)
      try kit.browse()
      // A person's own files, of names that could be ours.
      for name in ["mine.html", "thumbnails/mine.jpg", "thumbnails/0/\(String(repeating: "0", count: 40)).jpg", "data/mine.js"] {
        let file = kit.sheet.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: file)
      }
      let before = try kit.files()
      try kit.write("a/one.jpg", "another 1")
      try kit.write("a/new.jpg", "5")
      try kit.takeIn()
      let previews = MadeUpPreviews()
      let summary = try kit.browse(previews)
      #expect(previews.asked == ["a/new.jpg", "a/one.jpg"])
      #expect(summary.made == 2 && summary.unchanged == 2 && summary.removed == 1)
      let after = try kit.files()
      #expect(Set(before.keys).subtracting(after.keys).count == 2, "the old preview and thumbnail of one.jpg")
      for path in before.keys where !after.keys.contains(path) { #expect(path.suffix(4).elementsEqual(".jpg".utf8)) }
      for (path, entry) in before where after[path] != nil && path.suffix(4).elementsEqual(".jpg".utf8) { #expect(after[path] == entry) }
      for name in ["mine.html", "thumbnails/mine.jpg", "data/mine.js"] { #expect(after[Array(name.utf8)] == before[Array(name.utf8)]) }
    }
  }

  @Test func otherSizesMakeAllAnew() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: Self.files)
      try kit.browse()
      let count = try kit.pictureCount
      let summary = try kit.browse(MadeUpPreviews(identity: "2"))
      #expect(summary.made == 3 && summary.removed == 3)
      #expect(try kit.pictureCount == count)
      #expect(try kit.text("previews", try kit.shots()[0]) == "full 2 a/one.jpg")
      // Without restoration its copies go.
      #expect(try kit.browse(MadeUpPreviews(identity: "3", restores: false)).restored == 0)
      #expect(try kit.pictureCount == count - 1)
    }
  }

  @Test func lostPicturesAreMadeAgain() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: Self.files)
      try kit.browse()
      let place = try #require(try kit.shots()[1]["picture"] as? String)
      try FileManager.default.removeItem(at: kit.sheet.appendingPathComponent("restored/\(place).jpg"))
      try Data().write(to: kit.sheet.appendingPathComponent("thumbnails/\(try #require(try kit.shots()[0]["picture"] as? String)).jpg"))
      let previews = MadeUpPreviews()
      try kit.browse(previews)
      #expect(previews.asked == ["a/one.jpg", "a/restored.jpg"])
      #expect(try kit.text("restored", try kit.shots()[1]) == "restored 1 a/restored.jpg")
    }
  }

  @Test func whatFailedIsTriedAgain() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["broken.jpg": "1", "whole.jpg": "2"])
      try kit.browse()
      let previews = MadeUpPreviews()
      #expect(try kit.browse(previews).failed == 1)
      #expect(previews.asked == ["broken.jpg"])
    }
  }

  @Test func equalOriginalsShareTheirPictures() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: ["a.jpg": "same", "b.jpg": "same", "c.jpg": "other"])
      try kit.browse { $0.jobs = 1 }
      #expect(try kit.pictureCount == 4)
      try kit.write("a.jpg", "changed")
      try kit.takeIn()
      // The other one still needs them.
      #expect(try kit.browse().removed == 0)
      #expect(try kit.pictureCount == 6)
    }
  }

  @Test func aStoppedRunGoesOn() throws {
    try withTemporaryFolder { folder in
      var files: [String: String] = [:]
      for number in 0..<300 { files["\(number).jpg"] = "\(number)" }
      let kit = try SheetKit(folder, files: files)
      let control = OperationControl()
      let first = MadeUpPreviews { if $0 == 100 { control.stop() } }
      let stopped = try kit.browse(first, control: control)
      #expect(!stopped.isComplete && stopped.made >= 100 && stopped.made < 300)
      #expect(!FileManager.default.fileExists(atPath: kit.sheet.path + "/index.html"))
      // A kill leaves a line cut off, and things aside.
      let notes = kit.sheet.appendingPathComponent(".glassine")
      var index = try Data(contentsOf: notes.appendingPathComponent("index-new"))
      index.append(Data("data/units/zzz.jpg.glsn\tp\t0123".utf8))
      try index.write(to: notes.appendingPathComponent("index-new"))
      try Data("half".utf8).write(to: notes.appendingPathComponent("aside-3"))
      let second = MadeUpPreviews()
      let summary = try kit.browse(second)
      #expect(summary.isComplete && summary.made + stopped.made == 300)
      #expect(Set(first.asked).isDisjoint(with: second.asked))
      #expect(try kit.pictureCount == 600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: notes.path).sorted() == ["contact-sheet", "data", "index"])
      // A run of other sizes that is stopped leaves the sheet as it was; the next one that is whole cleans up after both.
      let sheet = try kit.files().filter { !$0.key.suffix(4).elementsEqual(".jpg".utf8) }
      let again = OperationControl()
      _ = try kit.browse(MadeUpPreviews(identity: "2") { if $0 == 10 { again.stop() } }, control: again)
      #expect(try kit.files().filter { !$0.key.suffix(4).elementsEqual(".jpg".utf8) } == sheet)
      #expect(try kit.pictureCount > 600)
      let last = MadeUpPreviews()
      #expect(try kit.browse(last).removed > 0)
      #expect(last.asked.isEmpty)
      #expect(try kit.pictureCount == 600)
    }
  }

  @Test func picturesMoveWhenTheArchiveGrows() throws {
    try withTemporaryFolder { folder in
      let kit = try SheetKit(folder, files: Self.files)
      try kit.browse()
      let place = try #require(try kit.shots()[1]["picture"] as? String)
      let key = try #require(PictureKey(Array(place.utf8)[2...]))
      // Into the folders of a larger sheet, as if it had been one.
      for kind in PictureStore.folders {
        let target = kit.sheet.appendingPathComponent("\(kind)/\(key.folder(fanOut: 3))")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try FileManager.default.moveItem(
          at: kit.sheet.appendingPathComponent("\(kind)/\(place).jpg"), to: target.appendingPathComponent(key.text + ".jpg"))
      }
      let previews = MadeUpPreviews()
      try kit.browse(previews)
      #expect(previews.asked.isEmpty)
      #expect(try kit.text("restored", try kit.shots()[1]) == "restored 1 a/restored.jpg")
    }
  }
}
