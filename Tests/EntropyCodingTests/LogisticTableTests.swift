import EntropyCoding
import Foundation
import Testing

/// The logistic distribution in integers is the logistic distribution.
@Suite struct LogisticTableTests {
  private let table = LogisticTable.shared

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test func binsPartitionTheGrid() {
    #expect(table.steps.count == LogisticTable.gridCount)
    #expect(table.masses.count == LogisticTable.binCount)
    #expect(LogisticTable.binCount == 2 * (LogisticTable.positiveEdges.count - 1))
    let bins = table.steps.map(\.bin)
    #expect(bins.first == 0 && bins.last == Int32(LogisticTable.binCount - 1))
    for (left, right) in zip(bins, bins.dropFirst()) { #expect(right == left || right == left + 1) }
    let edges = LogisticTable.positiveEdges
    let sizes = zip(edges, edges.dropFirst()).map { $1 - $0 }
    let counts = bins.reduce(into: [Int](repeating: 0, count: LogisticTable.binCount)) { $0[Int($1)] += 1 }
    #expect(counts == sizes.reversed() + sizes)
  }

  @Test func massesAddUp() {
    #expect(table.masses.reduce(0, +) == 1 << 16)
    #expect(table.masses.allSatisfy { $0 > 0 })
  }

  @Test func sharesRiseFromZeroToOne() {
    for bin in 0..<LogisticTable.binCount {
      let steps = table.steps.filter { $0.bin == Int32(bin) }
      #expect(steps.first?.base == 0)
      for (left, right) in zip(steps, steps.dropFirst()) { #expect(left.base + left.slope == right.base) }
      // Far out a step's share may round to nothing; there every number has its floor.
      if (1..<(LogisticTable.binCount - 1)).contains(bin) { #expect(steps.allSatisfy { $0.slope > 0 }) }
      #expect(steps.last.map { $0.base + $0.slope } == 1 << 16)
    }
  }

  @Test func stepsAreThoseOfTheLogisticFunction() {
    // The cumulative frequency at every step, from mass and share, against floating point.
    var below = 0.0
    var bin: Int32 = 0
    for (position, step) in table.steps.enumerated() {
      if step.bin != bin {
        below += Double(table.masses[Int(bin)]) / 65_536
        bin = step.bin
      }
      let found = below + Double(table.masses[Int(bin)]) / 65_536 * Double(step.base) / 65_536
      #expect(abs(found - Self.logistic(Double(position - 1024) / 64)) < 1e-4, "step \(position)")
    }
  }

  @Test func massesAreThoseOfTheLogisticFunction() {
    let edges =
      LogisticTable.positiveEdges.dropFirst().reversed().map { -Double($0) / 64 } + LogisticTable.positiveEdges.map { Double($0) / 64 }
    for bin in 0..<LogisticTable.binCount {
      let low = bin == 0 ? 0 : Self.logistic(edges[bin])
      let high = bin == LogisticTable.binCount - 1 ? 1 : Self.logistic(edges[bin + 1])
      #expect(abs(Double(table.masses[bin]) / 65_536 - (high - low)) < 1e-4)
    }
  }

  @Test func theInverseLeadsToItsShare() {
    let nodes = LogisticTable.inverseSteps + 1
    #expect(table.inverse.count == LogisticTable.binCount * nodes)
    for bin in 0..<LogisticTable.binCount {
      let places = table.inverse[(bin * nodes)..<((bin + 1) * nodes)].map { Int($0) }
      #expect(places == places.sorted())
      for (number, place) in places.enumerated() {
        let position = min(place + Int(LogisticTable.reach), 2 * Int(LogisticTable.reach) - 1)
        let step = table.steps[position / 64]
        guard step.bin == Int32(bin) else {
          #expect(number == LogisticTable.inverseSteps, "bin \(bin)")
          continue
        }
        let share = Double(step.base) + Double(step.slope) * Double(position % 64) / 64
        #expect(abs(share - Double(number) * 4096) < Double(step.slope) / 16 + 64, "bin \(bin), node \(number)")
      }
    }
  }
}
