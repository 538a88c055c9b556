import ByteCoding
import SonyARW
import TestSupport
import Testing

/// Streams of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct ARW1StreamTests {
  private func check(_ sums: ReferenceSums, _ note: Comment) throws {
    let bytes = sums.bytes
    let format = try ARW1Format(width: sums.width, height: sums.height)
    let stream = try ARW1Stream(bytes[...], format: format)
    var found = [UInt16](repeating: 7, count: sums.samples.count)
    let remainder = try found.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(found == sums.samples && remainder.tail == sums.tail, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(remainder.serialized())
    let kept = try ARW1Remainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    var formatReader = ByteReader(format.serialized())
    #expect(try ARW1Format(parsing: &formatReader) == format && formatReader.isAtEnd, note)
    #expect(try ARW1Stream.encode(format: format, samples: found, remainder: kept) == bytes, note)
  }

  @Test func randomStreamsComeBack() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height) = (1 + random.below(70), 2 + 2 * random.below(12))
      let content = ReferenceSums.Content.allCases[random.below(4)]
      try check(.random(content, width: width, height: height, &random), "seed \(seed)")
    }
  }

  @Test(arguments: [(1, 2), (2, 2), (31, 2), (32, 4), (33, 4), (1, 3002), (4099, 2), (1001, 10), (2, 514)])
  func sizesComeBack(width: Int, height: Int) throws {
    for content in ReferenceSums.Content.allCases {
      var random = RepeatableRandomNumberGenerator(seed: UInt64(width * height))
      try check(.random(content, width: width, height: height, &random), "\(width)x\(height), \(content)")
    }
  }

  /// All differences there are, both ways.
  @Test func everyDifference() throws {
    var samples: [UInt16] = []
    for value in 0..<4096 as Range<UInt16> { samples += [value, 0, 4095, value] }
    try check(ReferenceSums(width: 1, height: samples.count, samples: samples), "from the ends")
    try check(ReferenceSums(width: samples.count / 2, height: 2, samples: samples.reversed()), "two rows")
  }

  /// The example of the format's description, byte for byte.
  @Test func example() throws {
    let bytes: [UInt8] = [0x07, 0x2A, 0x92, 0x09, 0x80, 0x72, 0x29, 0x20, 0x07, 0xE6, 0x41]
    let (samples, remainder) = try ARW1Stream(bytes[...], format: ARW1Format(width: 2, height: 4)).decoded()
    #expect(samples == [100, 101, 102, 103, 104, 105, 4095, 0] && remainder.serialized() == [1, 0])
  }

  @Test func foreignPartsAreRefused() throws {
    let format = try ARW1Format(width: 2, height: 2)
    let usual = ARW1Remainder()
    #expect(throws: Fault.self) { try ARW1Stream.encode(format: format, samples: [1, 2, 3], remainder: usual) }
    #expect(throws: Fault.self) { try ARW1Stream.encode(format: format, samples: [1, 2, 3, 4096], remainder: usual) }
    #expect(throws: Fault.self) { try ARW1Stream.encode(format: format, samples: [1, 2, 3, 4], remainder: ARW1Remainder(padding: 255)) }
    #expect(throws: Fault.self) { try ARW1Format(width: 3, height: 3) }
    #expect(throws: Fault.self) { try ARW1Format(width: 0, height: 2) }
    #expect(throws: Fault.self) { try ARW1Format(width: 70_000, height: 2) }
    #expect(throws: Fault.self) { try ARW1Stream([0][...], format: format) }
  }

  @Test func damagedStreams() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for round in 0..<40 {
      let content = ReferenceSums.Content.allCases[round % 4]
      let sums = ReferenceSums.random(content, width: 20 + round, height: 8, &random)
      let (bytes, format) = (sums.bytes, try ARW1Format(width: sums.width, height: sums.height))
      for cut in 0..<200 {
        var damaged = bytes
        if cut < 100 {
          damaged = Array(bytes[..<(bytes.count * cut / 100)])
        } else {
          for _ in 0...(cut % 3) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
        }
        do throws(Fault) {
          let (samples, remainder) = try ARW1Stream(damaged[...], format: format).decoded()
          #expect(try ARW1Stream.encode(format: format, samples: samples, remainder: remainder) == damaged)
          #expect(cut >= 100 || damaged.count >= bytes.count - sums.tail.count)
        } catch {
          #expect(!error.code.isEmpty && error.kind == .damaged)
        }
      }
    }
  }
}
