internal import Synchronization

/// The two-way line between an operation and whoever started it: events go out, a wish to stop comes in.
package final class OperationControl: Sendable {
  private let stopped = Atomic<Bool>(false)
  private let sink: @Sendable (OperationEvent) -> Void

  /// `sink` is called from any thread, never from two at once for the same file.
  package init(_ sink: @escaping @Sendable (OperationEvent) -> Void = { _ in }) { self.sink = sink }

  package func report(_ event: OperationEvent) { sink(event) }

  /// Asks the operation to stop at the next safe point. Safe in a signal source's handler.
  package func stop() { stopped.store(true, ordering: .relaxed) }

  package var isStopped: Bool { stopped.load(ordering: .relaxed) }
}
