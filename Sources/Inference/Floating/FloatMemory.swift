/// Floats at a fixed place, zero at first, freed with their owner. Not safe to change from several threads.
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

  deinit { start.deallocate() }
}
