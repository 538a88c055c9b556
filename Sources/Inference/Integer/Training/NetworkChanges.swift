package import ByteCoding

/// What an encoder changed in a profile's network to suit one plane: FORMAT.md 5.6.1.
///
/// Changes are whole multiples of 2^`shift` units of a weight, and of as much more of a bias as its sum's unit is finer.
package struct NetworkChanges: Hashable, Sendable {
  /// 0...10.
  package let shift: Int
  /// Layer by layer: first those of the biases, then those of the weights.
  package let values: [[Int32]]

  /// A weight's unit is 1/1024: steps beyond 1 make no sense.
  package static let largestShift = 10
  /// Larger changes of a weight than its whole range make no sense.
  package static let largest: Int32 = 65_535

  /// Changes as a writer or a reader found them; `applied(to:)` checks them.
  package init(shift: Int, values: [[Int32]]) {
    self.shift = shift
    self.values = values
  }

  /// The network with the changes made. Throws `.damaged` (`network.changes`, `profile.bounds`) where a weight leaves 16 bits or a sum 32.
  package func applied(to network: PlaneNetwork) throws(Fault) -> PlaneNetwork {
    var layers = network.layers
    guard values.count == layers.count else { throw Self.refused("changes of \(values.count) layers") }
    for number in layers.indices {
      let changes = values[number]
      let outputs = layers[number].outputs
      guard changes.count == outputs + layers[number].weights.count, changes.allSatisfy({ $0.magnitude <= Self.largest }) else {
        throw Self.refused("changes that do not fit layer \(number)")
      }
      let unit = Int64(1) << Int64(shift)
      let biasUnit = unit * (number == 0 ? PlaneNetwork.inputUnit : PlaneNetwork.activationUnit)
      for output in 0..<outputs {
        guard let bias = Int32(exactly: Int64(layers[number].biases[output]) + Int64(changes[output]) * biasUnit) else {
          throw Self.refused("a bias of layer \(number) leaves 32 bits")
        }
        layers[number].biases[output] = bias
      }
      for position in layers[number].weights.indices {
        guard let weight = Int16(exactly: Int64(layers[number].weights[position]) + Int64(changes[outputs + position]) * unit) else {
          throw Self.refused("a weight of layer \(number) leaves 16 bits")
        }
        layers[number].weights[position] = weight
      }
    }
    return try PlaneNetwork(slot: network.slot, rowInputs: network.rowInputs, serialInputs: network.serialInputs, layers: layers)
  }

  private static func refused(_ cause: String) -> Fault { .damaged("network.changes", cause) }
}
