import ArchiveFormat
import ByteCoding
import CameraSimulation
import JPEGReading
import SensorModel
import TestSupport
import Testing
import UnitCoding

/// Units of a mosaic in a stream with pictures beside it, and of a JPEG alone: what becomes of them where sections are not theirs.
@Suite struct UnitPartsTests {
  struct Sample: Sendable, CustomStringConvertible {
    let description: String
    let original: [UInt8]
    let record: FileRecord
    let sections: [(kind: SectionKind, index: UInt32, payload: [UInt8])]

    init(_ name: String, _ original: [UInt8]) throws {
      (description, self.original) = (name, original)
      let (record, coded) = try #require(try Taking.sections(original, name: name))
      (self.record, sections) = (record, coded.list)
    }

    func places(_ kind: SectionKind) -> [Int] { sections.indices.filter { sections[$0].kind == kind } }
  }

  /// A CR2 with two JPEGs, a DNG with one, and a JPEG alone.
  static func samples() throws -> [Sample] {
    var options = CR2Options()
    (options.previewSide, options.thumbnailSide) = (300, 280)
    let shot = SimulatedFormat.cr2.shot(width: 320, height: 214, seed: 4)
    let cr2 = SimulatedRawWriter.cr2(shot, options: options)
    let dng = SimulatedFormat.dngLosslessJPEG.make(width: 320, height: 214, seed: 4).bytes
    let jpeg = try #require(EmbeddedJPEGs.find(in: cr2, minimum: 8000).first)
    return [try Sample("a.cr2", cr2), try Sample("a.dng", dng), try Sample("a.jpg", Array(cr2[jpeg.range]))]
  }

  @Test func theyComeBack() throws {
    for (sample, pictures) in zip(try Self.samples(), [2, 1, 1]) {
      #expect(sample.places(.picture).count == pictures && sample.places(.recipe).count == 1, "\(sample)")
      #expect((sample.record.mosaic == nil) == (sample.description == "a.jpg"))
      let isOriginal = try Taking.original(Taking.unit(sample.record, sample.sections)) == sample.original
      #expect(isOriginal, "\(sample)")
    }
  }

  /// Bytes of recipe, pictures and skeleton damaged in turn: the section's digest finds it.
  @Test func damageToTheirSectionsIsFound() throws {
    for sample in try Self.samples() {
      let unit = try Taking.unit(sample.record, sample.sections)
      let table = try UnitReader(MemorySource(unit)).table
      for entry in table.sections where [.recipe, .picture, .skeleton].contains(entry.kind) {
        for offset in stride(from: 0, to: entry.length, by: max(1, entry.length / 120)) {
          var damaged = unit
          damaged[entry.offset + offset] ^= 1 << UInt8(offset % 8)
          let fault = #expect(throws: Fault.self, "\(sample), \(entry.name), byte \(offset)") { try Taking.original(damaged) }
          #expect(fault?.kind == .damaged && fault?.code == "unit.section.digest" && fault?.place == "section \(entry.name)")
        }
      }
    }
  }

  /// The same below a digest that is right: there never come other bytes than the original's.
  @Test func damageBelowDigestsGivesNoOtherFile() throws {
    for sample in try Self.samples() {
      for place in sample.sections.indices where [.recipe, .picture, .skeleton].contains(sample.sections[place].kind) {
        let payload = sample.sections[place].payload
        for offset in stride(from: 0, to: payload.count, by: max(1, payload.count / 60)) {
          var sections = sample.sections
          sections[place].payload[offset] ^= 1 << UInt8(offset % 8)
          try expectOriginalOrFault(sample, sections, "\(sample), \(sections[place].kind) \(sections[place].index), byte \(offset)")
        }
        for count in stride(from: 0, to: payload.count, by: max(1, payload.count / 10)) {
          var sections = sample.sections
          sections[place].payload.removeLast(payload.count - count)
          try expectOriginalOrFault(sample, sections, "\(sample), \(sections[place].kind) cut to \(count)")
        }
      }
    }
  }

  private func expectOriginalOrFault(
    _ sample: Sample, _ sections: [(kind: SectionKind, index: UInt32, payload: [UInt8])], _ comment: String
  ) throws {
    let unit = try Taking.unit(sample.record, sections)
    do throws(Fault) {
      let isOriginal = try Taking.original(unit) == sample.original
      #expect(isOriginal, "\(comment)")
    } catch {
      #expect([.damaged, .overLimit, .unsupported].contains(error.kind), "\(comment): \(error)")
    }
  }

  @Test func missingDoubledAndSwappedSectionsAreRefused() throws {
    for sample in try Self.samples() {
      func refused(_ sections: [(kind: SectionKind, index: UInt32, payload: [UInt8])], _ what: String) throws {
        let unit = try Taking.unit(sample.record, sections)
        let fault = #expect(throws: Fault.self, "\(sample): \(what)") { try Taking.original(unit) }
        #expect(fault?.kind == .damaged && fault?.place != nil, "\(sample): \(what)")
      }
      for place in sample.sections.indices where [.recipe, .picture, .skeleton, .plane].contains(sample.sections[place].kind) {
        let what = "\(sample.sections[place].kind) \(sample.sections[place].index)"
        var sections = sample.sections
        sections.remove(at: place)
        try refused(sections, "\(what) missing")
      }
      for place in sample.places(.picture) {
        var sections = sample.sections
        sections.insert(sections[place], at: place)
        try refused(sections, "JPEG doubled")
        sections = sample.sections
        sections.append(sections[place])
        sections[sections.count - 1].index += 7
        try refused(sections, "a JPEG that no recipe names")
        sections = sample.sections
        sections[place].index += 7
        try refused(sections, "JPEG under another number")
      }
      let pictures = sample.places(.picture)
      if pictures.count == 2 {
        var sections = sample.sections
        (sections[pictures[0]].payload, sections[pictures[1]].payload) = (sections[pictures[1]].payload, sections[pictures[0]].payload)
        try refused(sections, "JPEGs swapped")
      }
    }
  }

  @Test func sectionsOfAnotherFileAreRefused() throws {
    let samples = try Self.samples()
    for sample in samples {
      for other in samples where other.description != sample.description {
        for kind in [SectionKind.recipe, .skeleton, .picture] {
          var sections = sample.sections
          let (place, source) = (try #require(sample.places(kind).first), try #require(other.places(kind).first))
          guard sections[place].payload != other.sections[source].payload else { continue }
          sections[place].payload = other.sections[source].payload
          let unit = try Taking.unit(sample.record, sections)
          let fault = #expect(throws: Fault.self, "\(sample) with \(kind) of \(other)") { try Taking.original(unit) }
          #expect(fault?.kind == .damaged || fault?.kind == .overLimit, "\(sample) with \(kind) of \(other): \(String(describing: fault))")
        }
      }
    }
  }
}
