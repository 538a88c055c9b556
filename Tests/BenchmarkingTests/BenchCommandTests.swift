import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `glassine bench` as a person runs it.
@Suite struct BenchCommandTests {
  private func run(_ arguments: [String]) throws -> ToolResult {
    let program = try #require(Places.glassine, "the glassine command was not built beside the tests")
    return try runProgram(program, ["bench"] + arguments)
  }

  @Test func tableFitsAndChartIsWellFormed() throws {
    try withTemporaryFolder { folder in
      let chart = folder.appendingPathComponent("chart.svg")
      let result = try run([
        "--simulated", "--simulated-width", "64", "--coders", "stored,zstd3,zstd3-file,jxl3-crop", "--svg", chart.path,
        Places.fixtures.appendingPathComponent("raws/Cameras/bayer-rggb-8.dng").path,
      ])
      #expect(result.status == 0)
      let lines = result.outputText.split(separator: "\n").filter { !$0.contains("/") || !$0.hasSuffix(".dng") }
      #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.filter { $0.count > 100 })")
      for text in ["to floor", "size x", "noise floor", "camera's own stream", "All 6 files together", "ISO 1600: 12 bit"] {
        #expect(result.outputText.contains(text), "\(text)")
      }
      let reader = ChartReader()
      let parser = XMLParser(data: try Data(contentsOf: chart))
      parser.delegate = reader
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(reader.root == "svg")
      // A hollow dot each: planes as circles, one more in the legend; packed as squares, files as diamonds.
      #expect(reader.counts["circle planes hollow", default: 0] - 1 == 2)
      #expect(reader.counts["rect packed hollow"] == 1)
      #expect(reader.counts["polygon file hollow"] == 1)
      #expect(reader.texts.isSuperset(of: ["jxl effort 7", "stored", "zstd 3", "zstd3-file"]))
    }
  }

  @Test func repackingIsATableWithASum() throws {
    let fixtures = ["bayer-rggb-8.dng", "words-14.dng"].map { Places.fixtures.appendingPathComponent("raws/Cameras/\($0)").path }
    let result = try run(["--repacking"] + fixtures)
    #expect(result.status == 0)
    for text in ["file", "LibRaw MS/s", "decode MS/s", "encode MS/s", "8-bit MSB-first", "16-bit little-endian", "together"] {
      #expect(result.outputText.contains(text), "\(text)")
    }
    let json = try run(["--repacking", "--json", "--quiet", fixtures[0]])
    #expect(json.status == 0)
    let lines = json.outputText.split(separator: "\n").filter { $0.contains(#""type":"repacking""#) }
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains(#""layout":"8-bit MSB-first"#) })
  }

  @Test func wrongWordsAreRefused() throws {
    #expect(try run([]).status == 64)
    #expect(try run(["--coders", "jxl7,quick", "--simulated"]).status == 64)
    #expect(try run(["--simulated", "--simulated-width", "8"]).status == 64)
    #expect(try run(["--repacking"]).status == 64)
    #expect(try run(["--repacking", "--simulated", "--svg", "chart.svg"]).status == 64)
  }
}

/// What a chart is made of.
private final class ChartReader: NSObject, XMLParserDelegate {
  private(set) var root: String?
  private(set) var counts: [String: Int] = [:]
  private(set) var texts: Set<String> = []
  private var text: String?

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
  ) {
    root = root ?? name
    counts["\(name) \(attributes["class"] ?? "")", default: 0] += 1
    text = name == "text" ? "" : nil
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text?.append(string) }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if let text { texts.insert(text) }
    text = nil
  }
}
