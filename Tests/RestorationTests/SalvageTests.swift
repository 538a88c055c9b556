import ArchiveFormat
import ByteCoding
import CameraSimulation
import Foundation
import PlaneCodec
import RawReading
import Reporting
import SensorModel
import ShotMetadata
import TestSupport
import Testing
import UnitCoding

@testable import Restoration

/// What can be had of damaged units: everything given is exact, everything else is listed, and no more is lost than must be.
@Suite struct SalvageTests {
  struct Way: CustomTestStringConvertible {
    var name: String
    var preset = SimulationPreset.bayerRGGB12
    var testDescription: String { "\(name), \(preset.rawValue)" }

    /// The profile of the name with tiles of 32, so that small planes have some.
    var profile: CodingProfile {
      let profile = CodingProfile(named: name) ?? .stored
      return CodingProfile(jxlEffort: profile.jxlEffort, tileSide: 32, learned: profile.learned)
    }
  }

  static let ways =
    ["stored", "jxl3", "fast", "standard", "max", "lcfd"].map { Way(name: $0) } + [
      Way(name: "fast", preset: .xTrans14), Way(name: "standard", preset: .oddSize12), Way(name: "fast", preset: .lut8),
      Way(name: "max", preset: .mono12), Way(name: "lcfd", preset: .oddSize12),
    ]

  @Test(arguments: ways) func aDamagedTileLosesOnlyWhatItMust(_ way: Way) throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(way.preset, way.profile, in: folder)
      let planes = try subject.table.sections(.plane)
      var dice = RepeatableRandomNumberGenerator(seed: 5)
      for order in Set([0, planes.count / 2, planes.count - 1]) {
        let (grid, ranges) = try subject.tiles(planes[order])
        let usable = ranges.indices.filter { !ranges[$0].isEmpty }
        let number = try #require(usable.randomElement(using: &dice))
        var damaged = subject.unit
        damaged[try #require(ranges[number].randomElement(using: &dice))] ^= 0x10
        let salvaged = try subject.salvage(damaged)
        let report = try #require(salvaged.reports.first)
        let map = try salvaged.map()
        let mosaic = try #require(map.mosaic)
        let first = mosaic.lost.first { $0.plane == Int(planes[order].index) && $0.tile == number }
        #expect(first?.code == "plane.tile.digest")
        // The tile, and of later planes that look at it the tiles at its place; planes of other sizes have other tiles.
        let learned = try planes.filter { try PlaneDecoder.inspect(subject.unit[$0.offset..<($0.offset + $0.length)]).method.hasModel }
        let rests = Set(learned.map { Int($0.index) })
        let coding = planes.map { Int($0.index) }
        for loss in mosaic.lost where loss.plane != first?.plane || loss.tile != number {
          #expect(rests.contains(loss.plane) && loss.code == "plane.tile.context")
          let before = coding.prefix { $0 != loss.plane }
          #expect(mosaic.lost.contains { before.contains($0.plane) && overlap($0.inPlane, loss.inPlane) }, "plane \(loss.plane)")
        }
        if grid.columns * grid.tileWidth == grid.width, way.preset != .xTrans14, way.preset != .oddSize12 {
          #expect(mosaic.lost.count == 1 + planes[(order + 1)...].filter { rests.contains(Int($0.index)) }.count)
        }
        #expect(report.lostSamples == mosaic.lostSamples && mosaic.lostSamples == mosaic.mask.count { $0 })
        #expect(map.damagedSections == [planes[order].name])
        // The DNG, as LibRaw reads it.
        let capture = try RawReader.read(salvaged.bytes(".dng"), name: "salvaged.dng")
        try expectExact(capture.mosaic, subject.linear, mosaic)
        #expect(capture.facts.exposure.description?.hasPrefix("SALVAGED: \(mosaic.lostSamples) of ") == true)
        #expect(try salvaged.names.allSatisfy { $0.hasPrefix("\(SalvageSubject.name).salvaged") })
        #expect(try salvaged.names.sorted() == (map.files + ["\(SalvageSubject.name).salvaged.json"]).sorted())
      }
    }
  }

  private func overlap(_ one: PixelRectangle, _ other: PixelRectangle) -> Bool {
    one.left < other.left + other.width && other.left < one.left + one.width && one.top < other.top + other.height
      && other.top < one.top + one.height
  }

  /// Equal outside the map, and dark inside.
  private func expectExact(_ found: Mosaic, _ linear: Mosaic, _ map: DamageMap.Mosaic) throws {
    try #require(found.width == linear.width && found.height == linear.height && map.width == linear.width)
    let mask = map.mask
    let wrong = linear.samples.indices.filter { !mask[$0] && found.samples[$0] != linear.samples[$0] }
    #expect(wrong.isEmpty, "\(wrong.count) samples that the map calls exact are not")
    let filled = Set(linear.samples.indices.filter { mask[$0] }.map { found.samples[$0] })
    #expect(filled.count <= 4, "lost samples look like data")
  }

  @Test func withoutSkeletonOrRecipeEverySampleIsStillExact() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.words14, .fast, in: folder)
      for kind in [SectionKind.skeleton, .recipe] {
        let entry = try #require(try subject.table.section(kind))
        var damaged = subject.unit
        damaged[entry.offset + entry.length / 2] ^= 1
        let salvaged = try subject.salvage(damaged)
        let map = try salvaged.map()
        #expect(map.mosaic?.isExact == true && map.mosaic?.lost == [] && map.mosaic?.lostSamples == 0)
        #expect(map.alsoLost == ["Exif, maker note, XMP and IPTC"])
        #expect(try RawReader.read(salvaged.bytes(".dng"), name: "a.dng").mosaic == subject.linear)
      }
    }
  }

  @Test func factsCurveAndRecordMayBeLost() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.lut8, .jxl, in: folder)
      func without(_ kinds: [SectionKind]) throws -> Salvaged {
        var damaged = subject.unit
        for kind in kinds {
          let entry = try #require(try subject.table.section(kind))
          damaged[entry.offset + entry.length / 2] ^= 1
        }
        return try subject.salvage(damaged)
      }
      // Facts are not needed for the original.
      let original = try without([.shot])
      #expect(try original.names == [SalvageSubject.name] && original.reports.isEmpty)
      let sidecar = subject.archive.appendingPathComponent("data/sidecars/\(SalvageSubject.name).json")
      #expect(try without([.shot, .skeleton]).names.contains("\(SalvageSubject.name).salvaged.dng"))
      try FileManager.default.removeItem(at: sidecar)
      let noFacts = try without([.shot, .skeleton])
      #expect(try noFacts.map().files == ["\(SalvageSubject.name).salvaged.tiff", "\(SalvageSubject.name).salvaged.png"])
      let noCurve = try without([.curve, .skeleton])
      #expect(try noCurve.map().mosaic?.values == "stored")
      #expect(try !noCurve.names.contains { $0.hasSuffix(".dng") })
      // The path is known from the unit's name, the size from the facts.
      let noRecord = try without([.file])
      #expect(try noRecord.map().path == SalvageSubject.name)
      #expect(try noRecord.map().mosaic?.lostSamples == 0)
      #expect(try RawReader.read(noRecord.bytes(".dng"), name: "a.dng").mosaic == subject.linear)
    }
  }

  @Test func theFirstBlockZeroed() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.bayerRGGB12, Way(name: "fast").profile, in: folder)
      // Header, table, record and facts are gone; the table at the end and the sidecar are not.
      let first = try #require(try subject.table.sections(.plane).first)
      let damaged = [UInt8](repeating: 0, count: first.offset) + subject.unit[first.offset...]
      let salvaged = try subject.salvage(damaged)
      #expect(try salvaged.map().mosaic?.isExact == true)
      #expect(try salvaged.map().alsoLost == ["the file record, taken from the sidecar"])
      #expect(try RawReader.read(salvaged.bytes(".dng"), name: "a.dng").mosaic == subject.linear)
      // Without the sidecar the planes themselves tell the mosaic's size.
      try FileManager.default.removeItem(at: subject.archive.appendingPathComponent("data/sidecars/\(SalvageSubject.name).json"))
      let alone = try subject.salvage(damaged)
      let mosaic = try #require(try alone.map().mosaic)
      #expect((mosaic.width, mosaic.height, mosaic.lostSamples) == (subject.linear.width, subject.linear.height, 0))
      #expect(try alone.names.contains("\(SalvageSubject.name).salvaged.tiff"))
    }
  }

  @Test func cutOffAndLengthenedUnits() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.bayerRGGB12, Way(name: "fast").profile, in: folder)
      let last = try #require(try subject.table.sections(.plane).last)
      for length in [subject.unit.count - 1, last.offset + last.length / 2, last.offset - 10] {
        let salvaged = try subject.salvage(Array(subject.unit[..<length]))
        let mosaic = try #require(try salvaged.map().mosaic)
        try expectExact(RawReader.read(salvaged.bytes(".dng"), name: "a.dng").mosaic, subject.linear, mosaic)
        #expect(length > last.offset + last.length || mosaic.lostSamples > 0)
      }
      // Bytes behind the end: everything is there.
      #expect(try subject.salvage(subject.unit + [1, 2, 3]).map().mosaic?.isExact == true)
      // Bytes missing in front: the table at the end serves.
      let front = try subject.salvage(Array(subject.unit[30...]))
      #expect(try front.map().mosaic?.isExact == true)
    }
  }

  @Test func bothTablesDamaged() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.bayerRGGB12, Way(name: "fast").profile, in: folder)
      let count = try subject.table.sections.count
      // Another entry in each copy: every section still proves one of its entries.
      var damaged = subject.unit
      damaged[64 + 64 + 30] ^= 1
      damaged[subject.unit.count - 64 - 64 * count + 2 * 64 + 30] ^= 1
      let salvaged = try subject.salvage(damaged)
      #expect(try salvaged.map().mosaic?.isExact == true)
      #expect(try salvaged.map().alsoLost.contains { $0.hasPrefix("section table") })
      // The same plane's entry in both copies: that plane is lost, and what rests on it.
      let entries = try subject.table.sections
      let plane = try #require(entries.firstIndex { $0.kind == .plane })
      damaged = subject.unit
      for place in [64 + plane * 64, subject.unit.count - 64 - 64 * (count - plane)] {
        for byte in 0..<64 { damaged[place + byte] = 0xAA }
      }
      let partly = try subject.salvage(damaged)
      #expect(partly.reports.count == 1)
      let lost = try #require(partly.reports.first?.lostSamples)
      #expect(lost >= subject.linear.samples.count / 4)
      // Nothing left to go by.
      let nothing = try subject.salvage([UInt8](repeating: 0, count: 5000))
      #expect(nothing.reports.first?.files == [] && nothing.reports.first?.map == nil)
      #expect(try nothing.names == [])
      #expect(nothing.files.contains { $0.outcome == .failed })
    }
  }

  @Test func piecesOfWholeFiles() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      var bytes: [UInt8] = []
      var dice = RepeatableRandomNumberGenerator(seed: 1)
      for _ in 0..<(20 << 17) { withUnsafeBytes(of: dice.next()) { bytes += $0 } }
      try Data(bytes).write(to: source.appendingPathComponent("film.mov"))
      try Data("well".utf8).write(to: source.appendingPathComponent("well.txt"))
      try SalvageSubject.archive(source, archive, .stored)
      let place = archive.appendingPathComponent("data/units/film.mov.glsn")
      var unit = Array(try Data(contentsOf: place))
      let entry = try UnitReader(MemorySource(unit)).table.sections(.body)[1]
      unit[entry.offset + 1000] ^= 1
      try Data(unit).write(to: place)
      let salvaged = try SalvageSubject.salvage(archive, into: folder.appendingPathComponent("target"))
      #expect(try salvaged.names == ["film.mov.salvaged.json", "film.mov.salvaged.partial", "well.txt"])
      let map = try salvaged.map(of: "film.mov")
      #expect(map.bytes == .init(size: 20 << 20, lostBytes: 8 << 20, lost: [.init(offset: 8 << 20, length: 8 << 20)]))
      let partial = try salvaged.bytes(".partial", of: "film.mov")
      #expect(
        partial.count == bytes.count && partial[..<(8 << 20)] == bytes[..<(8 << 20)] && partial[(16 << 20)...] == bytes[(16 << 20)...])
      #expect(partial[(8 << 20)..<(16 << 20)].allSatisfy { $0 == 0 })
    }
  }

  @Test func picturesInside() throws {
    try withTemporaryFolder { folder in
      let (source, archive) = (folder.appendingPathComponent("source"), folder.appendingPathComponent("archive"))
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      let jpeg = SampleJPEG(width: 320, height: 240).bytes
      try Data(jpeg).write(to: source.appendingPathComponent("a.jpg"))
      try SalvageSubject.archive(source, archive, .stored)
      let place = archive.appendingPathComponent("data/units/a.jpg.glsn")
      let sound = Array(try Data(contentsOf: place))
      let table = try UnitReader(MemorySource(sound)).table
      try #require(table.section(.picture) != nil)
      for (kind, name) in [(SectionKind.skeleton, "a.jpg.salvaged-0.jpg"), (.recipe, "a.jpg.salvaged-0.jxl")] {
        var unit = sound
        let entry = try #require(table.section(kind))
        unit[entry.offset + entry.length / 2] ^= 1
        try Data(unit).write(to: place)
        let salvaged = try SalvageSubject.salvage(archive, into: folder.appendingPathComponent("target-\(kind)"))
        #expect(try salvaged.names == [name, "a.jpg.salvaged.json"].sorted())
      }
    }
  }

  @Test func thePictureIsAPNG() throws {
    try withTemporaryFolder { folder in
      let subject = try SalvageSubject(.bayerRGGB12, Way(name: "jxl3").profile, in: folder)
      let entry = try subject.table.sections(.plane)[0]
      var damaged = subject.unit
      damaged[try subject.tiles(entry).ranges[0].lowerBound] ^= 1
      let salvaged = try subject.salvage(damaged)
      let check = """
        import struct, sys, zlib
        data = open(sys.argv[1], "rb").read()
        at, idat = 8, b""
        while at < len(data):
            size, kind = struct.unpack_from(">I4s", data, at)
            assert zlib.crc32(data[at + 4:at + 8 + size]) == struct.unpack_from(">I", data, at + 8 + size)[0]
            if kind == b"IHDR": width, height = struct.unpack_from(">II", data, at + 8)
            if kind == b"IDAT": idat += data[at + 8:at + 8 + size]
            at += 12 + size
        lines = zlib.decompress(idat)
        assert len(lines) == height * (1 + 3 * width)
        pixel = lambda x, y: tuple(lines[y * (1 + 3 * width) + 1 + 3 * x:][:3])
        print(width, height, pixel(0, 0)[0] > pixel(0, 0)[1], len(set(pixel(width - 1, height - 1))))
        """
      let place = salvaged.target.appendingPathComponent("\(SalvageSubject.name).salvaged.png").path
      guard let result = try runTool("python3", ["-c", check, place]) else { return }
      #expect(result.outputText == "96 64 True 1\n", "\(result.errorText)")
    }
  }

  @Test func hostileUnitsNeverTrap() throws {
    try withTemporaryFolder { folder in
      let budget = MemoryBudget(samples: 1 << 20, side: 4096, fileBytes: 1 << 22)
      for way in [Way(name: "fast"), Way(name: "lcfd", preset: .oddSize12), Way(name: "jxl3", preset: .lut8)] {
        let subject = try SalvageSubject(
          way.preset, way.profile, in: folder.appendingPathComponent(way.testDescription))
        let entries = try subject.table.sections
        var dice = RepeatableRandomNumberGenerator(seed: 9)
        for round in 0..<60 {
          var unit = subject.unit
          for _ in 0..<Int.random(in: 1...6, using: &dice) {
            // Mostly where structure is: tables, fronts of sections.
            let start = entries.randomElement(using: &dice)?.offset ?? 0
            let place =
              [start + Int.random(in: 0..<90, using: &dice), Int.random(in: 0..<700, using: &dice)].randomElement(using: &dice) ?? 0
            if place < unit.count { unit[place] = [0, 0xFF, UInt8.random(in: 0...255, using: &dice)].randomElement(using: &dice) ?? 0 }
          }
          if round % 4 == 0 { unit.removeLast(Int.random(in: 0..<unit.count, using: &dice)) }
          if round % 5 == 0 { unit.removeFirst(min(unit.count, Int.random(in: 0..<200, using: &dice))) }
          let salvage = UnitSalvage(MemorySource(unit), budget: budget)
          _ = salvage.damagedSections
          if let mosaic = salvage.mosaic() {
            let mask = mosaic.lostMask()
            let samples = mosaic.samples(mask) { _, _ in 0 }
            if samples.width == subject.linear.width, samples.height == subject.linear.height, salvage.record != nil, mosaic.curve != .lost
            {
              #expect(!samples.samples.indices.contains { !mask[$0] && samples.samples[$0] != subject.linear.samples[$0] })
            }
            _ = salvage.approximateOriginal(mosaic.stored)
          }
          _ = salvage.pictures()
          try salvage.forEachPiece { _, _, _ throws(Fault) in }
        }
      }
    }
  }

  @Test func namesFromUnits() {
    for (unit, path) in [
      ("data/units/a/b=3A.nef=v12.glsn", "a/b:.nef"), ("data/units/x=25=.glsn", "x%="), ("data/units/=2E=2E/x.glsn", "=2E=2E/x"),
      ("data/units/a=2Fb.glsn", "a=2Fb"),
    ] {
      #expect(SalvageNames.path(ofUnit: unit)?.exactText == path, "\(unit)")
    }
  }
}
