import ByteCoding
import CanonCRW
import Foundation
import TestSupport
import Testing

/// Real files, and simulated ones that LibRaw reads: every byte comes back, and LibRaw sees the same samples.
@Suite struct CorpusTests {
  private struct Found {
    var name: String
    var place: URL
    var file: [UInt8]
    var image: CRWImage
  }

  /// The CRW files of the corpus; says so where there are none.
  private func found() throws -> [Found] {
    var all: [Found] = []
    for place in Corpus.raws where place.pathExtension.lowercased() == "crw" {
      let file = [UInt8](try Data(contentsOf: place))
      all.append(Found(name: place.lastPathComponent, place: place, file: file, image: try CRWImage(parsing: file[...])))
    }
    if all.isEmpty { announce("NO CRW FILES in the corpus: real raw records are not tested.") }
    return all
  }

  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ file: [UInt8], _ name: String) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(name)
      try Data(file).write(to: copy)
      guard let result = try runTool("unprocessed_raw", ["-q", copy.path]) else { return nil }
      #expect(result.status == 0, "\(result.errorText)")
      let image = [UInt8](try Data(contentsOf: URL(fileURLWithPath: copy.path + ".pgm")))
      // P5, the size, 65535: three lines.
      let start = image.indices.filter { image[$0] == UInt8(ascii: "\n") }[2] + 1
      return stride(from: start, to: image.count, by: 2).map { UInt16(image[$0]) << 8 | UInt16(image[$0 + 1]) }
    }
  }

  @Test func realRecordsComeBackAndLibRawReadsTheSame() throws {
    for found in try found() {
      let record = Array(found.file[found.image.range])
      let format = found.image.format
      let (samples, remainder) = try CRWStream(record[...], format: format).decoded()
      let again = try CRWStream.encode(format: format, samples: samples, remainder: remainder)
      #expect(again == record, "\(found.name)")
      #expect(remainder.serialized().count < 16, "\(found.name)")
      if let read = try libRawMosaic(found.file, found.name) { #expect(read == samples, "\(found.name)") }
    }
  }

  /// Files of the reference encoder. Widths and heights make whole blocks: LibRaw leaves the rest undecoded, too.
  @Test func libRawReadsSimulatedFiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 30)
    var compared = 0
    for (round, (width, height)) in [(640, 480), (328, 248), (64, 60), (2376, 32), (640, 484), (1000, 96)].enumerated() {
      for table in 0...2 {
        var record = ReferenceRecord(width: width, height: height, table: table, hasLowBits: (round + table) % 2 == 0)
        record.fill(ReferenceRecord.Content.allCases[(round + table) % 5], &random)
        // The rule of thumb looks for 0xFF, which flat images may lack.
        record.samples[0] = UInt16(record.top)
        let file = record.heap().file
        let note: Comment = "\(width)x\(height), table \(table), low bits \(record.hasLowBits)"
        let image = try CRWImage(parsing: file[...])
        guard image.format.hasLowBits == record.hasLowBits else { continue }
        #expect(try CRWStream(file[image.range], format: image.format).decoded().samples == record.samples, note)
        guard let read = try libRawMosaic(file, "simulated.crw") else { return }
        #expect(read == record.samples, note)
        compared += 1
      }
    }
    // Of small records LibRaw and this room cannot always tell whether there are low bits.
    #expect(compared >= 12)
  }

  /// Damage to real records: each hundredth cut off, and random bits.
  @Test func damagedRealRecords() throws {
    for found in try found().prefix(2) {
      let (record, format) = (Array(found.file[found.image.range]), found.image.format)
      var random = RepeatableRandomNumberGenerator(seed: 11)
      var samples = [UInt16](repeating: 0, count: format.sampleCount)
      for round in 0..<130 {
        var damaged = record
        if round < 100 {
          damaged = Array(record[..<(record.count * round / 100)])
        } else {
          for _ in 0..<(1 + round % 4) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
        }
        do throws(Fault) {
          let stream = try CRWStream(damaged[...], format: format)
          _ = try samples.withUnsafeMutableBufferPointer { target throws(Fault) in try stream.decodeProving(into: target) }
          #expect(round >= 100, "\(found.name), round \(round)")
        } catch {
          #expect(!error.code.isEmpty && error.code != "crw.inexact")
        }
      }
    }
  }
}
