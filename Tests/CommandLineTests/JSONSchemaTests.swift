import Foundation
import TestSupport
import Testing

/// What the program prints with `--json` is what docs/JSON.md says.
@Suite struct JSONSchemaTests {
  /// The page's tables: keys by heading, with the rest of their row.
  private static func tables() throws -> [String: [String: String]] {
    var tables: [String: [String: String]] = [:]
    var heading = ""
    let page = try String(contentsOf: Places.packageRoot.appendingPathComponent("docs/JSON.md"), encoding: .utf8)
    for line in page.split(separator: "\n") {
      let quoted = line.split(separator: "`", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard quoted.count == 3 else { continue }
      if line.hasPrefix("### `") { heading = quoted[1] }
      if line.hasPrefix("| `") { tables[heading, default: [:]][quoted[1]] = quoted[2] }
    }
    return tables
  }

  /// Keys of an object that its table, or the one its row points to, does not have.
  private static func unknown(
    _ object: [String: Any], in heading: String, prefix: String = "", _ tables: [String: [String: String]]
  ) -> [String] {
    object.flatMap { key, value -> [String] in
      let place = prefix + key
      guard let row = tables[heading]?[place] ?? tables[heading]?[prefix + "*"] else { return ["\(heading): \(place)"] }
      let inner = (value as? [[String: Any]]) ?? (value as? [String: Any]).map { [$0] } ?? []
      if let link = row.range(of: "](#"), let end = row[link.upperBound...].firstIndex(of: ")") {
        return inner.flatMap { unknown($0, in: String(row[link.upperBound..<end]), tables) }
      }
      return inner.flatMap { unknown($0, in: heading, prefix: place + (value is [Any] ? "[]." : "."), tables) }
    }
  }

  @Test func everyKeyIsDocumented() throws {
    let tables = try Self.tables()
    #expect(tables.count > 15)
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive").path)
      try CommandLineTool.makeSource(source, raws: 3, others: 3)
      try FileManager.default.createSymbolicLink(
        atPath: source.appendingPathComponent("link").path, withDestinationPath: "others")
      let raw = try #require(try FileManager.default.subpathsOfDirectory(atPath: source.path).first { $0.hasSuffix(".dng") })
      let rawFile = source.appendingPathComponent(raw).path
      var types: Set<String> = []
      func look(_ arguments: [String]) throws {
        let run = try CommandLineTool.run(arguments)
        for line in run.outputText.split(separator: "\n") {
          var object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(arguments): \(line)")
          #expect(object.removeValue(forKey: "schema") as? Int == 1)
          let type = try #require(object.removeValue(forKey: "type") as? String)
          types.insert(type)
          #expect(tables[type] != nil, "docs/JSON.md has no type \(type)")
          let unknown = Self.unknown(object, in: type, tables)
          #expect(unknown.isEmpty, "docs/JSON.md does not have \(unknown), printed by \(arguments.first ?? "")")
        }
      }
      let signing = ["--receipt", "--key", folder.path + "/key", "--json"]
      try look(["archive", source.path, archive] + signing)
      try look(["archive", source.path, archive, "--json"])
      try look(["protect", archive, "--parity", "10%", "--json"])
      try look(["verify-receipt", archive + "/receipts/000001.jsonl", "--archive", archive, "--json"])
      // A source and an archive of their own, for what takes originals away.
      let (spent, second) = (folder.path + "/spent", folder.path + "/second")
      try CommandLineTool.makeSource(URL(fileURLWithPath: spent), raws: 0, others: 3)
      try look(["archive", spent, second, "--delete-originals", "--dry-run"] + signing)
      try look(["archive", spent, second, "--delete-originals", "--parity", "0"] + signing)
      try look(["archive", spent, second, "--delete-originals", "--parity", "6%"] + signing)
      try look(["mirror", archive, folder.path + "/copy", "--json"])
      try look(["list", archive, "--json"])
      try look(["preview", archive, "--to", folder.path + "/previews", "--size", "64", "--json"])
      try look(["inspect", rawFile, "--json"])
      for path in [raw, "others/0/0.txt", "link", "others"] { try look(["show", archive, path, "--json"]) }
      try look(["status", archive, "--json"])
      try look(["browse", archive, "--to", folder.path + "/sheet", "--json"])
      try look(["audit", archive, "--level", "restore", "--json"])
      let unit = URL(fileURLWithPath: archive).appendingPathComponent("data/units/\(raw).glsn")
      var bytes = try Data(contentsOf: unit)
      for offset in stride(from: bytes.count / 3, to: bytes.count - 600, by: 97) { bytes[offset] ^= 0x55 }
      try bytes.write(to: unit)
      try FileManager.default.removeItem(atPath: archive + "/data/units/others/1/1.txt.glsn")
      for arguments in [
        ["audit", "--sample", "50%"], ["audit"], ["status"], ["status", "others"], ["restore", "--to", folder.path + "/back"],
      ] {
        try look([arguments[0], archive] + arguments.dropFirst() + ["--json"])
      }
      try look(["restore", archive, "--salvage", "--to", folder.path + "/salvaged", "--json"])
      try look(["verify-receipt", archive + "/receipts/000001.jsonl", "--archive", archive, "--level", "restore", "--json"])
      try look(["audit", archive, "--against", folder.path + "/copy", "--no-heal", "--json"])
      try look(["repair", archive, "--json"])
      try look(["audit", archive, "--against", folder.path + "/copy", "--json"])
      try look(["audit", folder.path + "/nowhere", "--json"])
      try look(["selftest", "--json"])
      try look(["bench", rawFile, "--coders", "fast,zstd3", "--json"])
      try look(["bench", rawFile, "--repacking", "--json"])
      let expected: Set = [
        "phase", "totals", "fileStarted", "file", "finding", "error", "summary", "entry", "total", "unit", "inspection", "selftest",
        "bench",
        "repacking", "run", "openFinding", "fileStatus",
      ]
      #expect(types.isSuperset(of: expected), "never printed: \(expected.subtracting(types))")
    }
  }
}
