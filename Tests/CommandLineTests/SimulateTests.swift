import CameraSimulation
import Foundation
import TestSupport
import Testing

/// Files of every kind of camera go the whole way: simulated, archived, restored.
@Suite struct SimulateTests {
  @Test func everyFormatComesBack() throws {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("source")
      let (archive, target) = (folder.appendingPathComponent("archive"), folder.appendingPathComponent("target"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      for format in SimulatedFormat.allCases {
        let place = source.appendingPathComponent("\(format.rawValue) \(format.fileName(seed: 1))")
        let run = try CommandLineTool.run(
          ["simulate", "--format", format.rawValue, "--width", "330", "--height", "251", "--to", place.path])
        #expect(run.status == 0, "\(format.rawValue): \(run.errorText)")
      }
      #expect(try CommandLineTool.run(["archive", source.path, archive.path]).status == 0)
      #expect(try CommandLineTool.run(["audit", archive.path, "--level", "restore"]).status == 0)
      #expect(try CommandLineTool.run(["restore", archive.path, "--to", target.path]).status == 0)
      let same = try #require(try runTool("diff", ["-r", source.path, target.path]))
      #expect(same.status == 0 && same.output.isEmpty, "\(same.outputText)")
    }
  }

  @Test func presetAndFormatExcludeEachOther() throws {
    let run = try CommandLineTool.run(["simulate", "--preset", "mono-12", "--format", "cr2", "--to", "/nowhere/file"])
    #expect(run.status == 64 && run.errorText.contains("--format"))
  }
}
