import Foundation
import TestSupport
import Testing

/// What docs/RESTORE.md tells a person to type does what it says.
@Suite struct RestoreDocumentTests {
  /// The document's shell blocks, in order, as the archive carries them.
  private func blocks(_ archive: URL) throws -> [String] {
    let text = try String(contentsOf: archive.appendingPathComponent("RESTORE.md"), encoding: .utf8)
    return text.components(separatedBy: "```sh\n").dropFirst().compactMap { $0.components(separatedBy: "```\n").first }
  }

  private func run(_ script: String, unit: URL, in folder: URL) throws -> ToolResult? {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let setUp = "unit='\(unit.path)'\n"
    return try runTool("sh", ["-c", setUp + script], in: folder)
  }

  @Test func aShellRestoresWhatIsStoredWhole() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      // Three pieces of 8 MiB, the last one short, an empty file, and a small one.
      var large = Data(capacity: 20_000_000)
      for number in 0..<5_000_000 as Range<UInt32> { withUnsafeBytes(of: (number &* 2_654_435_761) >> 8) { large.append(contentsOf: $0) } }
      let files = ["large": large, "empty": Data(), "small": Data("small\n".utf8)]
      for (name, bytes) in files { try bytes.write(to: source.appendingPathComponent(name)) }
      try CommandLineTool.run(["archive", source.path, archive.path])
      let blocks = try blocks(archive)
      #expect(blocks.count == 3)
      for (name, bytes) in files {
        let unit = archive.appendingPathComponent("data/units/\(name).glsn")
        let target = folder.appendingPathComponent("back-\(name)")
        guard let result = try run(blocks[0] + blocks[1], unit: unit, in: target) else { return }
        #expect(result.status == 0 && result.output.isEmpty, "\(result.outputText)\(result.errorText)")
        #expect(try Data(contentsOf: target.appendingPathComponent("original")) == bytes, "\(name)")
        let record = try Data(contentsOf: target.appendingPathComponent("record.json"))
        #expect(try (JSONSerialization.jsonObject(with: record) as? [String: Any])?["path"] as? String == name)
        // The copy at the end says the same, also where the front is gone.
        var damaged = try Data(contentsOf: unit)
        damaged.replaceSubrange(0..<100, with: Data(count: 100))
        let copy = folder.appendingPathComponent("damaged-\(name)")
        try damaged.write(to: copy)
        let end = try #require(try run(blocks[0] + "table \"$unit\" end", unit: copy, in: target))
        #expect(try Data(end.output) == Data(contentsOf: target.appendingPathComponent("sections")), "\(end.errorText)")
      }
      // Damage is named, and what comes out is not called the original.
      let unit = archive.appendingPathComponent("data/units/small.glsn")
      var damaged = try Data(contentsOf: unit)
      damaged[damaged.count - 200] ^= 1
      try damaged.write(to: unit)
      let result = try #require(try run(blocks[0] + blocks[1], unit: unit, in: folder.appendingPathComponent("again")))
      #expect(result.outputText.contains("BODY 0 is damaged\n"), "\(result.outputText)")
    }
  }

  @Test func aShellGivesPreviews() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let picture = SampleJPEG(width: 400, height: 300).bytes
      try Data(picture).write(to: source.appendingPathComponent("a.jpg"))
      try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "jxl1"])
      let blocks = try blocks(archive)
      let target = folder.appendingPathComponent("pictures")
      let unit = archive.appendingPathComponent("data/units/a.jpg.glsn")
      guard try runTool("djxl", ["--version"]) != nil,
        let result = try run(blocks[0] + "table \"$unit\" > sections\n" + blocks[2], unit: unit, in: target)
      else { return }
      #expect(result.status == 0, "\(result.errorText)")
      #expect(try Data(contentsOf: target.appendingPathComponent("picture-0.jpg")).starts(with: [0xFF, 0xD8, 0xFF] as [UInt8]))
    }
  }
}
