import ByteCoding
import CameraSimulation
import Foundation
import TestSupport
import Testing

/// One simulated raw among the fixtures.
struct FixtureRaw: CustomTestStringConvertible {
  let path: String
  let preset: SimulationPreset
  let width: Int
  let height: Int
  let seed: UInt64
  /// Bytes kept of the file; nil for all.
  var kept: Int?

  var testDescription: String { path }

  init(_ path: String, _ preset: SimulationPreset, _ width: Int, _ height: Int, seed: UInt64, kept: Int? = nil) {
    self.path = path
    self.preset = preset
    self.width = width
    self.height = height
    self.seed = seed
    self.kept = kept
  }

  var bytes: [UInt8] {
    let file = preset.make(width: width, height: height, seed: seed).bytes
    return Array(file.prefix(kept ?? file.count))
  }

  static let all: [FixtureRaw] = [
    FixtureRaw("2026-05-01 Harbour/GLSN0001.dng", .bayerRGGB12, 360, 240, seed: 1),
    FixtureRaw("2026-05-01 Harbour/GLSN0002.dng", .bayerGBRG14Masked, 280, 200, seed: 2),
    FixtureRaw("2026-05-01 Harbour/GLSN0003.NEF", .nefBGGR12, 300, 200, seed: 3),
    FixtureRaw("2026-05-02 Grün & Möwen 🐦/GLSN0010.dng", .xTrans14, 288, 192, seed: 10),
    FixtureRaw("2026-05-02 Grün & Möwen 🐦/Möwe über Hafen.dng", .lut8, 300, 200, seed: 11),
    FixtureRaw("2026-05-02 Grün & Möwen 🐦/GLSN0010 (Kopie).dng", .xTrans14, 288, 192, seed: 10),
    FixtureRaw("Cameras/bayer-bggr-10-tiled.dng", .bayerBGGR10Tiled, 272, 184, seed: 20),
    FixtureRaw("Cameras/bayer-grbg-16-bigendian.dng", .bayerGRBG16BigEndian, 240, 160, seed: 21),
    FixtureRaw("Cameras/gmyc-10.dng", .gmyc10, 240, 160, seed: 22),
    FixtureRaw("Cameras/mono-12.dng", .mono12, 240, 160, seed: 23),
    FixtureRaw("Cameras/sparse-12.dng", .sparse12, 240, 160, seed: 24),
    FixtureRaw("Cameras/odd-size-12.dng", .oddSize12, 241, 161, seed: 25),
    FixtureRaw("Cameras/words-14.dng", .words14, 240, 160, seed: 26),
    FixtureRaw("Cameras/bayer-rggb-8.dng", .bayerRGGB8, 240, 160, seed: 27),
    FixtureRaw("Cameras/bayer-rggb-12-tilegrid.dng", .bayerRGGB12TileGrid, 200, 120, seed: 28),
    FixtureRaw("Cameras/a/b/c/d/e/f/g/deep.dng", .bayerRGGB12, 48, 32, seed: 29),
    FixtureRaw("Oddities/truncated.dng", .bayerRGGB12, 160, 120, seed: 30, kept: 20_000),
  ]
}

@Suite("Fixtures")
struct FixtureTests {
  /// Set `GLASSINE_RECORD_FIXTURES` to write the files anew; the run then fails, so that it cannot pass unseen.
  private var recording: Bool { ProcessInfo.processInfo.environment["GLASSINE_RECORD_FIXTURES"] != nil }
  private var raws: URL { Places.fixtures.appendingPathComponent("raws", isDirectory: true) }
  private var manifest: URL { Places.fixtures.appendingPathComponent("MANIFEST.sha256") }

  @Test("the simulator still writes the committed raws, and the manifest knows every file")
  func committed() throws {
    if recording { try record() }
    for raw in FixtureRaw.all {
      let equal = try Places.fixture("raws/" + raw.path) == raw.bytes
      #expect(equal, "\(raw.path): the simulator writes other bytes now")
    }
    #expect(try String(contentsOf: manifest, encoding: .utf8) == manifestText())
    #expect(!recording, "fixtures were recorded; run again without GLASSINE_RECORD_FIXTURES")
  }

  @Test("fixtures stay small")
  func sizes() throws {
    var total = 0
    for case .file(let size, _) in try FolderSnapshot(of: raws).entries.values.map(\.kind) {
      #expect(size <= 250_000)
      total += size
    }
    #expect(total <= 2_500_000)
  }

  private func record() throws {
    for raw in FixtureRaw.all {
      let place = raws.appendingPathComponent(raw.path)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(raw.bytes).write(to: place)
    }
    try manifestText().write(to: manifest, atomically: true, encoding: .utf8)
  }

  /// What `sha256sum` writes, sorted by path; links are left out.
  private func manifestText() throws -> String {
    let entries = try FolderSnapshot(of: raws).entries
    var lines = ""
    for path in entries.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if case .file(_, let digest)? = entries[path]?.kind { lines += "\(digest.hex)  raws/\(String(decoding: path, as: UTF8.self))\n" }
    }
    return lines
  }
}
