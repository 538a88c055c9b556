import ByteCoding
import PanasonicRW2
import TestSupport
import Testing

/// Cut streams, and parts that were never one stream: refused with a reason; nothing traps.
@Suite struct DamageTests {
  @Test(arguments: PanasonicRW2Format.Layout.allCases, [true, false])
  func truncationAtEachPlace(layout: PanasonicRW2Format.Layout, isRotated: Bool) throws {
    var random = RepeatableRandomNumberGenerator(seed: 40)
    for across in [7, 300, 530, 1100] {
      let format = try PanasonicRW2Format(width: across * layout.samplesPerBlock, height: 3, layout: layout, isRotated: isRotated)
      let bytes = ReferenceRW2(format, .sparse, extra: 100, &random).bytes
      let (least, step) = (format.leastByteCount, max(1, bytes.count / 100))
      for length in Array(stride(from: 0, through: bytes.count, by: step)) + [least, least - 1] {
        do throws(Fault) {
          let (samples, remainder) = try PanasonicRW2Stream(bytes[..<length], format: format).decoded()
          #expect(length >= least)
          #expect(try PanasonicRW2Stream.encode(format: format, samples: samples, remainder: remainder)[...] == bytes[..<length])
        } catch {
          #expect(error.code == "rw2.short" && length < least)
        }
      }
    }
  }

  @Test func partsOfLies() throws {
    var random = RepeatableRandomNumberGenerator(seed: 9)
    var read = 0
    for round in 0..<6000 {
      let bytes = random.bytes(random.below(24)).map { random.below(3) > 0 ? $0 & 3 : $0 }
      var reader = ByteReader(bytes)
      if let format = try? PanasonicRW2Format(parsing: &reader), format.sampleCount < 100_000 {
        _ = try? PanasonicRW2Stream(bytes[...], format: format).decoded()
      }
      reader = ByteReader(bytes)
      guard let remainder = try? PanasonicRW2Remainder(parsing: &reader), remainder.tail.count < 1 << 20 else { continue }
      read += 1
      var again = ByteReader(remainder.serialized())
      #expect(try PanasonicRW2Remainder(parsing: &again) == remainder)
      let layout = PanasonicRW2Format.Layout.allCases[round % 4]
      let samples = (0..<(layout.samplesPerBlock * 4)).map { _ in UInt16(100 + random.below(1 + round * 10)) }
      let format = try PanasonicRW2Format(width: layout.samplesPerBlock * 2, height: 2, layout: layout, isRotated: round % 8 < 4)
      _ = try? PanasonicRW2Stream.encode(format: format, samples: samples, remainder: remainder)
    }
    #expect(read > 50)
  }
}
