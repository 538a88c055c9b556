import ByteCoding
import CanonCRW
import TestSupport
import Testing

/// Records of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct StreamTests {
  @discardableResult
  private func check(_ record: ReferenceRecord, _ note: Comment) throws -> CRWRemainder {
    let bytes = record.bytes
    let stream = try CRWStream(bytes[...], format: try record.format())
    var samples = [UInt16](repeating: 7, count: stream.format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(samples == record.samples, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(remainder.serialized())
    let kept = try CRWRemainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    #expect(try CRWStream.encode(format: stream.format, samples: samples, remainder: kept) == bytes, note)
    return remainder
  }

  @Test func randomRecordsComeBack() throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height) = (8 * (1 + random.below(12)), 1 + random.below(20))
      try check(.random(&random, width: width, height: height), "seed \(seed)")
    }
  }

  @Test(arguments: [(8, 1), (8, 8), (8, 3001), (4096, 1), (1000, 9), (2376, 17), (72, 513)])
  func sizesComeBack(width: Int, height: Int) throws {
    for seed in 0..<2 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed + UInt64(width * height))
      try check(.random(&random, width: width, height: height), "\(width)x\(height), seed \(seed)")
    }
  }

  @Test func everyTableWithAndWithoutLowBits() throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    for table in 0...2 {
      for hasLowBits in [false, true] {
        for content in ReferenceRecord.Content.allCases {
          var record = ReferenceRecord(width: 40, height: 16, table: table, hasLowBits: hasLowBits)
          record.fill(content, &random)
          let remainder = try check(record, "table \(table), \(content)")
          #expect(remainder.oddBlocks.isEmpty && remainder.preamble.isEmpty && remainder.tail == [0xFF, 0xD9])
        }
      }
    }
  }

  @Test(arguments: ReferenceRecord.Way.allCases)
  func everyWayToSayTheSame(_ way: ReferenceRecord.Way) throws {
    var random = RepeatableRandomNumberGenerator(seed: 4)
    for content in [ReferenceRecord.Content.flat, .sparse] {
      for table in 0...2 {
        var record = ReferenceRecord(width: 64, height: 9, table: table, hasLowBits: false)
        record.fill(content, &random)
        record.ways = [ReferenceRecord.Way](repeating: way, count: record.blockCount)
        record.ways[3] = .usual
        let remainder = try check(record, "\(way), \(content)")
        #expect(remainder.oddBlocks.isEmpty == (way == .usual), "\(way), \(content)")
        #expect(!remainder.oddBlocks.contains { $0.block == 3 }, "\(way), \(content)")
      }
    }
  }

  @Test func samplesThatDoNotFitAreRefused() throws {
    for (hasLowBits, top) in [(false, 1023), (true, 4095)] {
      let format = try CRWFormat(width: 24, height: 3, table: 0, hasLowBits: hasLowBits)
      var samples = [UInt16](repeating: UInt16(top), count: 72)
      let full = samples
      // Of 72 samples the last eight are not coded.
      let uncoded = #expect(throws: Fault.self) { try CRWStream.encode(format: format, samples: full, remainder: CRWRemainder()) }
      #expect(uncoded?.code == "crw.range")
      for index in 64..<72 { samples[index] = hasLowBits ? 3 : 0 }
      let bytes = try CRWStream.encode(format: format, samples: samples, remainder: CRWRemainder())
      #expect(try CRWStream(bytes[...], format: format).decoded().samples == samples)
      samples[5] += 1
      let wide = samples
      #expect(throws: Fault.self) { try CRWStream.encode(format: format, samples: wide, remainder: CRWRemainder()) }
      #expect(throws: Fault.self) { try CRWStream.encode(format: format, samples: [1], remainder: CRWRemainder()) }
    }
  }

  @Test func foreignRemaindersAreRefused() throws {
    let format = try CRWFormat(width: 64, height: 2, table: 1, hasLowBits: false)
    let samples = [UInt16](repeating: 512, count: 128)
    // Two empty blocks are 12 bits: a byte has no place for 8 more.
    for remainder in [
      CRWRemainder(preamble: [UInt8](repeating: 1, count: 515)), CRWRemainder(padding: 0xFF),
      CRWRemainder(oddBlocks: [.init(block: 2, bitCount: 1, bits: [0x80])]),
      CRWRemainder(oddBlocks: [.init(block: 0, bitCount: 9, bits: [0x80])]),
      CRWRemainder(oddBlocks: [.init(block: 0, bitCount: 1, bits: [0x81])]),
      CRWRemainder(oddBlocks: [.init(block: 1, bitCount: 1, bits: [0]), .init(block: 0, bitCount: 1, bits: [0])]),
    ] {
      let fault = #expect(throws: Fault.self) { try CRWStream.encode(format: format, samples: samples, remainder: remainder) }
      #expect(fault?.code == "crw.remainder", "\(remainder)")
    }
  }

  @Test func formatsThatCannotBe() throws {
    for (width, height, table, code) in [
      (0, 8, 0, "size.empty"), (8, 0, 0, "size.empty"), (-8, 8, 0, "size.empty"), (12, 8, 0, "crw.width"), (8, 8, 3, "crw.table"),
      (8, 8, -1, "crw.table"), (65_528, 65_535, 0, "size.limit"), (80_000, 1, 0, "size.limit"),
    ] {
      let fault = #expect(throws: Fault.self) { try CRWFormat(width: width, height: height, table: table, hasLowBits: false) }
      #expect(fault?.code == code, "\(width)x\(height), table \(table)")
    }
  }
}
