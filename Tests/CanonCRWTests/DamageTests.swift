import ByteCoding
import CanonCRW
import TestSupport
import Testing

/// Damaged records: they are refused with a reason, or come back as they are, damage and all; nothing traps.
@Suite struct DamageTests {
  /// True where the record was taken apart and came back.
  @discardableResult
  private func survives(_ bytes: [UInt8], _ format: CRWFormat, _ note: Comment) -> Bool {
    do throws(Fault) {
      let (samples, remainder) = try CRWStream(bytes[...], format: format).decoded()
      #expect(try CRWStream.encode(format: format, samples: samples, remainder: remainder) == bytes, note)
      return true
    } catch {
      #expect(!error.code.isEmpty && error.code != "crw.inexact" && error.kind != .misuse, note)
      return false
    }
  }

  private func records() -> [ReferenceRecord] {
    (0..<8).map { seed in
      var random = RepeatableRandomNumberGenerator(seed: UInt64(100 + seed))
      return .random(&random, width: 32 + 8 * seed, height: 11)
    }
  }

  @Test func truncationAtEachPlace() throws {
    for (index, record) in records().enumerated() {
      let (bytes, format) = (record.bytes, try record.format())
      #expect(survives(bytes, format, "record \(index)"))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
        let isWhole = survives(Array(bytes[..<length]), format, "record \(index) cut to \(length)")
        #expect(!isWhole || length >= bytes.count - record.tail.count, "record \(index) cut to \(length)")
      }
    }
  }

  @Test func flippedBits() throws {
    for (index, record) in records().enumerated() {
      let (bytes, format) = (record.bytes, try record.format())
      for bit in stride(from: index, to: bytes.count * 8, by: max(1, bytes.count / 200)) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        survives(damaged, format, "record \(index), bit \(bit)")
      }
    }
  }

  @Test func randomBytes() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    for (index, record) in records().enumerated() {
      let format = try record.format()
      var whole = 0
      for round in 0..<300 {
        var bytes = record.bytes
        for _ in 0..<(1 + random.below(8)) {
          let place = format.codesStart + random.below(bytes.count - format.codesStart)
          bytes[place] = [0, 0xFF, UInt8(random.below(256))][random.below(3)]
        }
        if survives(bytes, format, "record \(index), round \(round)") { whole += 1 }
        // Codes of any kind: most of them make samples of too many bits.
        survives(record.preamble + random.bytes(400), format, "record \(index), round \(round)")
      }
    }
  }

  @Test func largeImagesOfFewBytesTakeNoMemory() throws {
    let format = try CRWFormat(width: 65_528, height: 9000, table: 0, hasLowBits: false)
    let fault = #expect(throws: Fault.self) { try CRWStream([UInt8](repeating: 0, count: 600)[...], format: format) }
    #expect(fault?.code == "crw.short")
  }

  @Test func remainders() throws {
    var random = RepeatableRandomNumberGenerator(seed: 9)
    var read = 0
    for _ in 0..<4000 {
      let bytes = random.bytes(random.below(14)).map { random.below(3) > 0 ? $0 & 3 : $0 }
      var reader = ByteReader(bytes)
      guard let remainder = try? CRWRemainder(parsing: &reader) else { continue }
      read += 1
      var again = ByteReader(remainder.serialized())
      #expect(try CRWRemainder(parsing: &again) == remainder)
    }
    #expect(read > 100)
  }
}
