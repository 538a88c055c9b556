package import ByteCoding
internal import Dispatch
internal import Synchronization

/// The results of `body` for 0..<count in order, worked out on up to `workers` threads; on this one alone where `workers` is 1.
///
/// Numbers are taken in order, and after a fault no new one is begun; throws the fault of the lowest number that has one, so results
/// and faults do not depend on the number of workers.
package func concurrentMap<Result: Sendable>(
  _ count: Int, workers: Int, _ body: @Sendable (Int) throws(Fault) -> Result
) throws(Fault) -> [Result] {
  guard workers > 1, count > 1 else {
    var results: [Result] = []
    results.reserveCapacity(count)
    for number in 0..<count { results.append(try body(number)) }
    return results
  }
  let progress = Mutex(ConcurrentProgress<Result>(count: count))
  DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
    while let number = progress.withLock({ $0.take() }) {
      do throws(Fault) {
        let result = try body(number)
        progress.withLock { $0.results[number] = result }
      } catch {
        progress.withLock { $0.fail(number, error) }
      }
    }
  }
  return try progress.withLock { progress throws(Fault) in
    if let fault = progress.fault { throw fault.fault }
    return progress.results.compactMap { $0 }
  }
}

private struct ConcurrentProgress<Result: Sendable> {
  private var next = 0
  var results: [Result?]
  private(set) var fault: (number: Int, fault: Fault)?

  init(count: Int) { results = Array(repeating: nil, count: count) }

  mutating func take() -> Int? {
    guard fault == nil, next < results.count else { return nil }
    defer { next += 1 }
    return next
  }

  mutating func fail(_ number: Int, _ new: Fault) {
    if let fault, fault.number <= number { return }
    fault = (number, new)
  }
}
