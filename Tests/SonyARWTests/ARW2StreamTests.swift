import ByteCoding
import SonyARW
import TestSupport
import Testing

/// Streams made block by block: their samples are found, and every byte comes back.
@Suite struct ARW2StreamTests {
  private func check(
    _ contents: [ReferenceBlock.Content], pairs: Int, rows: Int, seed: UInt64
  ) throws -> (remainder: ARW2Remainder, count: Int) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let (bytes, samples) = ReferenceBlock.stream(contents, pairs: pairs, rows: rows, &random)
    let tail = random.bytes(random.below(40))
    let format = try ARW2Format(width: 32 * pairs, height: rows)
    let note: Comment = "\(contents), \(pairs) by \(rows), seed \(seed)"
    let stream = try ARW2Stream((bytes + tail)[...], format: format)
    var found = [UInt16](repeating: 7, count: samples.count)
    let remainder = try found.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(found == samples && remainder.tail == tail, note)
    // Through the parts as an archive would hold them.
    let serialized = remainder.serialized()
    var reader = ByteReader(serialized)
    let kept = try ARW2Remainder(parsing: &reader)
    #expect(kept == remainder && reader.isAtEnd, note)
    var formatReader = ByteReader(format.serialized())
    #expect(try ARW2Format(parsing: &formatReader) == format && formatReader.isAtEnd, note)
    #expect(try ARW2Stream.encode(format: format, samples: found, remainder: kept) == bytes + tail, note)
    return (remainder, serialized.count - tail.count)
  }

  @Test(arguments: [(1, 1), (1, 2), (2, 1), (3, 7), (1, 501), (129, 1), (40, 31)])
  func sizesComeBack(pairs: Int, rows: Int) throws {
    for content in ReferenceBlock.Content.allCases { _ = try check([content], pairs: pairs, rows: rows, seed: UInt64(pairs * 1000 + rows)) }
  }

  @Test func mixedStreamsComeBack() throws {
    for seed in 0..<300 as Range<UInt64> {
      let contents = ReferenceBlock.Content.allCases.filter { _ in (seed &* 0x9E37_79B9 >> 3) & 3 != 0 }
      _ = try check(contents + [.plain], pairs: 1 + Int(seed % 7), rows: 1 + Int(seed % 11), seed: seed)
    }
  }

  @Test func onlyOddBlocksAreKept() throws {
    for content in [ReferenceBlock.Content.plain, .tied, .flat] {
      let (remainder, _) = try check([content], pairs: 20, rows: 50, seed: 3)
      #expect(remainder.oddBlocks.isEmpty, "\(content)")
    }
    #expect(try !check([.odd], pairs: 20, rows: 50, seed: 3).remainder.oddBlocks.isEmpty)
  }

  /// Random places among n cost about log2 n bits: nothing is wasted on them.
  @Test func choicesAreCheap() throws {
    // Sixteen equal samples: log2(16 · 15) = 7.91 bits a block.
    let flat = try check([.flat], pairs: 100, rows: 100, seed: 4)
    #expect(Double(flat.count * 8) / 20_000 < 8.3)
    let plain = try check([.plain], pairs: 100, rows: 100, seed: 5)
    #expect(Double(plain.count * 8) / 20_000 < 0.6)
  }

  /// Cameras that take the first or the last of equal samples need no choices at all.
  @Test(arguments: [false, true], [false, true])
  func rulesCostNothing(maximumIsLast: Bool, minimumIsLast: Bool) throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    let format = try ARW2Format(width: 320, height: 40)
    // Small spans: every code is kept.
    let samples = (0..<format.sampleCount).map { _ in UInt16(600 + random.below(6)) }
    let rules = ARW2Remainder(maximumIsLast: maximumIsLast, minimumIsLast: minimumIsLast)
    let bytes = try ARW2Stream.encode(format: format, samples: samples, remainder: rules)
    let (found, remainder) = try ARW2Stream(bytes[...], format: format).decoded()
    #expect(found == samples && remainder == rules && remainder.serialized().count == 4)
  }

  /// The examples of the format's description, byte for byte.
  @Test func examples() throws {
    let format = try ARW2Format(width: 64, height: 1)
    let first: [UInt8] = [0x69, 0x20, 0x83, 0x40, 0xA0, 0x30, 0, 4, 4, 3, 0x42, 0x40, 0x30, 8, 8, 6]
    let second: [UInt8] = [0x69, 0x20, 0xC3, 0x14, 0x20, 0x50, 0x18, 4, 4, 3, 0x42, 0x40, 0x30, 8, 8, 6]
    let third: [UInt8] = [0x90, 0x21, 0xC3, 0x3B, 0x40, 0x41, 0xF1, 0xA0, 0x64, 0x3C, 0xA3, 0x32, 0x20, 0x18, 0x10, 0x0A]
    let (samples, usual) = try ARW2Stream((first + first + first + first)[...], format: format).decoded()
    let even = [100, 101, 105, 105, 103, 100, 101, 102, 103, 104, 101, 102, 103, 101, 102, 103] as [UInt16]
    #expect((0..<16).map { samples[2 * $0] } == even && usual.serialized() == [0, 0, 0, 0])
    let remainder = try ARW2Stream((first + second + third + first)[...], format: format).decoded().remainder
    #expect(remainder.serialized() == [0, 4, 0x3D, 0xFF, 0xF0, 0, 0, 0])
    let cut = Array(third[..<12]) + [0xFF, 0xFF, 0xFF, 0xFF]
    let odd = try ARW2Stream((first + cut + third + first)[...], format: format).decoded().remainder
    #expect(odd.oddBlocks == [.init(block: 1, places: 0xFE)])
  }

  @Test func foreignPartsAreRefused() throws {
    let format = try ARW2Format(width: 32, height: 1)
    let samples = (0..<32).map { UInt16($0) }
    for remainder in [
      ARW2Remainder(oddBlocks: [.init(block: 2, places: 1)]), ARW2Remainder(oddBlocks: [.init(block: 0, places: 0x11)]),
      ARW2Remainder(oddBlocks: [.init(block: 1, places: 1), .init(block: 0, places: 1)]), ARW2Remainder(choices: [1, 2, 3, 4, 5]),
      // The places of samples that are not the extremes.
      ARW2Remainder(oddBlocks: [.init(block: 0, places: 0xFE)]),
    ] {
      #expect(throws: Fault.self, "\(remainder)") { try ARW2Stream.encode(format: format, samples: samples, remainder: remainder) }
    }
    let usual = ARW2Remainder()
    #expect(throws: Fault.self) { try ARW2Stream.encode(format: format, samples: [1], remainder: usual) }
    #expect(throws: Fault.self) { try ARW2Stream.encode(format: format, samples: samples.map { $0 + 2030 }, remainder: usual) }
    // Steps of sixteen cannot make these.
    #expect(throws: Fault.self) { try ARW2Stream.encode(format: format, samples: samples.map { $0 * 65 }, remainder: usual) }
    #expect(throws: Fault.self) { try ARW2Format(width: 48, height: 2) }
    #expect(throws: Fault.self) { try ARW2Format(width: 0, height: 2) }
    #expect(throws: Fault.self) { try ARW2Format(width: 1 << 40, height: 1 << 40) }
    #expect(throws: Fault.self) { try ARW2Stream([UInt8](repeating: 0, count: 31)[...], format: format) }
  }

  @Test func damagedParts() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let (bytes, samples) = ReferenceBlock.stream([.tied, .odd, .plain], pairs: 3, rows: 20, &random)
    let format = try ARW2Format(width: 96, height: 20)
    let parts = try ARW2Stream(bytes[...], format: format).decoded().remainder.serialized()
    for round in 0..<3000 {
      var damaged = parts
      if round < 100 {
        damaged = Array(parts[..<(parts.count * round / 100)])
      } else {
        for _ in 0...(round % 3) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
      }
      var others = samples
      if round % 5 == 0 { others[random.below(others.count)] = UInt16(random.below(65_536)) }
      do throws(Fault) {
        var reader = ByteReader(damaged)
        let remainder = try ARW2Remainder(parsing: &reader)
        let output = try ARW2Stream.encode(format: format, samples: others, remainder: remainder)
        #expect(output.count == bytes.count + remainder.tail.count)
      } catch {
        #expect(error.kind == .damaged && !error.code.isEmpty)
      }
    }
  }
}
