import ByteCoding
import CameraSimulation
import Foundation
import FujiRAF
import SensorModel
import TestSupport
import Testing

/// Streams of the simulator's plain encoder: their samples are found, and every byte comes back.
@Suite struct StreamTests {
  @discardableResult
  private func check(_ bytes: [UInt8], _ content: SimulatedMosaic, _ note: Comment) throws -> FujiRAFRemainder {
    let format = try content.format()
    let stream = try FujiRAFStream(bytes[...], format: format)
    var found = [UInt16](repeating: 7, count: format.sampleCount)
    let remainder = try found.withUnsafeMutableBufferPointer { try stream.decodeProving(into: $0) }
    #expect(found == content.mosaic.samples, note)
    // Through the parts as an archive would hold them.
    var (reader, formatReader) = (ByteReader(remainder.serialized()), ByteReader(format.serialized()))
    let (kept, keptFormat) = (try FujiRAFRemainder(parsing: &reader), try FujiRAFFormat(parsing: &formatReader))
    #expect(kept == remainder && reader.isAtEnd && keptFormat == format && formatReader.isAtEnd, note)
    #expect(try FujiRAFStream.encode(format: keptFormat, samples: found, remainder: kept) == bytes, note)
    return remainder
  }

  @Test(arguments: [12, 14, 16], SimulatedMosaic.Content.allCases)
  func everyFilter(bits: Int, kind: SimulatedMosaic.Content) throws {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(bits))
    for cfa in SimulatedMosaic.all {
      for (width, height) in [(768, 24), (24, 6), (792, 12), (1536, 6)] {
        let content = SimulatedMosaic(kind, width: width, height: height, bits: bits, cfa: cfa, &random)
        try check(content.compression.stream(), content, "\(bits) bits, \(kind), \(cfa.name), \(width)x\(height)")
      }
    }
  }

  /// Whole strips, narrow last ones, wide last ones, one row of blocks and many.
  @Test(arguments: [(24, 6), (744, 60), (768, 300), (2304, 12), (2328, 18), (3048, 18), (6048, 6), (48, 1500)])
  func sizes(width: Int, height: Int) throws {
    for (turn, cfa) in [SimulatedMosaic.all[0], SimulatedMosaic.xTrans].enumerated() {
      var random = RepeatableRandomNumberGenerator(seed: UInt64(width * height + turn))
      let content = SimulatedMosaic(.smooth, width: width, height: height, bits: 14, cfa: cfa, &random)
      let remainder = try check(content.compression.stream(), content, "\(width)x\(height), \(cfa.name)")
      // A byte a strip, four others, and the codes beyond the mosaic.
      #expect(remainder.serialized().count <= (width + 767) / 768 + 8 + remainder.outside.count)
      #expect(remainder.outside.isEmpty == (width % 768 == 0))
    }
  }

  @Test(arguments: FujiCompression.Outside.allCases)
  func odds(outside: FujiCompression.Outside) throws {
    for seed in 0..<30 as Range<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let (width, height, bits) = (24 * (1 + random.below(70)), 6 * (1 + random.below(4)), [12, 14, 16][random.below(3)])
      let cfa = SimulatedMosaic.all[random.below(SimulatedMosaic.all.count)]
      let kind = SimulatedMosaic.Content.allCases[random.below(4)]
      let content = SimulatedMosaic(kind, width: width, height: height, bits: bits, cfa: cfa, &random)
      var compression = content.compression
      compression.outside = outside
      compression.filling = UInt8(random.below(256))
      compression.excess = random.below(40)
      let tail = random.bytes(random.below(3) * random.below(50))
      let remainder = try check(compression.stream() + tail, content, "seed \(seed)")
      #expect(remainder.tail == tail)
    }
  }

  /// Strip by strip, in any order and on several threads.
  @Test func stripsByThemselves() throws {
    var random = RepeatableRandomNumberGenerator(seed: 3)
    let content = SimulatedMosaic(.smooth, width: 3096, height: 60, bits: 14, cfa: SimulatedMosaic.xTrans, &random)
    let bytes = content.compression.stream()
    let stream = try FujiRAFStream(bytes[...], format: try content.format())
    let (samples, remainder) = try stream.decoded()
    let count = stream.format.stripCount
    nonisolated(unsafe) let target = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: samples.count)
    defer { target.deallocate() }
    nonisolated(unsafe) var parts = [FujiRAFStream.StripRemainder?](repeating: nil, count: count)
    let lock = NSLock()
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let part = try? stream.decode(strip: count - 1 - index, into: target)
      lock.withLock { parts[count - 1 - index] = part }
    }
    #expect(try stream.remainder(parts.compactMap(\.self)) == remainder)
    #expect(Array(target) == samples)
    let encoder = try FujiRAFStream.Encoder(stream.format, remainder: remainder)
    nonisolated(unsafe) var strips = [[UInt8]](repeating: [], count: count)
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let strip = try? encoder.encode(strip: index, samples: UnsafeBufferPointer(target))
      lock.withLock { strips[index] = strip ?? [] }
    }
    #expect(try encoder.stream(strips) == bytes)
  }

  /// Of all shifts of the X-Trans cell, mirrored and not, one fits the order of coding; the others are refused.
  @Test func filtersThatFit() {
    for filters in [FujiColorFilters.xTransPaired, .xTransSplit] {
      #expect(FujiColorFilters(xTrans: filters.cell) == filters)
      let mirrored = (0..<6).flatMap { filters.cell[($0 * 6)..<($0 * 6 + 6)].reversed() }
      let all = [filters.cell, mirrored].flatMap { cell in
        (0..<36).map { SimulatedMosaic.shifted(cell, down: $0 / 6, across: $0 % 6) }
      }
      #expect(Set(all.filter { FujiColorFilters(xTrans: $0) == filters }) == [filters.cell])
    }
    for colors in [[], [UInt8](repeating: 1, count: 36), FujiColorFilters.redGreen.cell, [UInt8](repeating: 9, count: 37)] {
      #expect(FujiColorFilters(xTrans: colors) == nil)
    }
  }

  @Test func formatsThatCannotBe() throws {
    for (width, height, bits) in [
      (0, 6, 14), (24, 0, 14), (23, 6, 14), (24, 7, 14), (24, 6, 13), (24, 6, 8), (-24, 6, 14), (65_520, 65_532, 14), (65_304, 6, 14),
    ] {
      #expect(throws: Fault.self, "\(width)x\(height)") {
        try FujiRAFFormat(width: width, height: height, bits: bits, filters: .redGreen)
      }
    }
    // The widest there is.
    let widest = try FujiRAFFormat(width: 65_280, height: 6, bits: 16, filters: .redGreen)
    let dark = [UInt16](repeating: 0, count: widest.sampleCount)
    let remainder = FujiRAFRemainder(endings: Array(repeating: nil, count: 85))
    let bytes = try FujiRAFStream.encode(format: widest, samples: dark, remainder: remainder)
    #expect(try FujiRAFStream(bytes[...], format: widest).decoded() == (dark, remainder))
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let format = try FujiRAFFormat(width: 768, height: 600, bits: 14, filters: try SimulatedMosaic.filters(SimulatedMosaic.xTrans))
    for _ in 0..<2000 {
      var bytes = format.serialized()
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      var reader = ByteReader(Array(bytes.prefix(random.below(bytes.count + 1))))
      do throws(Fault) {
        let read = try FujiRAFFormat(parsing: &reader)
        #expect(read.serialized() == Array(bytes.prefix(reader.offset)))
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }
}
