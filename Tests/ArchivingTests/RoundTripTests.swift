import ArchiveStore
import Archiving
import Auditing
import ByteCoding
import CameraSimulation
import Foundation
import Reporting
import Restoration
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test func aTreeComesBackWithNamesTimesModesAndLinks() throws {
    try withTemporaryFolder { folder in
      let (source, archive, target) = (
        folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"), folder.appendingPathComponent("target")
      )
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Bench.makeSource(source)
      let taken = try Bench.archive(source, archive)
      #expect(taken.reports.filter { $0.outcome != .done } == [])
      #expect(try Bench.audit(archive, .restore) == [])
      let given = try Bench.restore(archive, target)
      #expect(given.reports.filter { $0.outcome != .done } == [])
      let differences = try FolderSnapshot(of: source).differences(to: FolderSnapshot(of: target))
      #expect(differences == [])
    }
  }

  @Test func everyCameraThatLibRawReadsIsFileExact() throws {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("source")
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Bench.makeSource(source, side: 256)
      let reports = try Bench.archive(source, folder.appendingPathComponent("archive")).reports
      for preset in SimulationPreset.allCases where preset.isReadByLibRaw {
        let report = try #require(reports.first { $0.path.contains("/\(preset.rawValue)-") })
        #expect(report.tier == "file-exact", "\(preset.rawValue): \(report.reason ?? "")")
      }
      for report in reports where report.tier == "stored-whole" { #expect(report.reason != nil, "\(report.path)") }
    }
  }

  @Test func archivingTwiceGivesEqualUnitsAndTheSecondRunChangesNothing() throws {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("source")
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try Bench.makeSource(source)
      let (one, two) = (folder.appendingPathComponent("one"), folder.appendingPathComponent("two"))
      try Bench.archive(source, one) { $0.jobs = 1 }
      try Bench.archive(source, two)
      for path in ["data/units", "data/sidecars"] {
        let (left, right) = (
          try FolderSnapshot(of: one.appendingPathComponent(path)), try FolderSnapshot(of: two.appendingPathComponent(path))
        )
        #expect(left.differences(to: right, aspects: []) == [])
      }
      let before = try FolderSnapshot(of: one)
      let again = try Bench.archive(source, one)
      #expect(again.reports.allSatisfy { $0.outcome == .unchanged })
      #expect(try before.differences(to: FolderSnapshot(of: one), aspects: []) == [])
    }
  }

  @Test func aChangedFileBecomesANewVersionAndTheOldOneStays() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let file = source.appendingPathComponent("a.txt")
      try Data("first".utf8).write(to: file)
      try Bench.archive(source, archive)
      try Data("second!".utf8).write(to: file)
      let second = try Bench.archive(source, archive)
      #expect(second.report("a.txt")?.version == 2)
      try Bench.restore(archive, folder.appendingPathComponent("new"))
      try Bench.restore(archive, folder.appendingPathComponent("old")) { $0.version = 1 }
      #expect(try String(contentsOf: folder.appendingPathComponent("new/a.txt"), encoding: .utf8) == "second!")
      #expect(try String(contentsOf: folder.appendingPathComponent("old/a.txt"), encoding: .utf8) == "first")
      #expect(try Bench.audit(archive, .restore) == [])
      // Touched, but the same bytes: no new version.
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
      #expect(try Bench.archive(source, archive).report("a.txt")?.outcome == .unchanged)
    }
  }

  @Test func companionsAreBoundByDigest() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let made = SimulationPreset.bayerRGGB12.make(width: 64, height: 48, seed: 1)
      try Data(made.bytes).write(to: source.appendingPathComponent("IMG_1.dng"))
      let edits = source.appendingPathComponent("IMG_1.dng.xmp")
      try Data("<x/>".utf8).write(to: edits)
      try Data("<y/>".utf8).write(to: source.appendingPathComponent("img_1.XMP"))
      try Data("other".utf8).write(to: source.appendingPathComponent("IMG_10.xmp"))
      try Bench.archive(source, archive)
      func sidecar() throws -> String {
        try String(contentsOf: archive.appendingPathComponent("data/sidecars/IMG_1.dng.json"), encoding: .utf8)
      }
      #expect(try sidecar().contains(SHA256Digest(of: Array("<x/>".utf8)).hex))
      #expect(try sidecar().contains(SHA256Digest(of: Array("<y/>".utf8)).hex))
      #expect(try !sidecar().contains("IMG_10"))
      try Data("<edited/>".utf8).write(to: edits)
      try Bench.archive(source, archive)
      #expect(try sidecar().contains(SHA256Digest(of: Array("<edited/>".utf8)).hex))
      #expect(try Bench.audit(archive, .restore) == [])
    }
  }

  @Test func onlyAPersonCanChooseSensorExactAndOriginalsCanStillBeAddedLater() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let made = SimulationPreset.bayerGBRG14Masked.make(width: 64, height: 48, seed: 1)
      try Data(made.bytes).write(to: source.appendingPathComponent("a.dng"))
      #expect(try Bench.archive(source, archive) { $0.keep = .mosaic }.report("a.dng")?.tier == "sensor-exact")
      let refused = try Bench.restore(archive, folder.appendingPathComponent("refused"))
      #expect(refused.report("a.dng")?.code == "restore.sensor-exact")
      #expect(try Bench.restore(archive, folder.appendingPathComponent("dng")) { $0.form = .dng }.report("a.dng")?.outcome == .done)
      #expect(try Bench.audit(archive, .restore) == [])
      let later = try Bench.archive(source, archive)
      #expect(later.report("a.dng")?.tier == "file-exact")
      #expect(later.report("a.dng")?.version == 2)
    }
  }
}
