internal import ByteCoding

/// One layer of a network, in integers: outputs x inputs weights in 1/1024, row by row, and a bias for each output in the unit of its sum.
package struct NetworkLayer: Hashable, Sendable {
  /// Values that the layer gives.
  package let outputs: Int
  /// Values that it takes.
  package let inputs: Int
  package var biases: [Int32]
  package var weights: [Int16]

  /// A layer of the profile's integers, unchecked.
  package init(outputs: Int, inputs: Int, biases: [Int32], weights: [Int16]) {
    self.outputs = outputs
    self.inputs = inputs
    self.biases = biases
    self.weights = weights
  }

  /// Whether no sum of values up to `largest` can leave 32 bits.
  func isBounded(largest: Int64) -> Bool {
    (0..<outputs).allSatisfy { output in
      let row = weights[(output * inputs)..<((output + 1) * inputs)]
      return row.reduce(Int64(biases[output].magnitude)) { $0 + Int64($1.magnitude) * largest } <= Int64(Int32.max)
    }
  }
}
