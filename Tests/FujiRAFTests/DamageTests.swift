import ByteCoding
import CameraSimulation
import FujiRAF
import SensorModel
import TestSupport
import Testing

/// Damaged streams and foreign parts: told, or put together again as they are; never a trap.
@Suite struct DamageTests {
  @Test func damagedStreams() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for round in 0..<12 {
      let cfa = SimulatedMosaic.all[round % 6]
      let kind = SimulatedMosaic.Content.allCases[round % 4]
      let content = SimulatedMosaic(
        kind, width: [24, 768, 816][round % 3], height: 12, bits: [12, 14, 16][round / 3 % 3], cfa: cfa, &random)
      var compression = content.compression
      compression.filling = round % 2 == 0 ? 0 : 0x5A
      let (bytes, format) = (compression.stream(), try content.format())
      for cut in 0..<300 {
        var damaged = bytes
        if cut < 100 {
          damaged = Array(bytes[..<(bytes.count * cut / 100)])
        } else {
          for _ in 0...(cut % 3) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
        }
        do throws(Fault) {
          let (samples, remainder) = try FujiRAFStream(damaged[...], format: format).decoded()
          let again = try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder)
          #expect(again == damaged, "round \(round), cut \(cut)")
          #expect(cut >= 100)
        } catch {
          #expect(!error.code.isEmpty && error.kind != .misuse)
        }
      }
    }
  }

  /// A strip that is random bits.
  @Test func noiseForCodes() throws {
    for seed in 0..<60 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let cfa = SimulatedMosaic.all[random.below(6)]
      let content = SimulatedMosaic(.flat, width: 792, height: 6, bits: [12, 14, 16][Int(seed % 3)], cfa: cfa, &random)
      var bytes = content.compression.stream()
      let zeros = seed % 2 == 0
      for index in 32..<bytes.count where zeros || random.below(2) == 0 {
        bytes[index] = zeros && seed % 4 == 0 ? 0 : UInt8(random.below(256))
      }
      do throws(Fault) {
        let format = try FujiRAFFormat(width: 792, height: 6, bits: content.bits, filters: .redGreen)
        let (samples, remainder) = try FujiRAFStream(bytes[...], format: format).decoded()
        let again = try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder)
        #expect(again == bytes, "seed \(seed)")
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }

  @Test func foreignParts() throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    let content = SimulatedMosaic(.smooth, width: 792, height: 6, bits: 12, cfa: SimulatedMosaic.all[0], &random)
    let format = try content.format()
    let (samples, good) = try FujiRAFStream(content.compression.stream()[...], format: format).decoded()
    var parts: [FujiRAFRemainder] = []
    for index in 0..<8 {
      var remainder = good
      switch index {
      case 0: remainder.endings.append(nil)
      case 1: remainder.endings = []
      case 2: remainder.outside = []
      case 3: remainder.outside.append(0)
      case 4: remainder.outside = [UInt8](repeating: 0, count: remainder.outside.count)
      case 5: remainder.endings[0] = .init(padding: 255, bytes: [])
      case 6: remainder.tableFill = [1]
      default: remainder.outside = Array(remainder.outside.prefix(remainder.outside.count / 2))
      }
      parts.append(remainder)
    }
    for (index, remainder) in parts.enumerated() {
      #expect(throws: Fault.self, "\(index)") { try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder) }
    }
    #expect(throws: Fault.self) { try FujiRAFStream.encode(format: format, samples: [1], remainder: good) }
    var large = samples
    large[100] = 4096
    #expect(throws: Fault.self) { try FujiRAFStream.encode(format: format, samples: large, remainder: good) }
    for _ in 0..<500 {
      var bytes = good.serialized()
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      var reader = ByteReader(Array(bytes.prefix(random.below(2) == 0 ? bytes.count : random.below(bytes.count))))
      do throws(Fault) {
        let remainder = try FujiRAFRemainder(parsing: &reader)
        _ = try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder)
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }

  /// Codes that mean what a shorter one means: another stream of the same samples, which would not come back.
  @Test func oddCodesAreTold() throws {
    let format = try FujiRAFFormat(width: 768, height: 6, bits: 14, filters: .redGreen)
    // 41 zeros, a one, and 14 bits of what a run of zeros would tell: code 1. Then codes of no zeros, enough of them.
    let strip = [UInt8](repeating: 0, count: 5) + [0b0100_0000, 0, 0] + [UInt8](repeating: 0xFF, count: 20_000)
    let bytes = try FujiRAFStream.Encoder(format, remainder: FujiRAFRemainder(endings: [nil])).stream([strip])
    do throws(Fault) {
      _ = try FujiRAFStream(bytes[...], format: format).decoded()
      Issue.record("an escape for a short code was taken")
    } catch {
      #expect(error.code == "fuji.code")
    }
  }
}
