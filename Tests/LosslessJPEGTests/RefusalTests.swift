import ByteCoding
import LosslessJPEG
import TestSupport
import Testing

/// Streams that are not taken apart, each for a reason with a name.
@Suite struct RefusalTests {
  private func stream(_ change: (inout ReferenceStream) throws -> Void = { _ in }) throws -> ReferenceStream {
    var random = RepeatableRandomNumberGenerator(seed: 7)
    var stream = ReferenceStream(width: 8, height: 6, components: 2, tables: [try .random(&random), try .random(&random)])
    stream.fill(.noise, &random)
    try change(&stream)
    return stream
  }

  private func expect(_ code: String, _ kind: Fault.Kind, _ bytes: [UInt8]) {
    let fault = #expect(throws: Fault.self, "\(code)") { _ = try LosslessJPEGStream(parsing: bytes[...]).decoded() }
    #expect(fault?.code == code && fault?.kind == kind, "\(code): \(fault?.code ?? "")")
  }

  /// The bytes of the reference stream with one byte behind a marker replaced.
  private func replacing(_ marker: UInt8, _ offset: Int, _ value: UInt8) throws -> [UInt8] {
    var bytes = try stream().bytes
    let place = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == marker })
    bytes[place + offset] = value
    return bytes
  }

  @Test func otherKindsOfJPEG() throws {
    for marker in [0xC0, 0xC1, 0xC2, 0xC5, 0xC7, 0xCB, 0xCF, 0xDE] as [UInt8] {
      expect("ljpeg.process", .unsupported, try replacing(0xC3, 1, marker))
    }
    expect("ljpeg.sampling", .unsupported, try replacing(0xC3, 11, 0x21))
    expect("ljpeg.precision", .unsupported, try replacing(0xC3, 4, 1))
    expect("ljpeg.precision", .unsupported, try replacing(0xC3, 4, 17))
    expect("ljpeg.size", .unsupported, try replacing(0xC3, 6, 0))
    expect("size.empty", .damaged, try replacing(0xC3, 8, 0))
    expect("ljpeg.scan", .unsupported, try replacing(0xDA, 4, 1))
    expect("ljpeg.predictor", .unsupported, try replacing(0xDA, 9, 0))
    expect("ljpeg.predictor", .unsupported, try replacing(0xDA, 9, 8))
    expect("ljpeg.precision", .damaged, try replacing(0xDA, 11, 14))
    expect("ljpeg.huffman", .damaged, try replacing(0xDA, 8, 0x30))
    expect("ljpeg.marker", .damaged, try replacing(0xD8, 1, 0xD9))
    expect("ljpeg.marker", .damaged, try replacing(0xC3, 0, 0))
    expect("ljpeg.restart", .unsupported, try stream { $0.markersInside = [0xFF, 0xDD, 0, 4, 0, 12] }.bytes)
    expect("ljpeg.marker", .damaged, try stream { $0.markersInside = [0xFF, 0xD9] }.bytes)
    expect("ljpeg.marker", .damaged, [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 0, 0, 1, 0, 0])
    expect("bytes.short", .damaged, [])
  }

  @Test func restartIntervalsOfOtherScansAreReplaced() throws {
    var stream = try stream { $0.markersInFront = [0xFF, 0xDD, 0, 4, 0, 13] }
    stream.restartRows = 2
    #expect(try LosslessJPEGStream(parsing: stream.bytes[...]).header.restartRows == 2)
  }

  @Test func codesThatSamplesDoNotTell() throws {
    // Category 0 has the codes 00 and 01, category 16 the code 10.
    let table = try HuffmanTable(counts: [0, 3] + [UInt8](repeating: 0, count: 14), values: [0, 0, 16])
    let header = try LosslessJPEGHeader(width: 8, height: 1, components: 1, precision: 16, predictor: 1, tables: [table])
    func decode(_ coded: [UInt8], _ sixteenth: SixteenthCategory = .alone) throws(Fault) -> [UInt16] {
      try LosslessJPEGStream(parsing: (header.bytes + coded)[...], sixteenthCategory: sixteenth).decoded().samples
    }
    #expect(try decode([0, 0]) == [UInt16](repeating: 0x8000, count: 8))
    #expect(throws: Fault.self) { try decode([0, 0b01]) }
    #expect(try decode([0b10, 0b10_00_00_00]) == [0x8000, 0x8000, 0x8000, 0, 0x8000, 0x8000, 0x8000, 0x8000])
    expect("ljpeg.twin", .unsupported, header.bytes + [0, 1])
    expect("ljpeg.code", .damaged, header.bytes + [0, 3])
    expect("ljpeg.short", .damaged, header.bytes + [0])
    expect("ljpeg.short", .damaged, header.bytes + [0, 0xFF, 0xD9])
    // Code 10, then 0x7FFF: 18 bits; seven samples of category 0 follow.
    #expect(try decode([0b1001_1111, 0xFF, 0, 0b1100_0000, 0, 0], .withBits) == [UInt16](repeating: 0, count: 8))
    let fault = #expect(throws: Fault.self) { try decode([0b1001_1111, 0xFF, 0, 0b1000_0000, 0, 0], .withBits) }
    #expect(fault?.code == "ljpeg.sixteenth")
  }

  @Test func impossibleTables() {
    let none = [UInt8](repeating: 0, count: 15)
    for (counts, values) in [([3] + none, [0, 1, 2]), ([2, 1] + none.dropLast(), [0, 1, 2]), ([1] + none, []), ([1], [0])]
      as [([UInt8], [UInt8])]
    {
      #expect(throws: Fault.self) { try HuffmanTable(counts: counts, values: values) }
    }
  }

  @Test func samplesWithoutACode() throws {
    let table = try HuffmanTable(counts: [1] + [UInt8](repeating: 0, count: 15), values: [0])
    let header = try LosslessJPEGHeader(width: 2, height: 1, components: 1, precision: 8, predictor: 1, tables: [table])
    #expect(try LosslessJPEGStream.encode(header: header, samples: [128, 128], remainder: .init()) == header.bytes + [0x3F, 0xFF, 0xD9])
    for (samples, remainder, code) in [
      ([128, 129], .init(), "ljpeg.code"), ([128], .init(), "ljpeg.room"),
      ([128, 128], .init(endings: [.init(segment: 0, padding: 64, separator: [])]), "ljpeg.remainder"),
      ([128, 128], .init(endings: [.init(segment: 0, padding: 1, separator: [0xFF, 0xD0])]), "ljpeg.remainder"),
      ([128, 128], .init(endings: [.init(segment: 1, padding: 1, separator: [])]), "ljpeg.remainder"),
    ] as [([UInt16], LosslessJPEGRemainder, String)] {
      let fault = #expect(throws: Fault.self) {
        try LosslessJPEGStream.encode(header: header, samples: samples, remainder: remainder)
      }
      #expect(fault?.code == code)
    }
  }
}
