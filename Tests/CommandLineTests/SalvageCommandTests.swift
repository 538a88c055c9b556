import CameraSimulation
import Foundation
import TestSupport
import Testing

/// `glassine restore --salvage` as a person and a script run it.
@Suite struct SalvageCommandTests {
  @Test func salvageSaysWhatIsLostAndEndsWithThree() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try CommandLineTool.makeSource(source, raws: 1, others: 3)
      let raw = SimulationPreset.words14.make(width: 300, height: 200, seed: 1)
      try Data(raw.bytes).write(to: source.appendingPathComponent("raws/0 large.dng"))
      try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "jxl1"])
      func restore(_ name: String, _ more: [String] = []) throws -> (result: ToolResult, target: URL) {
        let target = folder.appendingPathComponent(name)
        return (try CommandLineTool.run(["restore", archive.path, "--to", target.path, "--salvage"] + more), target)
      }
      let sound = try restore("sound")
      #expect(sound.result.status == 0, "\(sound.result.errorText)")
      #expect(sound.result.outputText.contains("Nothing was damaged"))
      #expect(try FolderSnapshot(of: sound.target) == FolderSnapshot(of: source))
      let units = archive.appendingPathComponent("data/units/raws")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: units.path).sorted().first { $0.hasPrefix("0 large") })
      let unit = units.appendingPathComponent(name)
      var bytes = try Data(contentsOf: unit)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: unit)
      let damaged = try restore("damaged")
      #expect(damaged.result.status == 3, "\(damaged.result.outputText)")
      #expect(damaged.result.outputText.contains("samples are lost"))
      let found = try FileManager.default.contentsOfDirectory(atPath: damaged.target.appendingPathComponent("raws").path)
      let original = String(name.dropLast(5))
      #expect(Set(found).isSuperset(of: ["dng", "png", "json"].map { "\(original).salvaged.\($0)" }))
      #expect(!found.contains(original) && found.count >= 4)
      // The same again: nothing is replaced; with --force everything is.
      #expect(try restore("damaged").result.status == 3)
      #expect(try restore("damaged").result.outputText.contains("failed otherwise"))
      #expect(try restore("damaged", ["--force"]).result.outputText.contains("salvaged in part"))
      let json = try restore("json", ["--json", "--as", "tiff"])
      var types: Set<String> = []
      for line in json.result.outputText.split(separator: "\n") {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let type = try #require(object["type"] as? String)
        types.insert(type)
        if type == "salvage" { #expect((object["files"] as? [String])?.contains("\(original).salvaged.tiff") == true) }
        if type == "summary" { #expect(object["salvaged"] as? Int == 1 && object["exitStatus"] as? Int == 3) }
      }
      #expect(types.isSuperset(of: ["salvage", "summary", "file"]))
    }
  }
}
