import ArchiveFormat
import ArgumentParser
import ByteCoding
import CameraSimulation
import Foundation
import PlaneCodec
import RawReading
import Repacking
import SensorModel
import UnitCoding

/// `glassine selftest`
struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Check that this installation archives and restores correctly: one simulated raw of every kind, all the way and back.",
    discussion: "Needs no files and writes none. Takes a few seconds.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    var table = Table([.text("simulated camera"), .text("tier"), .number("original"), .number("coded"), .text("result")])
    var failures = 0
    for preset in SimulationPreset.allCases {
      let file = preset.make(width: 256, height: 192, seed: 20_260_501).bytes
      var row = [preset.rawValue, "–", HumanNumber.bytes(Int64(file.count)), "–"]
      do throws(Fault) {
        let outcome = try Self.check(file, name: preset.rawValue)
        row[1] = outcome.tier.rawValue
        row[3] = HumanNumber.bytes(Int64(outcome.bytes))
        row.append("back byte for byte")
        if json {
          JSONLines().write(
            "selftest",
            JSONFields([
              "preset": .text(preset.rawValue), "tier": .text(outcome.tier.rawValue), "originalBytes": .number(Int64(file.count)),
              "codedBytes": .number(Int64(outcome.bytes)), "passed": .flag(true),
            ]))
        }
      } catch {
        failures += 1
        row.append("FAILED: \(error)")
        if json { EventLine.write(error.in(file: preset.rawValue), to: JSONLines()) }
      }
      table.add(row)
    }
    if !json {
      TextSink.standardOutput.write(table.text(.standardOutput))
      TextSink.standardOutput.write(
        "\n\(RawReader.libraryVersion); \(failures == 0 ? "all \(SimulationPreset.allCases.count) passed" : "\(failures) FAILED")\n")
    }
    if failures > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  /// Takes a raw apart, codes it into a unit in memory, reads the unit back and compares; files LibRaw cannot read go whole.
  private static func check(_ file: [UInt8], name: String) throws(Fault) -> (tier: FileRecord.Tier, bytes: Int) {
    let encoder = UnitEncoder(planes: PlaneEncoder(profile: .standard, workers: 1))
    guard let path = RelativePath(name) else { throw Fault(.misuse, "selftest.name", "a name that cannot be") }
    var record = FileRecord(
      path: path, kind: .file, size: Int64(file.count), sha256: SHA256Digest(of: file), modifiedSeconds: 0, modifiedNanoseconds: 0,
      permissions: 0o644, tier: .storedWhole, version: 1, writer: ProgramVersion.software)
    let unit: [UInt8]
    if let capture = try? RawReader.read(file, name: name) {
      let repacked = try RecipeFinder.find(file: file, mosaic: capture.mosaic, hints: capture.hints)
      let pictures = PictureTaking(file, outside: repacked.recipe.sampleRanges).pictures
      let parts = FileParts(repacked, pictures: pictures.map(\.runs), of: file)
      let coded = try encoder.sections(of: OriginalContent(facts: capture.facts, original: .recipe(parts, pictures: pictures)))
      record.tier = .fileExact
      record.mosaic = coded.mosaic
      unit = try encoder.write(record, coded, to: MemorySink()).bytes
    } else {
      unit = try encoder.writeWhole(record, facts: nil, to: MemorySink()) { offset in
        Array(file[offset..<min(file.count, offset + UnitEncoder.pieceLength)])
      }.bytes
    }
    let decoder = try UnitDecoder(UnitReader(MemorySource(unit)))
    try decoder.prove()
    var back: [UInt8] = []
    try decoder.original { back.append(contentsOf: $0) }
    guard back == file else { throw .damaged("selftest.bytes", "the restored file differs") }
    return (decoder.record.tier ?? .storedWhole, unit.count)
  }
}
