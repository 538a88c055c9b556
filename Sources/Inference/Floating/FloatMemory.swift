/// Floats at a fixed place, zero at first, freed with their owner. Not safe to change from several threads.
///
/// Whoever uses `start` keeps the owner alive: as a property, or with `withExtendedLifetime`.
package final class FloatMemory {
  package let start: UnsafeMutablePointer<Float>
  package let count: Int

  package init(_ count: Int) {
    self.count = max(count, 1)
    start = .allocate(capacity: self.count)
    start.initialize(repeating: 0, count: self.count)
  }

  package convenience init(_ values: [Float]) {
    self.init(values.count)
    for (index, value) in values.enumerated() { start[index] = value }
  }

  /// A copy of all of it.
  package var numbers: [Float] { withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: start, count: count)) } }

  deinit { start.deallocate() }
}
