import ByteCoding
import Foundation
import PictureCoding
import TestSupport
import Testing

/// `glassine preview` over the fixtures, as a person runs it.
@Suite struct PreviewCommandTests {
  private static func archive(_ folder: URL) throws -> String {
    let archive = folder.appendingPathComponent("archive").path
    let run = try CommandLineTool.run(
      ["archive", Places.fixtures.appendingPathComponent("raws").path, archive, "--profile", "fast", "--parity", "0", "--quiet"])
    #expect(run.status == 0, "\(run.errorText)")
    return archive
  }

  private static func summary(_ run: ToolResult) throws -> [String: Any] {
    let last = try #require(run.outputText.split(separator: "\n").last)
    return try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
  }

  @Test func fixturesHavePreviews() throws {
    try withTemporaryFolder { folder in
      let archive = try Self.archive(folder)
      let before = try FolderSnapshot(of: URL(fileURLWithPath: archive))
      let target = folder.appendingPathComponent("previews")
      let run = try CommandLineTool.run(["preview", archive, "--to", target.path, "--size", "200", "--json"])
      let summary = try Self.summary(run)
      #expect(summary["operation"] as? String == "preview" && summary["target"] as? String == target.path)
      let written = try #require(summary["written"] as? Int)
      #expect(written >= 12, "\(run.outputText)")
      let harbour = target.appendingPathComponent("2026-05-01 Harbour")
      for name in ["GLSN0001.dng.jpg", "GLSN0001.jpg", "GLSN0002.dng.jpg", "GLSN0003.NEF.jpg"] {
        let bytes = [UInt8](try Data(contentsOf: harbour.appendingPathComponent(name)))
        let picture = try JPEGPicture.decode(bytes)
        #expect(picture.longestSide <= 200 && picture.longestSide >= 100, "\(name)")
        #expect(picture.icc == ColourManagement.sRGBProfile && JPEGPicture.orientation(bytes) == 1)
      }
      if let run = try runTool("exiftool", ["-s", "-s", "-s", "-Model", harbour.appendingPathComponent("GLSN0001.dng.jpg").path]) {
        #expect(!run.outputText.isEmpty && run.errors.isEmpty, "\(run.errorText)")
      }
      // A text has no picture; that is said, and no failure.
      let lines = run.outputText.split(separator: "\n")
      #expect(lines.contains { $0.contains("notes.txt") && $0.contains("skipped") && $0.contains("preview.none") })
      // Links are not followed, and nothing was left aside.
      let all = try FileManager.default.subpathsOfDirectory(atPath: target.path)
      #expect(all.allSatisfy { !$0.contains(".glassine") && !$0.contains("link to") })
      #expect(try FolderSnapshot(of: URL(fileURLWithPath: archive)) == before)

      // Again: everything is there, byte for byte.
      let again = try CommandLineTool.run(["preview", archive, "--to", target.path, "--size", "200", "--json"])
      #expect(try Self.summary(again)["unchanged"] as? Int == written && again.status == run.status)
      // Another size: nothing is replaced unasked.
      let other = ["preview", archive, "2026-05-01 Harbour", "--to", target.path, "--size", "100", "--json"]
      let refused = try CommandLineTool.run(other)
      #expect(refused.status == 1 && refused.outputText.contains("preview.exists"))
      let replaced = try CommandLineTool.run(other + ["--overwrite"])
      #expect(replaced.status == 0, "\(replaced.outputText)")
      #expect(try JPEGPicture.size([UInt8](try Data(contentsOf: harbour.appendingPathComponent("GLSN0001.jpg")))).width <= 100)
    }
  }

  @Test func formatsAreWhatTheySay() throws {
    try withTemporaryFolder { folder in
      let archive = try Self.archive(folder)
      for (format, start) in [("png", [0x89, 0x50, 0x4E, 0x47]), ("jxl", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C]), ("jpeg", [0xFF, 0xD8])]
        as [(String, [UInt8])]
      {
        let target = folder.appendingPathComponent(format)
        let run = try CommandLineTool.run(
          ["preview", archive, "2026-05-01 Harbour/GLSN0001.jpg", "--to", target.path, "--size", "120", "--format", format])
        #expect(run.status == 0, "\(run.errorText)")
        let ending = format == "jpeg" ? "jpg" : "jpg.\(format)"
        let file = target.appendingPathComponent("2026-05-01 Harbour/GLSN0001.\(ending)")
        #expect([UInt8](try Data(contentsOf: file)).starts(with: start))
        if format == "jxl", let run = try runTool("djxl", [file.path, folder.path + "/out.ppm"]) { #expect(run.status == 0) }
      }
    }
  }

  @Test func wrongUsageIsSaid() throws {
    try withTemporaryFolder { folder in
      let archive = try Self.archive(folder)
      for arguments in [["--size", "0"], ["--quality", "101"], ["--format", "gif"], ["--restore", "magic"]] {
        #expect(try CommandLineTool.run(["preview", archive, "--to", folder.path + "/x"] + arguments).status == 64)
      }
      for place in [archive, archive + "/data/previews", archive + "/../archive/x"] {
        let run = try CommandLineTool.run(["preview", archive, "--to", place])
        #expect(run.status == 1 && run.errorText.contains("outside"), "\(run.errorText)")
      }
      #expect(try CommandLineTool.run(["preview", archive, "no/such", "--to", folder.path + "/x"]).status == 1)
      #expect(try CommandLineTool.run(["preview", folder.path + "/nowhere", "--to", folder.path + "/x"]).status == 10)
    }
  }

  @Test func damageCostsOneFile() throws {
    try withTemporaryFolder { folder in
      let archive = try Self.archive(folder)
      let unit = URL(fileURLWithPath: archive + "/data/units/2026-05-01 Harbour/GLSN0001.jpg.glsn")
      var bytes = try Data(contentsOf: unit)
      for offset in stride(from: 600, to: bytes.count - 600, by: 50) { bytes[offset] ^= 0x55 }
      try bytes.write(to: unit)
      let run = try CommandLineTool.run(["preview", archive, "2026-05-01 Harbour", "--to", folder.path + "/x", "--size", "100"])
      #expect(run.status == 3 && run.errorText.contains("GLSN0001.jpg") && run.outputText.contains("audit"), "\(run.outputText)")
      #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/x").contains("2026-05-01 Harbour/GLSN0002.dng.jpg"))
    }
  }
}
