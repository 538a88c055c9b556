/// An unsigned fraction as Exif holds it; the denominator may be zero, for "unknown".
package struct UnsignedRational: Hashable, Sendable {
  package let numerator: UInt32
  package let denominator: UInt32

  package init(numerator: UInt32, denominator: UInt32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The simplest fraction within a millionth of the value: 0.004 is 1/250. Nil for what no such fraction can hold.
  package init?(_ value: Double) {
    guard value.isFinite, value >= 0, value < 4_294_967_295 else { return nil }
    var (previous, current) = ((0.0, 1.0), (1.0, 0.0))
    var rest = value
    for _ in 0..<24 {
      let whole = rest.rounded(.down)
      let next = (whole * current.0 + previous.0, whole * current.1 + previous.1)
      guard next.0 < 4_294_967_295, next.1 < 4_294_967_295 else { break }
      (previous, current) = (current, next)
      if abs(current.0 / current.1 - value) <= value * 1e-6 || rest == whole { break }
      rest = 1 / (rest - whole)
    }
    guard current.1 > 0 else { return nil }
    self.init(numerator: UInt32(current.0), denominator: UInt32(current.1))
  }

  /// `1/250`.
  package var text: String { "\(numerator)/\(denominator)" }
}
