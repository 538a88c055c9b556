package import ByteCoding

/// What must be known of a Nikon or Pentax strip to decode it: nothing of this stands in the strip itself.
package struct NikonPentaxFormat: Hashable, Sendable {
  /// Samples of a row.
  package let width: Int
  package let height: Int
  package let code: DifferenceCode
  /// The first row with the second code; 0 for none.
  package let splitRow: Int
  /// The code from the split row on.
  package let splitCode: DifferenceCode?
  /// What the first two samples of the first two rows are differences to, row by row. Zeros for Pentax.
  package let predictors: [UInt16]

  /// Throws `damaged` (`size.empty`) or `overLimit` (`size.limit`) for impossible sizes; `misuse` (`nph.format`) for other numbers of
  /// predictors than 4 and split rows without a code or outside the image.
  package init(
    width: Int, height: Int, code: DifferenceCode, splitRow: Int = 0, splitCode: DifferenceCode? = nil,
    predictors: [UInt16] = [0, 0, 0, 0], budget: MemoryBudget = .standard
  ) throws(Fault) {
    try budget.check(width: width, height: height, at: "the raw image")
    guard predictors.count == 4, splitRow == 0 || (1..<height).contains(splitRow), (splitRow == 0) == (splitCode == nil) else {
      throw Fault(.misuse, "nph.format", "a format of \(predictors.count) predictors, split at row \(splitRow)")
    }
    (self.width, self.height, self.code) = (width, height, code)
    (self.splitRow, self.splitCode, self.predictors) = (splitRow, splitCode, predictors)
  }

  package var sampleCount: Int { width * height }

  /// What the first two samples of a row are differences to: the ones two rows above, or the format's.
  @inline(__always)
  func above(_ row: UnsafePointer<UInt16>, _ number: Int, _ column: Int) -> UInt16 {
    number < 2 ? predictors[number * 2 + column] : (row - 2 * width)[column]
  }
}
