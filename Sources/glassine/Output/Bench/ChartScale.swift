import Foundation

/// Puts values of several orders of magnitude on a line.
struct LogScale: Sendable {
  private let low: Double
  private let high: Double
  private let from: Double
  private let to: Double

  /// Ends at powers of ten around the values; values of zero and less are left out.
  init(covering values: [Double], from: Double, to: Double) {
    let known = values.filter { $0 > 0 && $0.isFinite }
    low = log10(known.min() ?? 1).rounded(.down)
    high = max(low + 1, log10(known.max() ?? 10).rounded(.up))
    self.from = from
    self.to = to
  }

  func position(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return from }
    return from + (log10(value) - low) / (high - low) * (to - from)
  }

  /// Powers of ten; 2 and 5 times them where there is room.
  var ticks: [Double] {
    let powers = stride(from: low, through: high, by: 1).map { pow(10, $0) }
    guard high - low <= 3 else { return powers }
    return powers.flatMap { [$0, 2 * $0, 5 * $0] }.filter { $0 <= pow(10, high) * 1.0001 }
  }
}

/// Puts values on a line, with round numbers at the marks.
struct LinearScale: Sendable {
  private let low: Double
  private let high: Double
  private let step: Double
  private let from: Double
  private let to: Double

  init(covering values: [Double], from: Double, to: Double) {
    let known = values.filter(\.isFinite)
    let smallest = known.min() ?? 0
    let largest = max(known.max() ?? 1, smallest + 0.1)
    let rough = (largest - smallest) / 5
    let power = pow(10, log10(rough).rounded(.down))
    step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? power * 10
    low = (smallest / step).rounded(.down) * step
    high = (largest / step).rounded(.up) * step
    self.from = from
    self.to = to
  }

  func position(_ value: Double) -> Double { value.isFinite ? from + (value - low) / (high - low) * (to - from) : from }

  var ticks: [Double] { (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step } }
}

/// Sizes on a line that is drawn out around 1 and pressed together above, where coders that are far from it would leave no room.
struct SizeScale: Sendable {
  private static let limit = 1.12
  private let near: LinearScale
  private let far: LinearScale?
  /// The middle of the gap between both parts; nil where there is one part only.
  let gap: Double?

  init(covering values: [Double], from: Double, to: Double) {
    let above = values.filter { $0 > Self.limit }
    guard !above.isEmpty, above.count < values.count else {
      near = LinearScale(covering: values, from: from, to: to)
      (far, gap) = (nil, nil)
      return
    }
    let middle = from + (to - from) * 0.66
    let half = (to - from) * 0.035
    near = LinearScale(covering: values.filter { $0 <= Self.limit } + [1], from: from, to: middle - half)
    far = LinearScale(covering: above, from: middle + half, to: to)
    gap = middle
  }

  func position(_ value: Double) -> Double { value > Self.limit ? (far ?? near).position(value) : near.position(value) }

  /// Marks and where they stand.
  var ticks: [(value: Double, position: Double)] {
    near.ticks.map { ($0, near.position($0)) } + (far.map { far in far.ticks.map { ($0, far.position($0)) } } ?? [])
  }
}
