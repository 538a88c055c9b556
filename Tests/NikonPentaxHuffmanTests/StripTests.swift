import ByteCoding
import NikonPentaxHuffman
import TestSupport
import Testing

/// Strips of a slow, independent encoder: their samples are found, and every byte comes back.
@Suite struct StripTests {
  private func check(_ strip: ReferenceStrip, _ note: Comment) throws {
    let (bytes, samples, twins) = strip.encoded()
    let stream = try NikonPentaxStream(bytes[...], format: try strip.format())
    var found = [UInt16](repeating: 7, count: samples.count)
    let remainder = try found.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(found == samples && remainder.twins.count == twins, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(remainder.serialized())
    let kept = try NikonPentaxRemainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    #expect(try NikonPentaxStream.encode(format: stream.format, samples: found, remainder: kept) == bytes, note)
  }

  @Test func randomStripsComeBack() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height) = (1 + random.below(50), 1 + random.below(20))
      try check(try .random(&random, width: width, height: height).strip, "seed \(seed)")
    }
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 2), (3, 3), (1, 3001), (4099, 1), (1001, 9), (2, 513)])
  func sizesComeBack(width: Int, height: Int) throws {
    for seed in 0..<4 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed + UInt64(width * height))
      try check(try .random(&random, width: width, height: height).strip, "\(width)x\(height), seed \(seed)")
    }
  }

  /// All differences of all codes: those that a code drops are refused, the others come back.
  @Test func everyDifferenceOfEveryCode() throws {
    for number in 0..<6 {
      let code = try DifferenceCode.nikon(number)
      let format = try NikonPentaxFormat(width: 1, height: 1, code: code)
      var coded = 0
      for difference in -17_000...17_000 {
        let sample = UInt16(truncatingIfNeeded: difference)
        guard let bytes = try? NikonPentaxStream.encode(format: format, samples: [sample], remainder: NikonPentaxRemainder()) else {
          continue
        }
        coded += 1
        #expect(try NikonPentaxStream(bytes[...], format: format).decoded().samples == [sample])
      }
      let expected = code.leaves.filter { !$0.isTwin }.reduce(0) { $0 + 1 << ($1.size - $1.shift) }
      #expect(coded == expected, "code \(number)")
    }
  }

  @Test func codesThatCannotBe() throws {
    #expect(throws: Fault.self) { try DifferenceCode.nikon(6) }
    #expect(throws: Fault.self) { try DifferenceCode.nikon(-1) }
    for codes in [[(0, 0)], [(0, 13)], [(1, 1)], [(0, 1), (0, 2)], [(4095, 11)], [(65_535, 12)]] {
      let table = SimulatedFile.pentaxTable(codes.map { (left: $0.0, length: $0.1) })
      #expect(throws: Fault.self, "\(codes)") { try DifferenceCode.pentax(table[...], bigEndian: true) }
    }
    // Found by fuzzing: a size of 0 bits that drops low bits ended the program.
    for shift in 1...15 {
      let format: [UInt8] = [8, 8, 1, 0, 0, 1, UInt8(shift << 4), 0] + [UInt8](repeating: 0, count: 8)
      var reader = ByteReader(format)
      let fault = #expect(throws: Fault.self, "shift \(shift)") { _ = try NikonPentaxFormat(parsing: &reader) }
      #expect(fault?.code == "nph.code")
    }
    // A count of 0 is none at all.
    #expect(throws: Fault.self) { try DifferenceCode.pentax([UInt8](repeating: 0, count: 60)[...], bigEndian: false) }
    #expect(throws: Fault.self) { try DifferenceCode.pentax([0][...], bigEndian: false) }
    let code = try DifferenceCode.pentax(SimulatedFile.pentaxTable([(0, 1), (0x800, 2), (0xC00, 2)])[...], bigEndian: true)
    #expect(code.leaves.map(\.bits) == [0, 2, 3] && code.leaves.map(\.size) == [0, 1, 2])
  }

  /// The content of tag 0x0220 in a file of the Pentax K-3.
  @Test func codeOfARealCamera() throws {
    let lefts = [0xFE0, 0xFC0, 0xF80, 0xF00, 0xE00, 0xA00, 0xC00, 0x800, 0, 0x400, 0xFF0, 0xFF8, 0xFFC, 0xFFE, 0xFFF]
    let lengths: [UInt8] = [8, 7, 6, 5, 4, 3, 3, 3, 2, 2, 9, 10, 11, 12, 12]
    let table = [3, 0, 0, 0, 12] + [UInt8](repeating: 0, count: 9) + lefts.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } + lengths
    let code = try DifferenceCode.pentax(table[...], bigEndian: false)
    #expect(code.leaves.map(\.size) == Array(0..<15) && code.leaves.map { UInt8($0.length) } == lengths)
    // Nothing is left over.
    #expect(code.leaves.reduce(0) { $0 + 4096 >> $1.length } == 4096)
  }

  @Test func foreignPartsAreRefused() throws {
    let format = try NikonPentaxFormat(width: 4, height: 2, code: .nikon(2))
    let samples: [UInt16] = [1, 2, 3, 4, 5, 6, 7, 8]
    for remainder in [
      NikonPentaxRemainder(twins: [8]), NikonPentaxRemainder(twins: [3]), NikonPentaxRemainder(twins: [2, 1]),
      NikonPentaxRemainder(padding: 255),
    ] {
      #expect(throws: Fault.self, "\(remainder)") { try NikonPentaxStream.encode(format: format, samples: samples, remainder: remainder) }
    }
    #expect(throws: Fault.self) { try NikonPentaxStream.encode(format: format, samples: [1], remainder: NikonPentaxRemainder()) }
    #expect(throws: Fault.self) { try NikonPentaxFormat(width: 4, height: 2, code: .nikon(2), splitRow: 1) }
    #expect(throws: Fault.self) { try NikonPentaxFormat(width: 4, height: 2, code: .nikon(2), splitRow: 2, splitCode: .nikon(3)) }
    #expect(throws: Fault.self) { try NikonPentaxFormat(width: 0, height: 2, code: .nikon(2)) }
  }

  @Test func damagedStrips() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for round in 0..<60 {
      let strip = try ReferenceStrip.random(&random, width: 20 + round, height: 8).strip
      let (bytes, format) = (strip.encoded().bytes, try strip.format())
      for cut in 0..<200 {
        var damaged = bytes
        if cut < 100 {
          damaged = Array(bytes[..<(bytes.count * cut / 100)])
        } else {
          for _ in 0...(cut % 3) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
        }
        do throws(Fault) {
          let (samples, remainder) = try NikonPentaxStream(damaged[...], format: format).decoded()
          #expect(try NikonPentaxStream.encode(format: format, samples: samples, remainder: remainder) == damaged)
          #expect(cut >= 100 || damaged.count >= bytes.count - strip.tail.count)
        } catch {
          #expect(!error.code.isEmpty && error.kind != .misuse)
        }
      }
    }
  }
}
