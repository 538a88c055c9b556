import ByteCoding
import OlympusORF
import TestSupport
import Testing

/// Streams of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct StreamTests {
  @discardableResult
  private func check(_ reference: ReferenceORF, _ note: Comment) throws -> OlympusORFRemainder {
    let bytes = reference.bytes
    let stream = try OlympusORFStream(bytes[...], format: try reference.format())
    var samples = [UInt16](repeating: 7, count: stream.format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(samples == reference.samples, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(stream.format.serialized() + remainder.serialized())
    let (format, kept) = (try OlympusORFFormat(parsing: &reader), try OlympusORFRemainder(parsing: &reader))
    #expect(format == stream.format && kept == remainder && reader.isAtEnd, note)
    #expect(try OlympusORFStream.encode(format: format, samples: samples, remainder: kept) == bytes, note)
    return remainder
  }

  @Test(arguments: [(1, 1), (1, 9), (2, 2), (3, 1), (5, 3), (17, 4), (1001, 3), (3, 1001), (4100, 5), (129, 77)])
  func sizesComeBack(width: Int, height: Int) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(width * height))
    for content in ReferenceORF.Content.allCases {
      var reference = ReferenceORF(width: width, height: height)
      reference.fill(content, bits: 12, &random)
      let remainder = try check(reference, "\(width)x\(height), \(content)")
      #expect(remainder.serialized().count == 7 && remainder.padding == 0)
    }
  }

  @Test func everyWayToSayTheSame() throws {
    for seed in 0..<150 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: 1000 + seed)
      var reference = ReferenceORF(width: 1 + random.below(60), height: 1 + random.below(20))
      if seed % 3 != 0 { reference.parameters = try .random(&random) }
      let content = ReferenceORF.Content.allCases[random.below(5)]
      reference.fill(content, bits: 10 + random.below(5), &random)
      reference.needlessStep = random.below(3) * random.below(40)
      reference.idleStep = random.below(4)
      reference.padding = random.below(256)
      reference.tail = random.bytes(random.below(5)) + [UInt8](repeating: 0, count: random.below(9))
      if random.below(4) == 0 { reference.header = random.bytes(reference.parameters.headerBytes + 2) }
      let remainder = try check(reference, "seed \(seed), \(content), \(reference.parameters)")
      #expect(remainder.needlessEscapes.isEmpty || reference.needlessStep > 0)
      #expect(remainder.tail.count == reference.tail.count, "seed \(seed)")
    }
  }

  @Test func escapesOfUsualIdleBitsTakeNoRoom() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for idleStep in [0, 1] {
      var reference = ReferenceORF(width: 300, height: 200)
      reference.fill(.extreme, bits: 12, &random)
      reference.idleStep = idleStep
      let remainder = try check(reference, "idle \(idleStep)")
      #expect(Int(remainder.usualIdleBit) == idleStep && remainder.otherIdleBits.isEmpty)
    }
  }

  /// The example of the format's description.
  @Test func workedExample() throws {
    let bytes: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0x31, 0x10]
    let stream = try OlympusORFStream(bytes[...], format: OlympusORFFormat(width: 2, height: 1))
    let (samples, remainder) = try stream.decoded()
    #expect(samples == [5, 0] && remainder.serialized() == [UInt8](repeating: 0, count: 7))
  }

  @Test func samplesThatDoNotFitAreRefused() throws {
    // Without fixed bits the code holds the whole difference: 15 bits in an escape.
    let parameters = try OlympusORFParameters([0, 5, 0, 0, 5, 4, 3, 2, 3, 4, 7, 4, 12, 5])
    let format = try OlympusORFFormat(width: 4, height: 1, parameters: parameters)
    let fault = #expect(throws: Fault.self) {
      try OlympusORFStream.encode(format: format, samples: [0, 0, 40_000, 0], remainder: OlympusORFRemainder())
    }
    #expect(fault?.code == "orf.range")
    #expect(throws: Fault.self) { try OlympusORFStream.encode(format: format, samples: [1], remainder: OlympusORFRemainder()) }
    let samples: [UInt16] = [0, 0, 32_767, 0]
    let bytes = try OlympusORFStream.encode(format: format, samples: samples, remainder: OlympusORFRemainder())
    #expect(try OlympusORFStream(bytes[...], format: format).decoded().samples == samples)
  }

  @Test func foreignRemaindersAreRefused() throws {
    let format = try OlympusORFFormat(width: 6, height: 2)
    let samples = [UInt16](repeating: 0, count: 12)
    for remainder in [
      OlympusORFRemainder(header: [1]), OlympusORFRemainder(needlessEscapes: [12]), OlympusORFRemainder(needlessEscapes: [3, 2]),
      OlympusORFRemainder(usualIdleBit: 2), OlympusORFRemainder(otherIdleBits: [4]), OlympusORFRemainder(padding: 255),
    ] {
      let fault = #expect(throws: Fault.self) { try OlympusORFStream.encode(format: format, samples: samples, remainder: remainder) }
      #expect(fault?.code == "orf.remainder", "\(remainder)")
    }
  }

  @Test func formatsThatCannotBe() throws {
    for (width, height, code) in [(0, 1, "size.empty"), (1, 0, "size.empty"), (65_536, 1, "size.limit"), (60_000, 60_000, "size.limit")] {
      let fault = #expect(throws: Fault.self) { try OlympusORFFormat(width: width, height: height) }
      #expect(fault?.code == code)
    }
    let standard = OlympusORFParameters.standard.values
    #expect(try OlympusORFParameters(standard) == .standard)
    for index in standard.indices {
      for value in [-1, 65_536, .max] {
        var values = standard
        values[index] = value
        #expect(throws: Fault.self) { try OlympusORFParameters(values) }
      }
    }
    #expect(throws: Fault.self) { try OlympusORFParameters(Array(standard.dropLast())) }
    let fault = #expect(throws: Fault.self) {
      try OlympusORFStream([UInt8](repeating: 0, count: 500)[...], format: OlympusORFFormat(width: 60_000, height: 9_000))
    }
    #expect(fault?.code == "orf.short")
  }
}
