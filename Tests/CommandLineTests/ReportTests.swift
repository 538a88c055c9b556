import Foundation
import TestSupport
import Testing

/// What reports say, looked at from outside.
@Suite struct ReportTests {
  /// An archive with one damaged, one lost and one additional file, after an audit of its whole.
  private func withDamage(_ body: (_ folder: URL, _ archive: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("the <archive> & more"))
      try CommandLineTool.makeSource(source, raws: 2, others: 12)
      try Data("x".utf8).write(to: source.appendingPathComponent("a\u{1B}[31m<b>&\".txt"))
      #expect(try CommandLineTool.run(["archive", source.path, archive.path, "--profile", "stored"]).status == 0)
      let unit = archive.appendingPathComponent("data/units/others/1/1.txt.glsn")
      var bytes = try Data(contentsOf: unit)
      bytes[bytes.count - 400] ^= 1
      try bytes.write(to: unit)
      try FileManager.default.removeItem(at: archive.appendingPathComponent("data/units/others/2/2.txt.glsn"))
      try Data("y".utf8).write(to: archive.appendingPathComponent("data/units/<odd> & \u{1B}.bin"))
      try body(folder, archive)
    }
  }

  /// The schema itself cannot be in the repository: `GLASSINE_PREMIS_SCHEMA` names the Library of Congress's `premis-v3-0.xsd`.
  @Test func premisIsValid() throws {
    try withDamage { folder, archive in
      for (command, name) in [(["audit", "--level", "restore"], "audit.xml"), (["status"], "status.xml")] {
        let file = folder.appendingPathComponent(name).path
        let run = try CommandLineTool.run([command[0], archive.path] + command.dropFirst() + ["--premis", file])
        #expect(run.status == 20, "\(run.errorText)")
        let check = Places.packageRoot.appendingPathComponent("Tests/Scripts/premis.py").path
        if let checked = try runTool("python3", [check, file]) {
          #expect(checked.status == 0, "\(checked.outputText)\(checked.errorText)")
        }
        if let schema = ProcessInfo.processInfo.environment["GLASSINE_PREMIS_SCHEMA"] {
          let valid = try runTool("xmllint", ["--nonet", "--noout", "--schema", schema, file])
          #expect(valid?.status == 0, "\(valid?.errorText ?? "")")
        } else {
          announce("NO GLASSINE_PREMIS_SCHEMA: PREMIS is held against our own table of its structure, not against its schema.")
        }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for expected in [
          ">ingestion<", ">message digest calculation<", ">fixity check<", ">validation<", ">fail<", "data/units/others/2/2.txt.glsn",
          "&lt;odd&gt; &amp; \\x1b.bin", "&lt;archive&gt; &amp; more", "<agentVersion>",
        ] { #expect(text.contains(expected), "\(name) lacks \(expected)") }
      }
    }
  }

  @Test func pagesNeedNothingElse() throws {
    try withDamage { folder, archive in
      for (command, name) in [(["audit"], "audit.html"), (["status"], "status.html")] {
        let file = folder.appendingPathComponent(name).path
        #expect(try CommandLineTool.run([command[0], archive.path, "--report", file]).status == 20)
        let page = try String(contentsOfFile: file, encoding: .utf8)
        for expected in [
          "When files were last proved", "Where the findings are", "others/1/1.txt", "others/2", "the &lt;archive&gt; &amp; more",
        ] {
          #expect(page.contains(expected), "\(name) lacks \(expected)")
        }
        for never in ["<script", "http:", "https:", "src=", "url(", "@import", "\u{1B}", "<odd>"] {
          #expect(!page.contains(never), "\(name): \(never)")
        }
        // Every picture says what it shows, and has its table.
        let pictures = page.components(separatedBy: "<svg").dropFirst()
        #expect(pictures.count >= 5 && pictures.allSatisfy { $0.contains("<desc id=") && $0.contains("<details>") })
        // A page is XML, too, as far as its pictures go; xmllint knows no newer elements of HTML.
        for picture in pictures {
          let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + (picture.components(separatedBy: "</svg>").first ?? "") + "</svg>"
          let parsed = try installedTool("xmllint").map { try runProgram($0, ["--noout", "-"], input: Array(svg.utf8)) }
          #expect(parsed.map { $0.status == 0 } ?? true, "\(parsed?.errorText ?? "")")
        }
      }
    }
  }

  /// What was mended is a recovery, a second copy a replication; both are valid PREMIS.
  @Test func premisKnowsRepairsAndCopies() throws {
    try withDamage { folder, archive in
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.removeItem(at: archive.appendingPathComponent("data/units/<odd> & \u{1B}.bin"))
      #expect(try CommandLineTool.run(["repair", archive.path]).status == 4)
      #expect(try CommandLineTool.run(["mirror", archive.path, copy.path]).status == 0)
      try FileManager.default.removeItem(at: copy.appendingPathComponent("data/units/others/2/2.txt.glsn"))
      #expect(try CommandLineTool.run(["audit", archive.path, "--against", copy.path]).status == 4)
      for (place, expected, count) in [(archive, ["recovery", "replication"], 1), (copy, ["recovery", "replication"], 1)] {
        let file = folder.appendingPathComponent("premis.xml").path
        let run = try CommandLineTool.run(["status", place.path, "--premis", file])
        #expect(run.status == 0, "\(run.outputText)\(run.errorText)")
        let check = Places.packageRoot.appendingPathComponent("Tests/Scripts/premis.py").path
        if let checked = try runTool("python3", [check, file]) {
          #expect(checked.status == 0, "\(checked.outputText)\(checked.errorText)")
        }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for term in expected { #expect(text.components(separatedBy: ">\(term)<").count - 1 == count, "\(place.path): \(term)") }
      }
    }
  }

  /// A bag is a bag before and after everything that only looks.
  @Test func lookingKeepsTheBagValid() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive").path)
      try CommandLineTool.makeSource(source, raws: 1, others: 3)
      for arguments in [
        ["archive", source.path, archive], ["audit", archive, "--level", "restore"], ["status", archive],
        ["archive", source.path, archive], ["protect", archive, "--parity", "10%"], ["repair", archive],
      ] {
        #expect(try CommandLineTool.run(arguments).status == 0, "\(arguments)")
        if let bag = try runTool("bagit.py", ["--validate", archive]) { #expect(bag.status == 0, "\(arguments): \(bag.errorText)") }
      }
      try FileManager.default.removeItem(atPath: archive + "/data/units/others/1/1.txt.glsn")
      #expect(try CommandLineTool.run(["repair", archive]).status == 4)
      if let bag = try runTool("bagit.py", ["--validate", archive]) { #expect(bag.status == 0, "repair: \(bag.errorText)") }
    }
  }
}
