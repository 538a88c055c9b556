internal import Dispatch
internal import Synchronization

/// Runs one piece of work on several threads at once, each taking the next item when it is done with the last.
package enum Workers {
  /// Calls `body` for every item that `next` gives, on up to `count` threads; `next` is never called by two at once.
  ///
  /// Returns when `next` gave nil to every thread. The calling thread works too; with one worker nothing else does.
  package static func drain<Item: Sendable>(
    _ count: Int, next: @escaping @Sendable () -> Item?, _ body: @escaping @Sendable (Item) -> Void
  ) {
    let turn = Mutex(())
    let work: @Sendable (Int) -> Void = { _ in
      while let item = turn.withLock({ _ in next() }) { body(item) }
    }
    if count <= 1 {
      work(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }
  }

  /// Calls `body` for every item of an array on up to `count` threads.
  package static func forEach<Item: Sendable>(_ items: [Item], _ count: Int, _ body: @escaping @Sendable (Item) -> Void) {
    let position = Mutex(0)
    drain(min(count, items.count)) {
      position.withLock { position in
        guard position < items.count else { return nil }
        defer { position += 1 }
        return items[position]
      }
    } _: {
      body($0)
    }
  }
}
