import Foundation
import TestSupport
import Testing

/// Other people's tools, and a reader in Python, must be able to check an archive and get files out of it.
@Suite struct IndependentToolTests {
  @Test func othersCanCheckTheArchive() throws {
    try withTemporaryFolder { folder in
      let (archive, target) = (folder.appendingPathComponent("archive"), folder.appendingPathComponent("target"))
      #expect(try CommandLineTool.run(["archive", Places.fixtures.appendingPathComponent("raws").path, archive.path]).status == 0)
      #expect(try CommandLineTool.run(["restore", archive.path, "--to", target.path]).status == 0)
      for name in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let check = try #require(try runTool("sha256sum", ["-c", "--quiet", "--strict", name], in: archive))
        #expect(check.status == 0, "\(name): \(check.outputText)\(check.errorText)")
      }
      let originals = try #require(
        try runTool("sha256sum", ["-c", "--quiet", "--strict", archive.appendingPathComponent("originals-sha256.txt").path], in: target))
      #expect(originals.status == 0, "\(originals.outputText)\(originals.errorText)")
      let same = try #require(
        try runTool("diff", ["-r", "--no-dereference", Places.fixtures.appendingPathComponent("raws").path, target.path]))
      #expect(same.status == 0 && same.output.isEmpty, "\(same.outputText)")
      if let bag = try runTool("bagit.py", ["--validate", archive.path]) {
        #expect(bag.status == 0, "\(bag.errorText)")
      }
    }
  }

  /// `docs/unglassine.py` shares no code with the program: what it gives back, FORMAT.md describes.
  @Test func aReaderMadeFromTheDocumentRestoresEverything() throws {
    let script = Places.packageRoot.appendingPathComponent("Tests/Scripts/unglassine-test.sh")
    guard let run = try runTool("bash", [script.path, CommandLineTool.program().path]) else { return }
    // What is missing, it says itself.
    if run.status == 77, ProcessInfo.processInfo.environment["GLASSINE_REQUIRE_TOOLS"] == nil {
      announce(run.errorText.trimmingCharacters(in: .whitespacesAndNewlines).replacingOccurrences(of: "*** ", with: ""))
      return
    }
    #expect(run.status == 0, "\(run.outputText)\(run.errorText)")
  }

  @Test func scriptsGetOneObjectALine() throws {
    try withTemporaryFolder { folder in
      let archive = folder.appendingPathComponent("archive")
      let run = try CommandLineTool.run(["archive", Places.fixtures.appendingPathComponent("raws").path, archive.path, "--json"])
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      var types: Set<String> = []
      for line in run.outputText.split(separator: "\n") {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["schema"] as? Int == 1)
        types.insert(try #require(object["type"] as? String))
      }
      #expect(types.isSuperset(of: ["summary"]))
      for command in [["list"], ["audit"]] {
        let lines = try CommandLineTool.run(command + [archive.path, "--json"]).outputText.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines { #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)") }
      }
    }
  }
}
