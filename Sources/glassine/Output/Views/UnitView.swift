import ArchiveFormat
import ByteCoding
import Foundation
import PlaneCodec
import SensorModel
import ShotMetadata
import UnitCoding

/// Everything that is known about one unit, for `show`.
struct UnitView {
  let json: Bool

  /// What `--json` prints.
  private struct Whole: Encodable {
    struct Section: Encodable {
      let kind: String
      let index: UInt32
      let bytes: Int
      let sha256: String
      let method: String?
    }

    let unit: String
    let unitBytes: Int
    let record: FileRecord
    let shot: ShotFacts?
    let sections: [Section]
  }

  /// Prints a unit's record, facts and sections; `otherVersions` are the older ones, nil where they cannot be read.
  func print(_ decoder: UnitDecoder, at unit: String, otherVersions: [(number: Int, record: FileRecord?)]) throws(Fault) {
    let facts = try decoder.facts()
    let table = decoder.reader.table
    var sections: [Whole.Section] = []
    for entry in table.sections {
      var method: String?
      if entry.kind == .plane { method = (try? PlaneDecoder.inspect(decoder.reader.payload(entry)[...])).map { "\($0.method)" } }
      sections.append(
        .init(kind: "\(entry.kind)", index: entry.index, bytes: entry.length, sha256: entry.digest.hex, method: method))
    }
    if json {
      JSONLines().write(
        "unit", Whole(unit: unit, unitBytes: table.unitLength, record: decoder.record, shot: facts, sections: sections))
      return
    }
    var pairs = recordPairs(decoder.record, unit, table.unitLength)
    if let facts { pairs += Self.pairs(facts) }
    var list = Table([.text(""), .text("")])
    for (name, value) in pairs { list.add([name, value]) }
    TextSink.standardOutput.write(list.lines(.standardOutput).joined(separator: "\n") + "\n\n")
    var parts = Table([.text("section"), .number("bytes"), .text("method"), .text("sha256", canShorten: true)])
    for section in sections {
      parts.add(["\(section.kind) \(section.index)", HumanNumber.count(section.bytes), section.method ?? "", section.sha256])
    }
    TextSink.standardOutput.write(parts.text(.standardOutput))
    for (number, record) in otherVersions {
      let text = record.map { "\(HumanNumber.bytes($0.size)), \($0.sha256?.hex ?? $0.kind.rawValue)" } ?? "cannot be read"
      TextSink.standardOutput.write("older version \(number): \(text.printable)\n")
    }
  }

  private func recordPairs(_ record: FileRecord, _ unit: String, _ unitBytes: Int) -> [(String, String)] {
    var pairs = [("path", record.path), ("unit", unit), ("kind", record.kind.rawValue), ("version", "\(record.version)")]
    if let tier = record.tier { pairs.append(("tier", tier.rawValue)) }
    if let reason = record.reason { pairs.append(("because", "\(reason.text) (\(reason.code))")) }
    if record.kind == .file {
      pairs.append(("original", HumanNumber.bytes(record.size)))
      pairs.append(("archived", "\(HumanNumber.bytes(Int64(unitBytes)))  \(HumanNumber.saving(from: record.size, to: Int64(unitBytes)))"))
    }
    if let sha256 = record.sha256 { pairs.append(("sha256", sha256.hex)) }
    if let target = record.linkTarget.flatMap({ [UInt8](hex: $0) }) { pairs.append(("target", RelativePath.printable(target))) }
    pairs.append(("modified", ShotText.date(record.modifiedSeconds) + " UTC"))
    pairs.append(("permissions", String(record.permissions, radix: 8)))
    if let mosaic = record.mosaic {
      pairs.append(("mosaic", "\(mosaic.width) × \(mosaic.height), cell \(mosaic.periodWidth) × \(mosaic.periodHeight)"))
    }
    pairs.append(("written by", record.writer))
    return pairs
  }

  /// Facts of a shot, line by line.
  static func pairs(_ facts: ShotFacts) -> [(String, String)] {
    let exposure = facts.exposure
    let area = facts.sensor.activeArea
    var pairs = [("camera", ShotText.camera(facts.camera.make, facts.camera.model))]
    if let lens = facts.lens?.model { pairs.append(("lens", lens)) }
    let settings = ShotText.exposure(
      iso: exposure.iso, shutter: exposure.shutter, aperture: exposure.aperture, focalLength: exposure.focalLength)
    if !settings.isEmpty { pairs.append(("exposure", settings)) }
    if let taken = exposure.timestamp { pairs.append(("taken", ShotText.date(taken))) }
    pairs.append(
      (
        "sensor",
        "\(facts.sensor.width) × \(facts.sensor.height), active \(area.width) × \(area.height) at \(area.left), \(area.top); \(facts.sensor.cfa.name)"
      ))
    pairs.append(
      (
        "levels",
        "black \(facts.levels.black.prefix(8).map { HumanNumber.fixed($0, 0) }.joined(separator: " ")), white \(facts.levels.white)"
      ))
    pairs.append(("read by", "\(facts.reader.library), \(facts.reader.routine)"))
    return pairs
  }
}
