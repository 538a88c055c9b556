import ByteCoding
import Inference
import TestSupport
import Testing

@Suite struct NetworkChangesTests {
  /// 4 and 2 inputs, 16 hidden values, everything 0 but what a test sets.
  private static func network(_ set: (inout NetworkBytes) -> Void = { _ in }) throws -> PlaneNetwork {
    var bytes = NetworkBytes(slot: 3, rowInputs: 4, serialInputs: 2, hidden: [16], most: 0, bias: 0, seed: 1)
    set(&bytes)
    return try #require(try NetworkProfile(profile([bytes])).networks.first)
  }

  /// Changes of nothing: biases, then weights.
  private static func none(shift: Int = 0) -> (shift: Int, values: [[Int32]]) {
    (shift, [[Int32](repeating: 0, count: 16 + 16 * 6), [Int32](repeating: 0, count: 2 + 2 * 16)])
  }

  private static func changes(_ shift: Int, _ changed: [(layer: Int, place: Int, value: Int32)]) -> NetworkChanges {
    var (_, values) = none()
    for one in changed { values[one.layer][one.place] = one.value }
    return NetworkChanges(shift: shift, values: values)
  }

  private func expectRefused(_ changes: NetworkChanges, _ network: PlaneNetwork, _ code: String = "network.changes") {
    let fault = #expect(throws: Fault.self) { try changes.applied(to: network) }
    #expect(fault?.kind == .damaged)
    #expect(fault?.code == code)
  }

  @Test func noChangesChangeNothing() throws {
    let network = try #require(
      try NetworkProfile(
        profile([NetworkBytes(slot: 3, rowInputs: 4, serialInputs: 2, hidden: [16], most: 900, bias: 9_000, seed: 5)])
      ).networks.first)
    for shift in 0...NetworkChanges.largestShift {
      let applied = try Self.changes(shift, []).applied(to: network)
      #expect(applied.layers == network.layers)
      #expect(applied.hidden == network.hidden)
      #expect(
        Array(UnsafeBufferPointer(start: applied.rowWeights, count: 64)) == Array(UnsafeBufferPointer(start: network.rowWeights, count: 64))
      )
    }
  }

  @Test func otherShapesAreRefused() throws {
    let (network, values) = (try Self.network(), Self.none().values)
    var shapes = [[], [values[0]], values + [values[1]], [values[1], values[0]], [[], []], [values[0], []]]
    shapes += [
      [values[0] + [0], values[1]], [values[0].dropLast(), values[1]], [values[0], values[1] + [0]], [values[0], values[1].dropLast()],
    ]
    for shape in shapes { expectRefused(NetworkChanges(shift: 0, values: shape), network) }
  }

  @Test func changesLargerThanAnyWeightAreRefused() throws {
    let network = try Self.network()
    for value in [65_536, -65_536, Int32.max, .min] {
      for place in [0, 16, 111] { expectRefused(Self.changes(0, [(0, place, value)]), network) }
    }
  }

  @Test func weightsStayWithin16Bits() throws {
    for (start, change, shift, fits) in [
      (Int16.min, Int32(65_535), 0, true), (.max, -65_535, 0, true), (.max, 1, 0, false), (.min, -1, 0, false), (0, 32_767, 0, true),
      (0, 32_768, 0, false), (0, -32_768, 0, true), (0, -32_769, 0, false), (0, 31, 10, true), (0, 32, 10, false), (0, -32, 10, true),
      (0, -33, 10, false), (0, 65_535, 10, false), (0, -65_535, 10, false),
    ] {
      let network = try Self.network { $0.layers[0].weights[15][5] = start }
      let changes = Self.changes(shift, [(0, 111, change)])
      if fits {
        #expect(try changes.applied(to: network).layers[0].weights[95] == start &+ Int16(truncatingIfNeeded: change << Int32(shift)))
      } else {
        expectRefused(changes, network)
      }
    }
  }

  @Test func biasesStayWithin32Bits() throws {
    // A weight's unit is 64 of a first bias's, 256 of a later one's.
    for (layer, unit) in [(0, 64), (1, 256)] {
      for (start, change, shift, code) in [
        (Int(Int32.max) - unit * 100, 100, 0, nil), (Int(Int32.max) - unit * 100, 101, 0, "network.changes"),
        (unit * 100 - Int(Int32.max), -100, 0, nil), (unit * 100 - Int(Int32.max), -101, 0, "network.changes"),
        // The lowest number has no positive one of its size: the sum's bound refuses it.
        (unit * 100 - Int(Int32.max) - 1 + unit, -101, 0, "profile.bounds"),
        (0, 65_535, 10, "network.changes"), (0, -65_535, 10, "network.changes"), (0, 7, 10, nil), (0, 65_535, 0, nil),
      ] as [(Int, Int, Int, String?)] {
        let network = try Self.network { $0.layers[layer].biases[1] = Int32(start) }
        let changes = Self.changes(shift, [(layer, 1, Int32(change))])
        if let code {
          expectRefused(changes, network, code)
        } else {
          #expect(try changes.applied(to: network).layers[layer].biases[1] == Int32(start + change * unit << shift))
        }
      }
    }
  }

  @Test func sumsStayWithin32Bits() throws {
    let network = try Self.network()
    // Two hidden values of 32,767 times 32,767 leave 131,069 for the bias: 511 steps of 256.
    for (bias, fits) in [(0, true), (511, true), (512, false), (-511, true), (-512, false)] {
      let changes = Self.changes(0, [(1, 2, 32_767), (1, 3, -32_767), (1, 0, Int32(bias))])
      if fits {
        #expect(try changes.applied(to: network).layers[1].weights.prefix(2) == [32_767, -32_767])
      } else {
        expectRefused(changes, network, "profile.bounds")
      }
    }
    expectRefused(Self.changes(0, [(1, 2, 32_767), (1, 3, -32_767), (1, 4, 5)]), network, "profile.bounds")
  }
}
