import Testing

@testable import LosslessJPEG

@Suite struct OptimalTableTests {
  @Test func codesStayWithinSixteenBits() {
    // Fibonacci frequencies make an unlimited Huffman code as deep as it gets.
    var frequencies = [1, 1]
    while frequencies.count < 17 { frequencies.append(frequencies[frequencies.count - 1] + frequencies[frequencies.count - 2]) }
    for shuffled in [frequencies, frequencies.reversed()] {
      let codes = HuffmanTable(frequencies: shuffled).codes
      #expect(codes.count == 17 && Set(codes.map(\.category)).count == 17)
      #expect(codes.allSatisfy { (1...16).contains($0.length) })
      #expect(codes.reduce(0) { $0 + (1 << (16 - $1.length)) } < 1 << 16, "the code of only ones stays free")
      #expect(codes.allSatisfy { $0.bits != (1 << $0.length) - 1 })
    }
  }

  @Test func frequentCategoriesTakeShortCodes() {
    var frequencies = [Int](repeating: 0, count: 17)
    (frequencies[3], frequencies[4], frequencies[9]) = (100, 10, 1)
    let table = HuffmanTable(frequencies: frequencies)
    #expect(table.values == [3, 4, 9])
    #expect(table.codes.map(\.length) == [1, 2, 3])
  }
}
