import Foundation
import TestSupport
import Testing

/// `glassine restore-jpeg` as a person uses it, on JPEGs that libjpeg's own tools made of fixtures.
@Suite struct RestoreJPEGTests {
  /// A JPEG of a picture made here: a portable pixmap through cjpeg. Nil, loudly, where there is no cjpeg.
  private func jpeg(_ folder: URL, _ name: String, width: Int, height: Int, _ words: [String]) throws -> URL? {
    var pixels = Data("P6\n\(width) \(height)\n255\n".utf8)
    for y in 0..<height {
      for x in 0..<width {
        let wave = 127 + 90 * sin(Double(x) / 7) * cos(Double(y) / 11)
        pixels.append(contentsOf: [UInt8(wave), UInt8((x * 3 + y) % 256), (x / 16 + y / 16) % 2 == 0 ? 40 : 200])
      }
    }
    let source = folder.appendingPathComponent("\(name).ppm")
    try pixels.write(to: source)
    let target = folder.appendingPathComponent("\(name).jpg")
    guard let made = try runTool("cjpeg", words + ["-outfile", target.path, source.path]) else { return nil }
    try #require(made.status == 0, "\(made.errorText)")
    return target
  }

  /// Pixels by another program: width, height, and the bytes of a binary pixmap.
  private func pixels(_ file: URL) throws -> (width: Int, height: Int, bytes: [UInt8])? {
    let target = file.appendingPathExtension("ppm")
    guard let run = try runTool("djxl", [file.path, target.path]) else { return nil }
    try #require(run.status == 0, "\(run.errorText)")
    let bytes = [UInt8](try Data(contentsOf: target))
    let head = bytes.split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
    let size = String(decoding: head[1], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return (size[0], size[1], Array(head[3]))
  }

  @Test(arguments: ["dcsc", "hr-cnn"])
  func colourOfEverySamplingKeepsItsSizeAndLevel(_ model: String) throws {
    try withTemporaryFolder { folder in
      for (name, words) in [
        ("full", ["-quality", "20", "-sample", "1x1"]), ("half", ["-quality", "20", "-sample", "2x1"]),
        ("quarter", ["-quality", "20", "-sample", "2x2", "-progressive"]), ("grey", ["-quality", "20", "-grayscale"]),
      ] {
        guard let source = try jpeg(folder, name, width: 131, height: 77, words) else { return }
        let target = folder.appendingPathComponent("\(name).jxl")
        let run = try CommandLineTool.run(["restore-jpeg", source.path, "--model", model, "--output", target.path, "--quiet"])
        #expect(run.status == 0, "\(run.errorText)")
        guard let found = try pixels(target) else { return }
        #expect(found.width == 131 && found.height == 77)
      }
    }
  }

  /// A flat picture stays flat and as bright as it was, to its edges: no darkening, no seams.
  @Test(arguments: ["dcsc", "hr-cnn"])
  func flatPatchesKeepTheirBrightness(_ model: String) throws {
    try withTemporaryFolder { folder in
      for level in [UInt8(16), 90, 128, 235] {
        let source = folder.appendingPathComponent("flat.pgm")
        try (Data("P5\n200 136\n255\n".utf8) + Data(repeating: level, count: 200 * 136)).write(to: source)
        let coded = folder.appendingPathComponent("flat.jpg")
        guard let made = try runTool("cjpeg", ["-quality", "10", "-outfile", coded.path, source.path]) else { return }
        try #require(made.status == 0, "\(made.errorText)")
        let target = folder.appendingPathComponent("flat.jxl")
        let run = try CommandLineTool.run(
          ["restore-jpeg", coded.path, "--model", model, "--output", target.path, "--overwrite", "--quiet"])
        #expect(run.status == 0, "\(run.errorText)")
        guard let found = try pixels(target) else { return }
        guard let plain = try runTool("djpeg", [coded.path]) else { return }
        let shown = Double(plain.output.last ?? 0)
        let mean = Double(found.bytes.reduce(0) { $0 + Int($1) }) / Double(max(1, found.bytes.count))
        #expect(abs(mean - shown) < 1.5, "\(level), shown as \(shown), became \(mean)")
        let spread = Int(found.bytes.max() ?? 0) - Int(found.bytes.min() ?? 0)
        #expect(spread <= 6, "a flat picture of \(level) has \(spread) levels of difference")
      }
    }
  }

  @Test func whatCannotBeRestoredIsNamedAndTheOthersAreDone() throws {
    try withTemporaryFolder { folder in
      guard let good = try jpeg(folder, "good", width: 64, height: 48, ["-quality", "30"]) else { return }
      let whole = try Data(contentsOf: good)
      let cut = folder.appendingPathComponent("cut.jpg")
      try whole.prefix(whole.count / 2).write(to: cut)
      let text = folder.appendingPathComponent("text.jpg")
      try Data("no picture\n".utf8).write(to: text)
      let target = folder.appendingPathComponent("out")
      let words = ["restore-jpeg", good.path, cut.path, text.path, folder.appendingPathComponent("none.jpg").path, "--to", target.path]
      let run = try CommandLineTool.run(words + ["--json"])
      #expect(run.status == 3)
      #expect(run.outputText.contains("\"failed\":3") && run.outputText.contains("\"restored\":1"), "\(run.outputText)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["good.png"])
      // A second time nothing is replaced.
      let again = try CommandLineTool.run(["restore-jpeg", good.path, "--to", target.path, "--quiet"])
      #expect(again.status == 1 && again.errorText.contains("--overwrite"), "\(again.errorText)")
      #expect(try CommandLineTool.run(["restore-jpeg", good.path, "--to", target.path, "--overwrite", "--quiet"]).status == 0)
      #expect(try Data(contentsOf: good) == whole, "the JPEG was changed")
    }
  }

  @Test func wrongUsageIsExplained() throws {
    #expect(try CommandLineTool.run(["restore-jpeg", "a.jpg"]).status == 64)
    #expect(try CommandLineTool.run(["restore-jpeg", "a.jpg", "b.jpg", "--output", "c.png"]).status == 64)
    #expect(try CommandLineTool.run(["restore-jpeg", "a.jpg", "--output", "c.jpg"]).status == 64)
  }
}
