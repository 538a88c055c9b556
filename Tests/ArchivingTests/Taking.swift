import ArchiveFormat
import ArchiveStore
import ByteCoding
import Foundation
import PlaneCodec
import SensorModel
import TestSupport
import Testing
import UnitCoding

@testable import Archiving

/// Files taken apart as an archive run does it, and units made of them in memory.
enum Taking {
  static let options: ArchiveOptions = {
    var options = ArchiveOptions(planes: PlaneEncoder(profile: .stored), jobs: 1, software: "glassine test")
    options.budget = MemoryBudget(samples: 1 << 23, side: 16_384, fileBytes: 1 << 26)
    return options
  }()

  /// Takes bytes apart; they go through a file in a temporary folder.
  static func take(_ bytes: [UInt8], name: String) throws -> TakenFile {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent(name)
      try Data(bytes).write(to: place)
      let source = OpenFile.adopting(open(place.path, O_RDONLY), path: place.path)
      return try RawTaking(options: options).take(source, status: source.status(), name: name)
    }
  }

  /// The sections of a file's unit, in order; nil where the file is to be stored whole.
  static func sections(_ bytes: [UInt8], name: String) throws -> (record: FileRecord, coded: CodedSections)? {
    let taken = try take(bytes, name: name)
    #expect(taken.bytes == nil || taken.sha256 == SHA256Digest(of: bytes))
    guard let content = taken.content else {
      #expect(taken.reason?.code.isEmpty == false && taken.reason?.text.isEmpty == false, "\(name): stored whole, and nobody knows why")
      return nil
    }
    let coded = try UnitEncoder(planes: options.planes).sections(of: content)
    let record = FileRecord(
      path: try #require(RelativePath(name)), kind: .file, size: Int64(bytes.count), sha256: SHA256Digest(of: bytes), modifiedSeconds: 0,
      modifiedNanoseconds: 0, permissions: 0o644, tier: .fileExact, version: 1, mosaic: coded.mosaic, writer: "test")
    return (record, coded)
  }

  /// A unit of sections, each with its right digest.
  static func unit(_ record: FileRecord, _ sections: [(kind: SectionKind, index: UInt32, payload: [UInt8])]) throws -> [UInt8] {
    var writer = try UnitWriter(to: MemorySink(), sectionCount: sections.count + 1)
    try writer.append(.file, record.encoded())
    for section in sections { try writer.append(section.kind, index: section.index, section.payload) }
    return try writer.finish().sink.bytes
  }

  /// The original that a unit gives; throws the decoder's fault.
  static func original(_ unit: [UInt8]) throws(Fault) -> [UInt8] {
    let decoder = try UnitDecoder(UnitReader(MemorySource(unit)), budget: options.budget)
    var bytes: [UInt8] = []
    try decoder.original { (piece) throws(Fault) in bytes.append(contentsOf: piece) }
    return bytes
  }
}

extension CodedSections {
  var list: [(kind: SectionKind, index: UInt32, payload: [UInt8])] { sections.map { ($0.kind, $0.index, $0.payload) } }

  func count(_ kind: SectionKind) -> Int { sections.count { $0.kind == kind } }
}
