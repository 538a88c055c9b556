import EntropyCoding
import TestSupport
import Testing

@Suite struct SampleAlphabetTests {
  @Test func numbersAndPositionsAreEachOthersInverse() {
    let widths: [Int32] = [3, 0, 16, 0, 0, 40, 1, 0, 16]
    for alphabet in [SampleAlphabet(lowest: 7, highest: 15), SampleAlphabet(lowest: 7, widths: widths)] {
      #expect(alphabet.lowest == 7 && alphabet.highest == 15)
      #expect(alphabet.positions.count == 9)
      for index in 0..<alphabet.count { #expect(Int(alphabet.positions[alphabet.number(at: index) - 7]) == index) }
    }
    let holes = SampleAlphabet(lowest: 7, widths: widths)
    #expect(holes.numbers == [7, 9, 12, 13, 15])
    #expect(holes.edges == [104, 107, 123, 163, 164])
  }

  @Test func floorsLeaveNearlyEverythingToTheDistribution() {
    for count in [2, 3, 100, 1 << 14, 1 << 15, 65_536] {
      let alphabet = SampleAlphabet(lowest: 0, highest: count - 1)
      #expect(alphabet.floor >= 1)
      #expect(alphabet.shared + UInt64(alphabet.floor) * UInt64(count) == 1 << 26)
      #expect(alphabet.shared >= (1 << 26) - (1 << 16))
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func cellsFollowAHistogram(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let span = 2 + random.below(seed % 5 == 0 ? 65_535 : 500)
    var histogram = (0..<span).map { _ in random.below(3) == 0 ? 0 : random.below(seed % 2 == 0 ? 10 : 100_000) }
    histogram[0] = max(histogram[0], 1)
    histogram[span - 1] = max(histogram[span - 1], 1)
    for shaped in [false, true] {
      let widths = CellWidths.widths(of: histogram, shaped: shaped)
      #expect(widths.count == span)
      #expect(zip(widths, histogram).allSatisfy { ($0 > 0) == ($1 > 0) })
      // A reader refuses cells that are wider together than the line.
      let total = widths.reduce(0) { $0 + Int($1) }
      #expect(total <= max(span * 16, 16 << 16) && total <= 16 << 16, "\(total) for \(span)")
      #expect(abs(total - span * 16) <= max(16, span))
    }
  }

  @Test func evenHistogramsLeaveCellsEven() {
    let widths = CellWidths.widths(of: [Int](repeating: 50, count: 100), shaped: true)
    #expect(widths.allSatisfy { (15...17).contains($0) })
    #expect(CellWidths.widths(of: [4, 0, 4, 0, 4], shaped: false) == [24, 0, 32, 0, 24])
  }
}
