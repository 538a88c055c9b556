import ByteCoding
import OlympusORF
import TestSupport
import Testing

/// Damaged streams: they are refused with a reason, or come back as they are, damage and all; nothing traps.
@Suite struct DamageTests {
  @discardableResult
  private func survives(_ bytes: [UInt8], _ format: OlympusORFFormat, _ note: Comment) -> Bool {
    do throws(Fault) {
      let (samples, remainder) = try OlympusORFStream(bytes[...], format: format).decoded()
      #expect(try OlympusORFStream.encode(format: format, samples: samples, remainder: remainder) == bytes, note)
      return true
    } catch {
      #expect(!error.code.isEmpty && error.code != "orf.inexact" && error.kind != .misuse, note)
      return false
    }
  }

  private func references() throws -> [ReferenceORF] {
    try (0..<10).map { seed in
      var random = RepeatableRandomNumberGenerator(seed: UInt64(70 + seed))
      var reference = ReferenceORF(width: 20 + seed * 5, height: 14)
      if seed > 4 { reference.parameters = try .random(&random) }
      reference.fill(ReferenceORF.Content.allCases[seed % 5], bits: 12, &random)
      reference.tail = random.bytes(seed)
      return reference
    }
  }

  @Test func truncationAtEachPlace() throws {
    for (index, reference) in try references().enumerated() {
      let (bytes, format) = (reference.bytes, try reference.format())
      #expect(survives(bytes, format, "stream \(index)"))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 300)) {
        let isWhole = survives(Array(bytes[..<length]), format, "stream \(index) cut to \(length)")
        #expect(!isWhole || length >= bytes.count - reference.tail.count, "stream \(index) cut to \(length)")
      }
    }
  }

  @Test func flippedBits() throws {
    for (index, reference) in try references().enumerated() {
      let (bytes, format) = (reference.bytes, try reference.format())
      for bit in stride(from: index, to: bytes.count * 8, by: max(1, bytes.count / 150)) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        survives(damaged, format, "stream \(index), bit \(bit)")
      }
    }
  }

  @Test func randomBytes() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    var whole = 0
    for (index, reference) in try references().enumerated() {
      let format = try reference.format()
      for round in 0..<300 {
        var bytes = reference.bytes
        for _ in 0..<(1 + random.below(8)) { bytes[random.below(bytes.count)] = [0, 0xFF, UInt8(random.below(256))][random.below(3)] }
        if survives(bytes, format, "stream \(index), round \(round)") { whole += 1 }
        survives(random.bytes(2000), format, "stream \(index), round \(round)")
        survives([UInt8](repeating: 0, count: 3000), format, "stream \(index), zeros")
      }
    }
    #expect(whole > 10)
  }

  @Test func partsOfLies() throws {
    var random = RepeatableRandomNumberGenerator(seed: 9)
    var read = 0
    for _ in 0..<4000 {
      let bytes = random.bytes(random.below(24)).map { random.below(3) > 0 ? $0 & 3 : $0 }
      var reader = ByteReader(bytes)
      if let format = try? OlympusORFFormat(parsing: &reader), format.sampleCount < 100_000 {
        _ = try? OlympusORFStream(bytes[...], format: format).decoded()
      }
      reader = ByteReader(bytes)
      guard let remainder = try? OlympusORFRemainder(parsing: &reader), remainder.tail.count < 1 << 20 else { continue }
      read += 1
      var again = ByteReader(remainder.serialized())
      #expect(try OlympusORFRemainder(parsing: &again) == remainder)
      let samples = (0..<60).map { _ in UInt16(random.below(4096)) }
      _ = try? OlympusORFStream.encode(format: OlympusORFFormat(width: 10, height: 6), samples: samples, remainder: remainder)
    }
    #expect(read > 50)
  }
}
