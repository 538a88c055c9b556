import Foundation
import TestSupport
import Testing

/// `glassine browse` from outside: statuses, what it says, and pictures that are pictures.
@Suite struct BrowseCommandTests {
  private func summary(_ run: ToolResult) throws -> [String: Any] {
    let line = try #require(run.outputText.split(separator: "\n").last)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["type"] as? String == "summary" && object["operation"] as? String == "browse")
    return object
  }

  @Test func aSheetOfSmallRaws() throws {
    try withTemporaryFolder { folder in
      let (source, archive, sheet) = (folder.appendingPathComponent("source"), folder.path + "/archive", folder.path + "/sheet")
      try CommandLineTool.makeSource(source, raws: 3, others: 4)
      let picture = Data(SampleJPEG(width: 800, height: 600).bytes)
      try picture.write(to: source.appendingPathComponent("a <b> & 'c'.jpg"))
      try picture.prefix(picture.count / 2).write(to: source.appendingPathComponent("cut.jpg"))
      #expect(try CommandLineTool.run(["archive", source.path, archive, "--parity", "0"]).status == 0)
      let before = try FolderSnapshot(of: URL(fileURLWithPath: archive)).entries.filter { $0.key.starts(with: "data".utf8) }
      let first = try CommandLineTool.run(["browse", archive, "--to", sheet, "--thumbnail", "64", "--json"])
      #expect(first.status == 0, "\(first.errorText)\(first.outputText)")
      let counts = try summary(first)
      #expect(counts["shots"] as? Int == 5 && counts["made"] as? Int == 4 && counts["otherFiles"] as? Int == 4)
      #expect(counts["withoutPicture"] as? Int == 1, "a JPEG that was cut before it was archived is no failure")
      let files = try FileManager.default.subpathsOfDirectory(atPath: sheet).filter { $0.hasSuffix(".jpg") }
      #expect(files.count == 8)
      for file in files {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: sheet).appendingPathComponent(file))
        #expect(bytes.starts(with: [0xFF, 0xD8, 0xFF]) && bytes.suffix(2) == Data([0xFF, 0xD9]), "\(file)")
      }
      let second = try CommandLineTool.run(["browse", archive, "--to", sheet, "--thumbnail", "64"])
      #expect(second.status == 0 && second.outputText.contains("Nothing has changed."), "\(second.outputText)")
      #expect(try FolderSnapshot(of: URL(fileURLWithPath: archive)).entries.filter { $0.key.starts(with: "data".utf8) } == before)
      // A unit that is damaged fails, and the sheet stays.
      let unit = URL(fileURLWithPath: archive).appendingPathComponent("data/units/a <b> & 'c'.jpg.glsn")
      let place =
        FileManager.default.fileExists(atPath: unit.path) ? unit : URL(fileURLWithPath: archive + "/data/units/a =3Cb=3E & 'c'.jpg.glsn")
      var bytes = try Data(contentsOf: place)
      for offset in stride(from: 600, to: bytes.count - 600, by: 50) { bytes[offset] ^= 0x55 }
      try bytes.write(to: place)
      let third = try CommandLineTool.run(["browse", archive, "--to", sheet, "--size", "256", "--thumbnail", "64", "--json"])
      #expect(third.status == 3)
      #expect(try summary(third)["failed"] as? Int == 1)
    }
  }

  @Test func whatIsRefused() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.path + "/archive")
      try CommandLineTool.makeSource(source, raws: 0, others: 1)
      #expect(try CommandLineTool.run(["archive", source.path, archive, "--parity", "0"]).status == 0)
      for (arguments, status, words) in [
        (["browse", archive, "--to", source.path], Int32(1), "no contact sheet"),
        (["browse", archive, "--to", archive + "/sheet"], 1, "inside"),
        (["browse", folder.path + "/nowhere", "--to", folder.path + "/sheet"], 10, "no Glassine archive"),
        (["browse", archive, "--to", folder.path + "/sheet", "--size", "1"], 64, "--size"),
        (["browse", archive, "--to", folder.path + "/sheet", "--thumbnail", "400", "--size", "300"], 64, "--thumbnail"),
        (["browse", archive, "--to", folder.path + "/sheet", "--restore", "magic"], 64, "restore"), (["browse", archive], 64, "--to"),
      ] {
        let run = try CommandLineTool.run(arguments)
        #expect(run.status == status && run.errorText.contains(words), "\(arguments): \(run.status) \(run.errorText)")
      }
      #expect(
        try CommandLineTool.run(["browse", archive, "--to", folder.path + "/empty"]).outputText.contains("The archive holds no picture"))
    }
  }
}
