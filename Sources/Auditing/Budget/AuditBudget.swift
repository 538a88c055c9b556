internal import Synchronization

/// What is left of an audit's time and bytes. Safe to use from several threads.
final class AuditBudget: Sendable {
  private struct State {
    var bytes: Int64?
    var hasAdmitted = false
    var isSpent = false
  }

  private let deadline: ContinuousClock.Instant?
  private let state: Mutex<State>
  /// True where sizes matter.
  let countsBytes: Bool

  /// The time begins now.
  init(_ options: AuditOptions) {
    deadline = options.maxSeconds.map { ContinuousClock.now + .seconds(min($0, 1e9)) }
    state = Mutex(State(bytes: options.maxBytes))
    countsBytes = options.maxBytes != nil
  }

  /// Says whether a file may still be looked into, and counts it; once it said no it always does. The first file always may, or one larger
  /// than every budget would never be looked into.
  func admits(bytes: Int64) -> Bool {
    state.withLock { state in
      guard !state.isSpent else { return false }
      if state.hasAdmitted {
        if let left = state.bytes, bytes > left { state.isSpent = true }
        if let deadline, ContinuousClock.now >= deadline { state.isSpent = true }
        if state.isSpent { return false }
      }
      state.hasAdmitted = true
      if let left = state.bytes { state.bytes = max(0, left - min(left, bytes)) }
      return true
    }
  }

  /// True where the time ended after a file was admitted; notes it.
  func isTimeOver() -> Bool {
    guard let deadline, ContinuousClock.now >= deadline else { return false }
    state.withLock { $0.isSpent = true }
    return true
  }

  /// True once a file was refused.
  var isSpent: Bool { state.withLock { $0.isSpent } }
}
