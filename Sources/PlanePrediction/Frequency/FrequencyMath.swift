internal import EntropyCoding
internal import Foundation

/// Small steps that the fit and the coder share.
package enum FrequencyMath {
  /// An error in 1/16 numbers as the magnitude that windows keep.
  @inline(__always)
  package static func magnitude(_ error: Int32, _ errorShift: Int) -> Int16 {
    Int16(truncatingIfNeeded: min(Int32(bitPattern: error.magnitude) &>> Int32(errorShift), 32_767))
  }

  /// Tells the high-frequency compressor about one sample: how far it is from the first prediction, or nothing but the scale expected.
  @inline(__always)
  package static func set(
    _ low: FrequencyPlan.LowFrequencies, row: Int, column: Int, residual: Int32, code: Int, isLow: Bool, errorShift: Int
  ) {
    if isLow {
      let magnitude = magnitude(residual, errorShift)
      low.residuals.row(row)[column] = residual < 0 ? 0 &- magnitude : magnitude
      low.magnitudes.row(row)[column] = magnitude
    } else {
      // The scale of the distribution is the error expected over the root of two.
      let scale = ScaleTable.scales[min(code + 8, ScaleTable.largest)] >> 8
      low.residuals.row(row)[column] = 0
      low.magnitudes.row(row)[column] = Int16(truncatingIfNeeded: min(scale >> Int64(errorShift), 32_767))
    }
  }

  /// Bits of a sample, about, by the logistic distribution; encoder only.
  static func cost(error: Int32, code: Int) -> Double {
    let scale = max(Double(ScaleTable.scales[code]) / 256, 5)
    let distance = Double(error.magnitude) / scale
    return log2(scale) + distance * 1.442_695 + 2 * log2(1 + exp(-distance))
  }
}
