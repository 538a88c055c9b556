import ByteCoding
import LosslessJPEG
import TestSupport
import Testing

/// Streams of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct StreamTests {
  private func check(_ stream: ReferenceStream, _ note: Comment) throws {
    let bytes = stream.bytes
    let read = try LosslessJPEGStream(parsing: bytes[...], sixteenthCategory: stream.sixteenthCategory)
    let header = read.header
    #expect([header.width, header.height, header.components] == [stream.width, stream.height, stream.components], note)
    #expect([header.precision, header.predictor] == [stream.precision, stream.predictor], note)
    #expect([header.pointTransform, header.restartRows] == [stream.pointTransform, stream.restartRows], note)
    #expect(header.tables == stream.tables && header.bytes == stream.header, note)
    var samples = [UInt16](repeating: 0, count: header.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { try read.decodeProving(into: $0) }
    #expect(samples == stream.samples, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(remainder.serialized())
    let kept = try LosslessJPEGRemainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    let again = try LosslessJPEGHeader(parsing: header.bytes[...], sixteenthCategory: stream.sixteenthCategory)
    #expect(again == header, note)
    #expect(try LosslessJPEGStream.encode(header: again, samples: samples, remainder: kept) == bytes, note)
  }

  @Test func randomStreamsComeBack() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height) = (1 + random.below(40), 1 + random.below(30))
      try check(try .random(&random, width: width, height: height), "seed \(seed)")
    }
  }

  @Test(arguments: [(1, 1), (1, 3001), (2999, 1), (2047, 5), (3, 1023), (641, 129)])
  func sizesComeBack(width: Int, height: Int) throws {
    for seed in 0..<2 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed + UInt64(width * height))
      try check(try .random(&random, width: width, height: height), "\(width)x\(height), seed \(seed)")
    }
  }

  @Test func everyPredictorPrecisionAndNumberOfComponents() throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    for precision in 2...16 {
      for predictor in 1...7 {
        for components in 1...4 {
          let tables = try (0..<components).map { _ in try HuffmanTable.random(&random) }
          var stream = ReferenceStream(width: 7, height: 4, components: components, tables: tables)
          (stream.precision, stream.predictor) = (precision, predictor)
          for content in ReferenceStream.Content.allCases {
            stream.fill(content, &random)
            try check(stream, "\(precision) bits, predictor \(predictor), \(components) components, \(content)")
          }
        }
      }
    }
  }

  @Test func usualStreamsHaveAUsualRemainder() throws {
    var random = RepeatableRandomNumberGenerator(seed: 4)
    var stream = ReferenceStream(width: 9, height: 6, components: 2, tables: [try .random(&random), try .random(&random)])
    stream.fill(.smooth, &random)
    #expect(try LosslessJPEGStream(parsing: stream.bytes[...]).decoded().remainder.serialized() == [7])
    stream.restartRows = 1
    #expect(try LosslessJPEGStream(parsing: stream.bytes[...]).decoded().remainder.serialized() == [7])
    stream.padding = [UInt8](repeating: 0, count: 6)
    #expect(try LosslessJPEGStream(parsing: stream.bytes[...]).decoded().remainder.serialized() == [6])
  }

  @Test func missingRestartMarkersComeBack() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    var stream = ReferenceStream(width: 50, height: 12, components: 1, tables: [try .random(&random)])
    stream.restartRows = 2
    stream.fill(.flat, &random)
    stream.separators = [1: [], 3: []]
    try check(stream, "two markers missing")
  }

  @Test func writtenHeadersAreRead() throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    for components in 1...4 {
      let tables = try (0..<components).map { _ in try HuffmanTable.random(&random) }
      let header = try LosslessJPEGHeader(
        width: 21, height: 9, components: components, precision: 12, predictor: 6, pointTransform: 1, restartRows: 4, tables: tables)
      #expect(header.tables == tables && header.segmentCount == 3 && header.sampleCount == 21 * 9 * components)
      var stream = ReferenceStream(width: 21, height: 9, components: components, precision: 12, tables: tables)
      stream.fill(.noise, &random)
      let bytes = try LosslessJPEGStream.encode(header: header, samples: stream.samples, remainder: LosslessJPEGRemainder())
      let (samples, remainder) = try LosslessJPEGStream(parsing: bytes[...]).decoded()
      #expect(samples == stream.samples && remainder == LosslessJPEGRemainder())
    }
  }
}
