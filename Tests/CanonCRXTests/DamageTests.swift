import ByteCoding
import CameraSimulation
import CanonCRX
import TestSupport
import Testing

/// Damaged pictures: they are refused with a reason, or come back as they are, damage and all; nothing traps.
@Suite struct DamageTests {
  /// True where the picture was taken apart and came back.
  @discardableResult
  private func survives(_ bytes: [UInt8], _ format: CRXFormat, _ note: Comment) -> Bool {
    do throws(Fault) {
      let (samples, remainder) = try CRXStream(bytes[...], format: format).decoded()
      let equal = try CRXStream.encode(format: format, samples: samples, remainder: remainder) == bytes
      #expect(equal, note)
      return true
    } catch {
      #expect(!error.code.isEmpty && error.code != "crx.inexact" && error.kind != .misuse, note)
      return false
    }
  }

  private func pictures() -> [SimulatedCRXPicture] {
    (0..<12).map { seed in
      var random = RepeatableRandomNumberGenerator(seed: UInt64(100 + seed))
      var picture = SimulatedCRXPicture.random(&random, width: 40 + 8 * seed, height: 22)
      picture.habit = SimulatedCRXHabit.allCases[seed % 5]
      return picture
    }
  }

  @Test func truncationAtEachPlace() throws {
    for (index, picture) in pictures().enumerated() {
      let (bytes, format) = (picture.bytes, try picture.format())
      #expect(survives(bytes, format, "picture \(index)"))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
        #expect(!survives(Array(bytes[..<length]), format, "picture \(index) cut to \(length)"))
      }
    }
  }

  @Test func flippedBits() throws {
    for (index, picture) in pictures().enumerated() {
      let (bytes, format) = (picture.bytes, try picture.format())
      let step = max(1, (bytes.count - format.headerSize) / 200)
      for bit in Array(0..<(format.headerSize * 8)) + Array(stride(from: format.headerSize * 8, to: bytes.count * 8, by: step)) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        survives(damaged, format, "picture \(index), bit \(bit)")
      }
    }
  }

  @Test func randomBytes() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    var whole = 0
    for (index, picture) in pictures().enumerated() {
      let (bytes, format) = (picture.bytes, try picture.format())
      for round in 0..<400 {
        var damaged = bytes
        for _ in 0..<(1 + random.below(8)) {
          let place = format.headerSize + random.below(bytes.count - format.headerSize)
          damaged[place] = [0, 0xFF, UInt8(random.below(256))][random.below(3)]
        }
        if survives(damaged, format, "picture \(index), round \(round)") { whole += 1 }
        // Codes of any kind behind sound headers.
        let kind = random.below(4)
        let codes = random.bytes(bytes.count - format.headerSize).map { kind == 0 ? $0 & 1 : kind == 1 ? $0 | 0xF0 : $0 }
        if survives(bytes[..<format.headerSize] + codes, format, "picture \(index), round \(round)") { whole += 1 }
      }
    }
    #expect(whole > 100)
  }

  /// The format of one picture, the bytes of another one.
  @Test func foreignFormats() throws {
    let pictures = pictures()
    for first in pictures {
      for second in pictures { survives(first.bytes, try second.format(), "a foreign format") }
    }
  }

  @Test func largeImagesOfFewBytesTakeNoMemory() throws {
    let format = try CRXFormat(width: 20_000, height: 20_000, tileWidth: 20_000, tileHeight: 20_000, bits: 14)
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let bytes = SimulatedCRXPicture(.flat, width: 20, height: 20, &random).bytes
    let fault = #expect(throws: Fault.self) { try CRXStream(bytes[...], format: format) }
    #expect(fault?.code == "crx.short")
  }

  @Test func partsFromDamagedArchives() throws {
    var random = RepeatableRandomNumberGenerator(seed: 9)
    var (remainders, formats) = (0, 0)
    for _ in 0..<4000 {
      let bytes = random.bytes(4 + random.below(10)).map { random.below(6) > 0 ? $0 & 1 : $0 & 15 }
      var reader = ByteReader(bytes)
      if let remainder = try? CRXRemainder(parsing: &reader) {
        remainders += 1
        var again = ByteReader(remainder.serialized())
        #expect(try CRXRemainder(parsing: &again) == remainder)
      }
      var content: [UInt8] = [UInt8(1 + random.below(2)), 24, 16, 12, 8, UInt8(9 + random.below(6)), UInt8(random.below(4)), 12, 0xE0, 3]
      for _ in 0..<random.below(3) { content[random.below(content.count)] = UInt8(random.below(256)) }
      var formatReader = ByteReader(content + bytes)
      if let format = try? CRXFormat(parsing: &formatReader) {
        formats += 1
        var again = ByteReader(format.serialized())
        #expect(try CRXFormat(parsing: &again) == format)
      }
    }
    #expect(remainders > 100 && formats > 100)
  }

  /// Pictures of a coding that is not handled are refused by name.
  @Test func otherCodingsAreRefused() throws {
    var random = RepeatableRandomNumberGenerator(seed: 10)
    let picture = SimulatedCRXPicture(.smooth, width: 60, height: 40, &random)
    let (bytes, format) = (picture.bytes, try picture.format())
    for (place, value, code) in [
      (20, 0x0A, "crx.rounded"), (20, 0x00, "crx.plain"), (0, 0xFE, "crx.header"), (20, 0x18, "crx.header"), (9, 1, "crx.header"),
      (7, 0, "crx.header"), (3, 16, "crx.header"), (28, 1, "crx.header"), (16, 0xFF, "crx.header"),
    ] {
      var other = bytes
      other[place] = UInt8(value)
      let fault = #expect(throws: Fault.self) { try CRXStream(other[...], format: format) }
      #expect(fault?.code == code, "byte \(place)")
    }
  }
}
