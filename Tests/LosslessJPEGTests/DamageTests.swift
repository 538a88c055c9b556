import ByteCoding
import LosslessJPEG
import TestSupport
import Testing

/// Damaged streams: they are refused with a reason, or come back as they are, damage and all; nothing traps.
@Suite struct DamageTests {
  /// True where the stream was taken apart and came back.
  @discardableResult
  private func survives(_ bytes: [UInt8], _ note: Comment) -> Bool {
    do throws(Fault) {
      let stream = try LosslessJPEGStream(parsing: bytes[...])
      let (samples, remainder) = try stream.decoded()
      #expect(try LosslessJPEGStream.encode(header: stream.header, samples: samples, remainder: remainder) == bytes, note)
      return true
    } catch {
      #expect(!error.code.isEmpty && error.code != "ljpeg.inexact" && error.kind != .misuse, note)
      return false
    }
  }

  private func streams() throws -> [ReferenceStream] {
    try (0..<6).map { seed in
      var random = RepeatableRandomNumberGenerator(seed: UInt64(100 + seed))
      var stream = try ReferenceStream.random(&random, width: 12 + seed, height: 9)
      stream.sixteenthCategory = .alone
      return stream
    }
  }

  @Test func truncationAtEachPlace() throws {
    for (index, stream) in try streams().enumerated() {
      let bytes = stream.bytes
      #expect(survives(bytes, "stream \(index)"))
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
        let isWhole = survives(Array(bytes[..<length]), "stream \(index) cut to \(length)")
        #expect(!isWhole || length >= bytes.count - stream.tail.count, "stream \(index) cut to \(length)")
      }
    }
  }

  @Test func flippedBits() throws {
    for (index, stream) in try streams().enumerated() {
      let bytes = stream.bytes
      for bit in stride(from: index, to: bytes.count * 8, by: max(1, bytes.count / 50)) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        survives(damaged, "stream \(index), bit \(bit)")
      }
    }
  }

  @Test func randomBytes() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    for (index, stream) in try streams().enumerated() {
      for round in 0..<200 {
        var bytes = stream.bytes
        for _ in 0..<(1 + random.below(8)) { bytes[random.below(bytes.count)] = [0, 0xFF, UInt8(random.below(256))][random.below(3)] }
        survives(bytes, "stream \(index), round \(round)")
        // Only the coded part is random: most of it is decoded.
        survives(stream.header + random.bytes(400), "stream \(index), round \(round)")
      }
    }
  }

  @Test func largeFramesOfFewBytesTakeNoMemory() throws {
    let table = try HuffmanTable(counts: [1] + [UInt8](repeating: 0, count: 15), values: [0])
    let header = try LosslessJPEGHeader(width: 65_535, height: 9000, components: 1, precision: 8, predictor: 1, tables: [table])
    let fault = #expect(throws: Fault.self) { try LosslessJPEGStream(parsing: (header.bytes + [0, 0, 0])[...]) }
    #expect(fault?.code == "ljpeg.short")
    let larger = #expect(throws: Fault.self) {
      try LosslessJPEGHeader(width: 65_535, height: 65_535, components: 4, precision: 8, predictor: 1, tables: [table])
    }
    #expect(larger?.kind == .overLimit)
  }

  @Test func remainders() throws {
    var random = RepeatableRandomNumberGenerator(seed: 9)
    for _ in 0..<2000 {
      let bytes = random.bytes(random.below(12)).map { random.below(2) == 0 ? $0 & 7 : $0 }
      var reader = ByteReader(bytes)
      guard let remainder = try? LosslessJPEGRemainder(parsing: &reader) else { continue }
      var again = ByteReader(remainder.serialized())
      #expect(try LosslessJPEGRemainder(parsing: &again) == remainder)
    }
  }
}
