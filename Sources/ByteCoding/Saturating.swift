extension FixedWidthInteger {
  /// The sum, or the nearest number there is: sizes that files claim may be anything, and sums of them must not trap.
  package func addingSaturated(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other < 0 ? .min : .max
  }
}
