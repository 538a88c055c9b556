import Foundation

/// A smoothed rate: what happened lately counts most, what happened long ago fades.
///
/// Works with bytes of any kind and seconds of any clock that goes forward.
struct RateMeter: Sendable {
  /// Seconds after which old measurements have faded to a third.
  private let memory: Double
  private var weightedAmount = 0.0
  private var weightedTime = 0.0
  private var pending = 0.0
  private var last: Double?

  init(memory: Double = 20) { self.memory = memory }

  /// `amount` was done up to the moment `now`, in seconds.
  mutating func add(_ amount: Double, at now: Double) {
    guard let last else {
      last = now
      pending += amount
      return
    }
    pending += amount
    let elapsed = now - last
    // Moments too close together are gathered: their quotient says nothing.
    guard elapsed >= 0.05 else { return }
    let fade = exp(-elapsed / memory)
    weightedAmount = weightedAmount * fade + pending
    weightedTime = weightedTime * fade + elapsed
    pending = 0
    self.last = now
  }

  /// Per second; nil until something was measured. Time since the last addition counts, so that a rate falls when nothing happens.
  func rate(at now: Double) -> Double? {
    guard let last, weightedAmount + pending > 0 else { return nil }
    let time = weightedTime + max(0, now - last)
    return time > 0.2 ? (weightedAmount + pending) / time : nil
  }
}
