import Testing

@testable import TIFFWriting

@Suite struct LosslessJPEGTests {
  enum Content: String, CaseIterable { case flat, ramp, noise, extremes, alternating }

  func tile(_ content: Content, _ count: Int) -> [UInt16] {
    var random = SplitMix(state: 42)
    return (0..<count).map { index in
      switch content {
      case .flat: 700
      case .ramp: UInt16(truncatingIfNeeded: index * 3)
      case .noise: UInt16(truncatingIfNeeded: random.next())
      case .extremes: [0, 0x8000, 0xFFFF, 0x7FFF, 1][Int(random.next() % 5)]
      case .alternating: index % 2 == 0 ? 0 : 0xFFFF
      }
    }
  }

  @Test(arguments: Content.allCases, [(16, 16, 1), (17, 3, 1), (1, 1, 1), (16, 16, 2), (2, 1, 2), (256, 256, 2), (254, 31, 2)])
  func roundTrip(_ content: Content, _ size: (width: Int, height: Int, components: Int)) throws {
    let samples = tile(content, size.width * size.height)
    let coded = try LosslessJPEGTile(width: size.width, height: size.height, components: size.components).encode(samples)
    let decoded = try #require(LosslessJPEGDecoder.decode(coded))
    #expect(decoded.samples == samples)
    #expect(decoded.rows == size.height)
  }

  @Test func aDifferenceOf32768TakesNoFurtherBits() throws {
    let samples: [UInt16] = [0x8000, 0]
    let coded = try LosslessJPEGTile(width: 2, height: 1, components: 1).encode(samples)
    // Two categories of one sample each: codes 0 and 10, then ones to the end of the byte.
    #expect(coded.suffix(3) == [0b0101_1111, 0xFF, 0xD9])
    #expect(LosslessJPEGDecoder.decode(coded)?.samples == samples)
  }
}
