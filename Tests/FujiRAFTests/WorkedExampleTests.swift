import ByteCoding
import CameraSimulation
import FujiRAF
import SensorModel
import TestSupport
import Testing

/// The examples of docs/drafts/fuji-raf.md: whoever writes a decoder from that text alone can hold it against these.
@Suite struct WorkedExampleTests {
  /// Slopes, a step in every eighth column, and the largest value here and there.
  private func samples(width: Int, bits: Int) -> [UInt16] {
    (0..<(width * 12)).map { index in
      let (row, column) = (index / width, index % width)
      if (row * 31 + column * 17) % 257 == 0 { return UInt16(1 << bits - 1) }
      return UInt16((row * row * 5 + column * 7 + (column & 7) * 40) % (1 << bits))
    }
  }

  @Test(arguments: [
    (768, 12, FujiColorFilters.redGreen, 10944, "05c02774093795cd7bc9283e0758d9aaa6bb734a3f4187bf67ea1854d798524d"),
    (768, 14, .xTransPaired, 11664, "deea38858d61a4c768d615331911683e23172092dc6c3cb2a8b8c5c277bf5f87"),
    (792, 16, .xTransSplit, 15008, "aa362a1440876709b8eead1ff66983f8b509ac4d35964f847ac76b23d8171cce"),
  ])
  func examples(width: Int, bits: Int, filters: FujiColorFilters, length: Int, digest: String) throws {
    let samples = samples(width: width, bits: bits)
    let cfa = try #require(
      ColorFilterArray(periodWidth: filters.period, periodHeight: filters.period, cells: filters.cell, colors: "RGB"))
    var compression = FujiCompression(Mosaic(width: width, height: 12, samples: samples), cfa: cfa, bits: bits)
    compression.outside = .zeros
    let bytes = compression.stream()
    let format = try FujiRAFFormat(width: width, height: 12, bits: bits, filters: filters)
    let (found, remainder) = try FujiRAFStream(bytes[...], format: format).decoded()
    #expect(found == samples)
    #expect(try FujiRAFStream.encode(format: format, samples: samples, remainder: remainder) == bytes)
    #expect(bytes.count == length && SHA256Digest(of: bytes).hex == digest)
  }
}
