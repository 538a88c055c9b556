/// One plane of a JPEG as its file holds it: quantised coefficients and their steps.
package struct CoefficientPlane: Sendable {
  package let blocksWide: Int
  package let blocksHigh: Int
  /// 64 steps, row by row (not zigzag), 1 to 65535.
  package let table: [Float]
  /// Quantised, block after block in rows of blocks, 64 numbers each in the order of the table.
  package let coefficients: [Int16]

  /// Nil where the numbers do not fit each other, or a step is 0.
  package init?(blocksWide: Int, blocksHigh: Int, table: [UInt16], coefficients: [Int16]) {
    let (blocks, isTooMany) = blocksWide.multipliedReportingOverflow(by: blocksHigh)
    guard blocksWide > 0, blocksHigh > 0, !isTooMany, table.count == 64, coefficients.count / 64 == blocks, coefficients.count % 64 == 0,
      !table.contains(0)
    else { return nil }
    self.blocksWide = blocksWide
    self.blocksHigh = blocksHigh
    self.table = table.map { Float($0) }
    self.coefficients = coefficients
  }

  /// A row of blocks, dequantised: 64 floats a block.
  func dequantise(row: Int, into out: UnsafeMutablePointer<Float>) {
    coefficients.withUnsafeBufferPointer { numbers in
      table.withUnsafeBufferPointer { steps in
        for block in 0..<blocksWide {
          let first = (row * blocksWide + block) * 64
          for index in 0..<64 { out[block * 64 + index] = Float(numbers[first + index]) * steps[index] }
        }
      }
    }
  }
}
