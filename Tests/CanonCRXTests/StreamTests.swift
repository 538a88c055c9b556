import ByteCoding
import CameraSimulation
import CanonCRX
import TestSupport
import Testing

/// Pictures of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct StreamTests {
  @discardableResult
  private func check(_ picture: SimulatedCRXPicture, _ note: Comment) throws -> CRXRemainder {
    try check(picture.bytes, try picture.format(), picture.samples(try picture.format()), note)
  }

  @discardableResult
  private func check(_ bytes: [UInt8], _ format: CRXFormat, _ expected: [UInt16], _ note: Comment) throws -> CRXRemainder {
    let stream = try CRXStream(bytes[...], format: format)
    var samples = [UInt16](repeating: 7, count: format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    let equal = samples == expected
    #expect(equal, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(remainder.serialized())
    let kept = try CRXRemainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    var formatReader = ByteReader(format.serialized())
    let keptFormat = try CRXFormat(parsing: &formatReader)
    #expect(keptFormat == format && formatReader.isAtEnd, note)
    let again = try CRXStream.encode(format: keptFormat, samples: samples, remainder: kept) == bytes
    #expect(again, note)
    return remainder
  }

  /// The example of the format's description.
  @Test func workedExample() throws {
    let format = try CRXFormat(width: 2, height: 2, tileWidth: 2, tileHeight: 2, bits: 14)
    var bytes: [UInt8] = [0xFF, 1, 0, 8, 0, 0, 0, 0x20, 0, 0, 0, 0]
    for flags in [0x08, 0x18, 0x28, 0x38] as [UInt8] {
      bytes += [0xFF, 2, 0, 8, 0, 0, 0, 8, flags, 0, 0, 0, 0xFF, 3, 0, 8, 0, 0, 0, 8, 0, 0x20, 0, 7]
    }
    bytes += [0, 0, 0, 0]
    for _ in 0..<4 { bytes += [0x80, 0, 0, 0, 0, 0, 0, 0] }
    let remainder = try check(bytes, format, [8192, 8192, 8192, 8192], "the worked example")
    #expect(remainder.serialized() == [0, 0, 0, 0] && format.headerSize == 112)
  }

  @Test func randomPicturesComeBack() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height) = (2 * (1 + random.below(40)), 2 * (1 + random.below(24)))
      let remainder = try check(.random(&random, width: width, height: height), "seed \(seed)")
      #expect(remainder == CRXRemainder(), "seed \(seed)")
    }
  }

  @Test(arguments: [(2, 2), (2, 4), (4, 2), (2, 3002), (6002, 2), (3998, 10), (250, 122), (32_766, 4)])
  func sizesComeBack(width: Int, height: Int) throws {
    for (seed, content) in Content.allCases.enumerated() {
      var random = RepeatableRandomNumberGenerator(seed: UInt64(seed + width * height))
      try check(SimulatedCRXPicture(content, width: width, height: height, &random), "\(width)x\(height), \(content)")
    }
  }

  @Test func depthsComeBack() throws {
    for bits in 9...15 {
      for content in Content.allCases {
        var random = RepeatableRandomNumberGenerator(seed: UInt64(bits))
        var picture = SimulatedCRXPicture(content, width: 132, height: 40, bits: bits, &random)
        if bits == 15 { picture.encoding = 1 }
        try check(picture, "\(bits) bits, \(content)")
      }
    }
  }

  /// Values of luminance pictures have two more bits than the mosaic.
  @Test func wideValuesComeBack() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for content in Content.allCases {
      var picture = SimulatedCRXPicture(content, width: 132, height: 40, bits: 14, &random)
      picture.planes[3] = Content.extreme.plane(66, 20, bits: 16, &random)
      picture.encoding = 3
      try check(picture, "\(content)")
    }
  }

  /// Padding bits, bytes behind the codes, bytes behind the last band, and other headers.
  @Test func oddEndsComeBack() throws {
    for seed in 0..<100 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let picture = SimulatedCRXPicture.random(&random, width: 64, height: 24)
      let format = try picture.format()
      let samples = picture.samples(format)
      var remainder = CRXRemainder()
      if seed % 2 == 0 {
        for band in 0..<(format.width + format.tileWidth - 1) / format.tileWidth
          * ((format.height + format.tileHeight - 1) / format.tileHeight) * 4 where random.below(2) == 0
        {
          // Whatever the number of bits that are left, zero fits.
          remainder.oddEnds.append(.init(band: band, padding: 0, tail: random.bytes(random.below(12))))
        }
      }
      if seed % 3 == 0 { remainder.trailer = random.bytes(random.below(30)) }
      var bytes = try CRXStream.encode(format: format, samples: samples, remainder: remainder)
      // Fields that decoders pass over.
      if seed % 5 == 0 { bytes[21] ^= 0x40 }
      let found = try check(bytes, format, samples, "seed \(seed)")
      #expect(found.trailer == remainder.trailer && found.header.isEmpty == (seed % 5 != 0), "seed \(seed)")
    }
  }

  /// Rows that decoders read as well, but no camera is known to write.
  @Test(arguments: SimulatedCRXHabit.allCases)
  func everyWayToSayTheSame(_ habit: SimulatedCRXHabit) throws {
    var met = 0
    for seed in 0..<80 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      var picture = SimulatedCRXPicture.random(&random, width: 2 * (1 + random.below(90)), height: 2 * (1 + random.below(12)))
      picture.habit = habit
      let remainder = try check(picture, "\(habit), seed \(seed)")
      met += remainder.oddRows.count
      #expect(remainder.oddEnds.isEmpty && remainder.header.isEmpty && remainder.trailer.isEmpty)
    }
    #expect((met == 0) == (habit == .usual))
  }

  @Test func oddRowsThatLieAreRefused() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    var picture = SimulatedCRXPicture(.sparse, width: 120, height: 40, &random)
    picture.habit = .shortRuns
    let format = try picture.format()
    let (samples, remainder) = try CRXStream(picture.bytes[...], format: format).decoded()
    try #require(remainder.oddRows.count > 10)
    for round in 0..<300 {
      var lying = remainder
      let index = random.below(remainder.oddRows.count)
      switch round % 6 {
      case 0: lying.oddRows[index].bitCount -= 1
      case 1: lying.oddRows[index].bits[0] ^= 1 << UInt8(random.below(8))
      case 2: lying.oddRows[index].row += 1
      case 3: lying.oddRows[index].bits += [0]
      case 4: lying.oddRows[index].bitCount = 0
      default: lying.oddRows.append(.init(row: 80, bitCount: 1, bits: [0]))
      }
      do throws(Fault) {
        let bytes = try CRXStream.encode(format: format, samples: samples, remainder: lying)
        // Other bits for the same samples are no lie.
        #expect(try CRXStream(bytes[...], format: format).decoded().samples == samples)
      } catch {
        #expect(error.code == "crx.remainder")
      }
    }
  }

  @Test func paddingBitsComeBack() throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    var met = 0
    for _ in 0..<40 {
      let picture = SimulatedCRXPicture(.noise, width: 20, height: 10, &random)
      let format = try picture.format()
      for padding in [1, 3, 127] as [UInt8] {
        let remainder = CRXRemainder(oddEnds: [.init(band: 2, padding: padding, tail: [0, 0])])
        do throws(Fault) {
          let bytes = try CRXStream.encode(format: format, samples: picture.samples(format), remainder: remainder)
          met += 1
          #expect(try CRXStream(bytes[...], format: format).decoded().remainder == remainder)
        } catch {
          // There was no room for so many bits.
          #expect(error.code == "crx.remainder")
        }
      }
    }
    #expect(met > 20)
  }

  @Test func samplesThatDoNotFitAreRefused() throws {
    let format = try CRXFormat(width: 24, height: 6, tileWidth: 24, tileHeight: 6, bits: 12)
    var samples = [UInt16](repeating: 4095, count: 144)
    #expect(format.maximum == 4095 && format.bias == 2048)
    _ = try CRXStream.encode(format: format, samples: samples, remainder: CRXRemainder())
    samples[77] = 4096
    let wide = samples
    let fault = #expect(throws: Fault.self) { try CRXStream.encode(format: format, samples: wide, remainder: CRXRemainder()) }
    #expect(fault?.code == "crx.range")
    #expect(throws: Fault.self) { try CRXStream.encode(format: format, samples: [1], remainder: CRXRemainder()) }
  }

  @Test func foreignRemaindersAreRefused() throws {
    let format = try CRXFormat(width: 24, height: 6, tileWidth: 24, tileHeight: 6, bits: 12)
    let samples = [UInt16](repeating: 2048, count: 144)
    for remainder in [
      CRXRemainder(header: [1]), CRXRemainder(oddEnds: [.init(band: 4, padding: 0, tail: [])]),
      CRXRemainder(oddEnds: [.init(band: 1, padding: 0, tail: []), .init(band: 0, padding: 0, tail: [])]),
      CRXRemainder(oddEnds: [.init(band: 1, padding: 0xFF, tail: [])]),
    ] {
      let fault = #expect(throws: Fault.self) { try CRXStream.encode(format: format, samples: samples, remainder: remainder) }
      #expect(fault?.code == "crx.remainder", "\(remainder)")
    }
  }

  @Test func formatsThatCannotBe() throws {
    for (version, width, height, tileWidth, tileHeight, bits, layout, code) in [
      (1, 0, 8, 2, 2, 14, 0, "size.empty"), (1, 70_000, 8, 2, 2, 14, 0, "size.limit"), (3, 8, 8, 8, 8, 14, 0, "crx.version"),
      (1, 7, 8, 2, 2, 14, 0, "crx.tiles"), (1, 8, 8, 10, 8, 14, 0, "crx.tiles"), (1, 8, 8, 3, 8, 14, 0, "crx.tiles"),
      (1, 8, 8, 0, 8, 14, 0, "crx.tiles"), (1, 8, 8, 8, 8, 15, 0, "crx.bits"), (1, 8, 8, 8, 8, 8, 0, "crx.bits"),
      (1, 8, 8, 8, 8, 14, 4, "crx.layout"), (1, 8, 8, -8, 8, 14, 0, "crx.tiles"), (1, 8192, 8192, 2, 2, 14, 0, "crx.tiles"),
    ] {
      let fault = #expect(throws: Fault.self) {
        try CRXFormat(
          version: version, width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight, bits: bits, layout: layout)
      }
      #expect(fault?.code == code, "\(width)x\(height)")
    }
  }
}
