import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import CameraSimulation
import Foundation
import PlaneCodec
import Reporting
import SensorModel
import ShotMetadata
import Synchronization
import TestSupport
import Testing
import UnitCoding

@testable import Restoration

/// One raw in an archive of its own, to be damaged.
struct SalvageSubject {
  static let name = "a raw.dng"
  let folder: URL
  let unit: [UInt8]
  let linear: Mosaic
  var archive: URL { folder.appendingPathComponent("archive") }
  var unitPlace: URL { archive.appendingPathComponent("data/units/\(Self.name).glsn") }

  init(_ preset: SimulationPreset, _ profile: CodingProfile, width: Int = 192, height: Int = 128, in folder: URL) throws {
    self.folder = folder
    let source = folder.appendingPathComponent("source")
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
    try Data(preset.make(width: width, height: height, seed: 7).bytes).write(to: source.appendingPathComponent(Self.name))
    let archive = folder.appendingPathComponent("archive")
    try Self.archive(source, archive, profile)
    unit = Array(try Data(contentsOf: archive.appendingPathComponent("data/units/\(Self.name).glsn")))
    linear = try UnitDecoder(UnitReader(MemorySource(unit))).linearMosaic()
  }

  static func archive(_ source: URL, _ archive: URL, _ profile: CodingProfile) throws {
    let options = ArchiveOptions(planes: PlaneEncoder(profile: profile), jobs: 1, software: "glassine test")
    try ArchiveRun(source: source.path, options: options, control: OperationControl { _ in }).run(into: archive.path)
  }

  var table: UnitTable { get throws { try UnitReader(MemorySource(unit)).table } }

  /// Where the coded tiles of a plane lie in the unit, and the plane's grid.
  func tiles(_ entry: SectionEntry) throws -> (grid: TileGrid, ranges: [Range<Int>]) {
    let summary = try PlaneDecoder.inspect(unit[entry.offset..<(entry.offset + entry.length)])
    var ranges: [Range<Int>] = []
    var start = entry.offset + entry.length - summary.tileBytes.reduce(0, +)
    for length in summary.tileBytes {
      ranges.append(start..<(start + length))
      start += length
    }
    return (summary.grid, ranges)
  }

  /// What salvage gives for other bytes in the unit's place.
  func salvage(_ bytes: [UInt8], as form: RestoreOptions.Form = .original) throws -> Salvaged {
    try Data(bytes).write(to: unitPlace)
    return try Self.salvage(archive, into: folder.appendingPathComponent("target-\(UUID().uuidString)"), as: form)
  }

  static func salvage(_ archive: URL, into target: URL, as form: RestoreOptions.Form = .original) throws -> Salvaged {
    let reports = Mutex<[SalvageReport]>([])
    let files = Mutex<[FileReport]>([])
    var options = RestoreOptions(jobs: 2, software: "glassine test")
    options.form = form
    options.salvaged = { report in reports.withLock { $0.append(report) } }
    let control = OperationControl { event in
      if case .fileFinished(let report) = event { files.withLock { $0.append(report) } }
    }
    try RestoreRun(Archive.open(archive.path), options: options, control: control).run(into: target.path)
    return Salvaged(target: target, reports: reports.withLock { $0 }, files: files.withLock { $0 })
  }
}

/// What a run left.
struct Salvaged {
  let target: URL
  let reports: [SalvageReport]
  let files: [FileReport]

  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: target.path).sorted() } }

  func bytes(_ ending: String, of name: String = SalvageSubject.name) throws -> [UInt8] {
    Array(try Data(contentsOf: target.appendingPathComponent("\(name).salvaged\(ending)")))
  }

  func map(of name: String = SalvageSubject.name) throws -> DamageMap {
    try JSONDecoder().decode(DamageMap.self, from: Data(bytes(".json", of: name)))
  }
}

extension DamageMap.Mosaic {
  /// What the rectangles say is lost.
  var mask: [Bool] {
    var mask = [Bool](repeating: false, count: width * height)
    for tile in lost {
      for row in stride(from: tile.inMosaic.top, to: tile.inMosaic.top + tile.inMosaic.height, by: tile.stepY) {
        for column in stride(from: tile.inMosaic.left, to: tile.inMosaic.left + tile.inMosaic.width, by: tile.stepX) {
          mask[row * width + column] = true
        }
      }
    }
    return mask
  }
}
