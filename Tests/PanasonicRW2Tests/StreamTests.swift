import ByteCoding
import PanasonicRW2
import TestSupport
import Testing

/// Streams of any bytes at all: a slow decoder finds the same samples, and every byte comes back.
@Suite struct StreamTests {
  @discardableResult
  private func check(_ reference: ReferenceRW2, _ note: Comment) throws -> PanasonicRW2Remainder {
    let stream = try PanasonicRW2Stream(reference.bytes[...], format: reference.format)
    var samples = [UInt16](repeating: 7, count: stream.format.sampleCount)
    let remainder = try samples.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(samples == reference.samples, note)
    // Through the parts as an archive would hold them.
    var reader = ByteReader(stream.format.serialized() + remainder.serialized())
    let (format, kept) = (try PanasonicRW2Format(parsing: &reader), try PanasonicRW2Remainder(parsing: &reader))
    #expect(format == stream.format && kept == remainder && reader.isAtEnd, note)
    #expect(try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: kept) == reference.bytes, note)
    return remainder
  }

  @Test(arguments: PanasonicRW2Format.Layout.allCases, [true, false])
  func everySizeComesBack(layout: PanasonicRW2Format.Layout, isRotated: Bool) throws {
    // Blocks: one; such that the last section ends around the rotation's border and at the end.
    for (across, height) in [(1, 1), (3, 1), (1, 7), (5, 33), (512, 1), (513, 1), (171, 3), (128, 8), (256, 8), (1025, 1), (290, 9)] {
      let format = try PanasonicRW2Format(
        width: across * layout.samplesPerBlock, height: height, layout: layout, isRotated: isRotated)
      for (seed, content) in ReferenceRW2.Content.allCases.enumerated() {
        var random = RepeatableRandomNumberGenerator(seed: UInt64(seed + across))
        for extra in [0, random.below(50)] {
          try check(ReferenceRW2(format, content, extra: extra, &random), "\(across)x\(height), \(content), \(extra) more")
        }
      }
    }
  }

  @Test func usualBlocksLeaveNothing() throws {
    for layout in PanasonicRW2Format.Layout.allCases {
      let format = try PanasonicRW2Format(
        width: 64 * layout.samplesPerBlock, height: 40, layout: layout, isRotated: layout != .plainDifferences10)
      var random = RepeatableRandomNumberGenerator(seed: 3)
      let remainder = try check(ReferenceRW2(format, .zeros, extra: 0, &random), "\(layout)")
      #expect(remainder.serialized().count <= 8 && remainder.tail.allSatisfy { $0 == 0 })
    }
  }

  /// Whole streams of either way to say that a sample is the one before it.
  @Test func eitherRestIsUsual() throws {
    let format = try PanasonicRW2Format(width: 14 * 30, height: 40, layout: .differences8, isRotated: false)
    var random = RepeatableRandomNumberGenerator(seed: 4)
    for (value, code, usual) in [(0x400, 0x80, 0), (0x400, 0, 1), (0x30, 0x30, 0), (0x30, 0, 2)] {
      // Two whole samples, then codes at shift 0.
      var bits = [value >> 4, value & 15].flatMap { $0 == value >> 4 ? Self.bits($0, 8) : Self.bits($0, 4) }
      bits += bits
      for _ in 0..<4 { bits += [0, 0] + Self.bits(code, 8) + Self.bits(code, 8) + Self.bits(code, 8) }
      let block = stride(from: 0, to: 128, by: 8).map { start in bits[start..<(start + 8)].reduce(0) { $0 << 1 | UInt8($1) } }
      var reference = ReferenceRW2(format, .zeros, extra: 0, &random)
      for start in stride(from: 0, to: format.blockCount * 16, by: 16) {
        reference.bytes.replaceSubrange(start..<(start + 16), with: block.reversed())
      }
      let remainder = try check(reference, "value \(value), code \(code)")
      #expect(remainder.usualRest == usual && remainder.oddRests.isEmpty && remainder.oddShifts.isEmpty)
      #expect(remainder.serialized().count <= 8)
    }
  }

  private static func bits(_ value: Int, _ count: Int) -> [Int] { (0..<count).reversed().map { value >> $0 & 1 } }

  /// The example of the format's description.
  @Test func workedExample() throws {
    let block: [UInt8] = [0x04, 0x00, 0x40, 0x10, 0x10, 0x10, 0x04, 0x04, 0x04, 0x01, 0x01, 0x01, 0x00, 0x40, 0x40, 0x40].reversed()
    let format = try PanasonicRW2Format(width: 14, height: 1, layout: .differences8, isRotated: false)
    let (samples, remainder) = try PanasonicRW2Stream(block[...], format: format).decoded()
    #expect(samples == [UInt16](repeating: 64, count: 14) && remainder.serialized() == [UInt8](repeating: 0, count: 6))
  }

  @Test func samplesThatDoNotFitAreRefused() throws {
    for (layout, wrong) in [
      (.packed12, [4096]), (.packed14, [16_384]), (.plainDifferences10, [16_384]), (.plainDifferences10, [0, 0, 1024]),
      (.plainDifferences8, [0, 0, 256]), (.plainDifferences8, [4096]), (.differences8, [15]),
      (.differences8, [4096]), (.differences8, [100, 100, 5000]), (.differences8, [100, 100, 0]),
    ] as [(PanasonicRW2Format.Layout, [UInt16])] {
      let format = try PanasonicRW2Format(width: layout.samplesPerBlock, height: 1, layout: layout, isRotated: false)
      let samples = wrong + [UInt16](repeating: wrong.last ?? 0, count: layout.samplesPerBlock - wrong.count)
      let fault = #expect(throws: Fault.self) {
        try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: PanasonicRW2Remainder())
      }
      #expect(fault?.code == "rw2.range", "\(layout), \(wrong)")
      #expect(throws: Fault.self) { try PanasonicRW2Stream.encode(format: format, samples: [1], remainder: PanasonicRW2Remainder()) }
    }
  }

  @Test func formatsThatCannotBe() throws {
    for layout in PanasonicRW2Format.Layout.allCases {
      let count = layout.samplesPerBlock
      for (width, height, code) in [
        (0, 1, "size.empty"), (count, 0, "size.empty"), (count + 1, 1, "rw2.width"), (count * 8000, 9, "size.limit"),
      ] {
        let fault = #expect(throws: Fault.self) { try PanasonicRW2Format(width: width, height: height, layout: layout, isRotated: true) }
        #expect(fault?.code == code)
      }
      let format = try PanasonicRW2Format(width: count * 100, height: 100, layout: layout, isRotated: true)
      let fault = #expect(throws: Fault.self) { try PanasonicRW2Stream([1, 2, 3][...], format: format) }
      #expect(fault?.code == "rw2.short")
    }
    for bytes in [[14, 1, 5, 0], [14, 1, 0, 2]] as [[UInt8]] {
      var reader = ByteReader(bytes)
      #expect(throws: Fault.self) { try PanasonicRW2Format(parsing: &reader) }
    }
  }

  @Test func foreignRemaindersAreRefused() throws {
    let format = try PanasonicRW2Format(width: 14, height: 3, layout: .differences8, isRotated: false)
    let samples = [UInt16](repeating: 300, count: 42)
    var (shifts, rests, spare) = (PanasonicRW2Remainder(), PanasonicRW2Remainder(), PanasonicRW2Remainder())
    shifts.oddShifts.append(1, at: 3)
    rests.oddRests.append(1, at: 4000)
    spare.spareBits.append(1, at: 0)
    for remainder in [shifts, rests, spare] {
      let fault = #expect(throws: Fault.self) { try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: remainder) }
      #expect(fault?.code == "rw2.remainder")
    }
    let rotated = try PanasonicRW2Format(width: 14, height: 3, layout: .differences8, isRotated: true)
    let fault = #expect(throws: Fault.self) {
      try PanasonicRW2Stream.encode(format: rotated, samples: samples, remainder: PanasonicRW2Remainder(tail: [1, 2]))
    }
    #expect(fault?.code == "rw2.remainder")
  }
}
