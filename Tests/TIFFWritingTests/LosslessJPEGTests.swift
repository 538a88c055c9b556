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
    var encoder = LosslessJPEGEncoder(width: size.width, height: size.height, components: size.components)
    let coded = samples.withUnsafeBufferPointer { encoder.encode($0) }
    let decoded = try #require(LosslessJPEGDecoder.decode(coded))
    #expect(decoded.samples == samples)
    #expect(decoded.rows == size.height)
    // The same encoder again: nothing of the last tile is left in it.
    let again = samples.withUnsafeBufferPointer { encoder.encode($0) }
    #expect(again == coded)
  }

  @Test func aDifferenceOf32768TakesNoFurtherBits() throws {
    var encoder = LosslessJPEGEncoder(width: 2, height: 1, components: 1)
    let samples: [UInt16] = [0x8000, 0]
    let coded = samples.withUnsafeBufferPointer { encoder.encode($0) }
    // Two categories of one sample each: codes 0 and 10, then ones to the end of the byte.
    #expect(coded.suffix(3) == [0b0101_1111, 0xFF, 0xD9])
    #expect(LosslessJPEGDecoder.decode(coded)?.samples == samples)
  }

  @Test func codesStayWithinSixteenBits() {
    // Fibonacci frequencies make an unlimited Huffman code as deep as it gets.
    var frequencies = [1, 1]
    while frequencies.count < 17 { frequencies.append(frequencies[frequencies.count - 1] + frequencies[frequencies.count - 2]) }
    for shuffled in [frequencies, frequencies.reversed()] {
      let code = HuffmanCode(frequencies: shuffled)
      #expect(code.lengths.allSatisfy { (1...16).contains($0) })
      #expect(code.counts.reduce(0) { $0 + Int($1) } == 17)
      let kraft = code.lengths.reduce(0) { $0 + (1 << (16 - $1)) }
      #expect(kraft < 1 << 16, "the code of only ones stays free")
      for (index, length) in code.lengths.enumerated() { #expect(code.codes[index] != (1 << length) - 1) }
    }
  }

  @Test func frequentCategoriesTakeShortCodes() {
    var frequencies = [Int](repeating: 0, count: 17)
    (frequencies[3], frequencies[4], frequencies[9]) = (100, 10, 1)
    let code = HuffmanCode(frequencies: frequencies)
    #expect(code.values == [3, 4, 9])
    #expect(code.lengths[3] == 1)
    #expect(code.lengths[4] == 2)
    #expect(code.lengths[9] == 3)
    #expect(code.lengths[0] == 0)
  }
}
