internal import ByteCoding
package import CKernels

/// A small multilayer perceptron in integers: row inputs that are known before a row begins, serial inputs that wait for the sample to
/// the left, one to three hidden layers, two outputs.
///
/// Inputs are in 1/64, within ±1100; hidden activations in 1/256, 0...32767; weights in 1/1024, 16 bits; sums in 32 bits, bounded when the
/// network is read. Outputs are in 1/1024.
package final class PlaneNetwork: Sendable {
  package let slot: Int
  package let rowInputs: Int
  package let serialInputs: Int
  package let hidden: [Int]
  /// As the profile has them, the last one with two outputs.
  package let layers: [NetworkLayer]
  private nonisolated(unsafe) let rowWeightsMemory: UnsafeMutablePointer<Int16>
  private nonisolated(unsafe) let memory: UnsafeMutablePointer<Int16>
  private nonisolated(unsafe) let biasMemory: UnsafeMutablePointer<Int32>
  private nonisolated(unsafe) let structure: UnsafeMutablePointer<glassine_network>

  package static let largestInput: Int64 = 1100
  package static let largestWidth = 64
  /// A first layer's sum has this times the unit of a weight, a later one's `activationUnit`.
  static let inputUnit: Int64 = 64
  static let activationUnit: Int64 = 256
  private static let mostInputs = 128

  /// Weights of the first layer for the row inputs, laid out for `dense_pairs`.
  package var rowWeights: UnsafePointer<Int16> { UnsafePointer(rowWeightsMemory) }
  package var rowBiases: UnsafePointer<Int32> { UnsafePointer(biasMemory) }
  package var step: UnsafePointer<glassine_network> { UnsafePointer(structure) }

  /// Reads one network of a profile file, FORMAT.md 5.8. Throws `.damaged` (`profile.*`).
  convenience init(from reader: inout ByteReader) throws(Fault) {
    let slot = Int(try reader.u16())
    let (rowInputs, serialInputs) = (Int(try reader.u16()), Int(try reader.u16()))
    let layerCount = Int(try reader.u16())
    guard (2...4).contains(layerCount), (2...Self.mostInputs).contains(rowInputs), rowInputs % 2 == 0, serialInputs % 2 == 0,
      serialInputs <= 32
    else {
      throw .damaged("profile.shape", "network \(slot) has \(rowInputs) and \(serialInputs) inputs and \(layerCount) layers")
    }
    var layers: [NetworkLayer] = []
    for number in 0..<layerCount {
      let (outputs, inputs) = (Int(try reader.u16()), Int(try reader.u16()))
      let shift = try reader.u8()
      _ = try reader.read(3)
      let isLast = number == layerCount - 1
      let expected = layers.last?.outputs ?? (rowInputs + serialInputs)
      guard inputs == expected, isLast ? outputs == 2 : outputs % 16 == 0 && (16...Self.largestWidth).contains(outputs),
        shift == (number == 0 || isLast ? 8 : 10)
      else {
        throw .damaged("profile.layer", "layer \(number) of network \(slot) has \(inputs) inputs, \(outputs) outputs and shift \(shift)")
      }
      var biases: [Int32] = []
      for _ in 0..<outputs { biases.append(Int32(bitPattern: try reader.u32())) }
      var weights: [Int16] = []
      weights.reserveCapacity(outputs * inputs)
      for _ in 0..<(outputs * inputs) { weights.append(Int16(bitPattern: try reader.u16())) }
      layers.append(NetworkLayer(outputs: outputs, inputs: inputs, biases: biases, weights: weights))
    }
    try self.init(slot: slot, rowInputs: rowInputs, serialInputs: serialInputs, layers: layers)
  }

  /// A network of layers whose shapes are right. Throws `.damaged` (`profile.bounds`) where a sum could leave 32 bits.
  init(slot: Int, rowInputs: Int, serialInputs: Int, layers: [NetworkLayer]) throws(Fault) {
    for (number, layer) in layers.enumerated() where !layer.isBounded(largest: number == 0 ? Self.largestInput : 32_767) {
      throw .damaged("profile.bounds", "a sum of layer \(number) of network \(slot) can leave 32 bits")
    }
    let layerCount = layers.count
    self.slot = slot
    self.rowInputs = rowInputs
    self.serialInputs = serialInputs
    self.layers = layers
    hidden = layers.dropLast().map(\.outputs)

    func pairs(_ layer: NetworkLayer, _ inputs: Range<Int>) -> [Int16] {
      var weights: [Int16] = []
      for input in stride(from: inputs.lowerBound, to: inputs.upperBound, by: 2) {
        for output in 0..<layer.outputs {
          weights.append(layer.weights[output * layer.inputs + input])
          weights.append(layer.weights[output * layer.inputs + input + 1])
        }
      }
      return weights
    }
    let rowWeights = pairs(layers[0], 0..<rowInputs)
    var parts = [pairs(layers[0], rowInputs..<(rowInputs + serialInputs))]
    for layer in layers[1..<(layerCount - 1)] { parts.append(pairs(layer, 0..<layer.inputs)) }
    parts.append(layers[layerCount - 1].weights)
    let biases = layers.map(\.biases)
    rowWeightsMemory = .allocate(capacity: rowWeights.count)
    rowWeightsMemory.initialize(from: rowWeights, count: rowWeights.count)
    memory = .allocate(capacity: parts.reduce(64) { $0 + $1.count })
    biasMemory = .allocate(capacity: biases.reduce(64) { $0 + $1.count })
    structure = .allocate(capacity: 1)
    var network = glassine_network()
    network.hidden_layers = Int32(layerCount - 1)
    network.serial_inputs = Int32(serialInputs)
    var next = memory
    var starts: [UnsafePointer<Int16>] = []
    for part in parts {
      next.initialize(from: part, count: part.count)
      starts.append(UnsafePointer(next))
      next += part.count
    }
    var nextBias = biasMemory
    var biasStarts: [UnsafePointer<Int32>] = []
    for part in biases {
      nextBias.initialize(from: part, count: part.count)
      biasStarts.append(UnsafePointer(nextBias))
      nextBias += part.count
    }
    network.serial_weights = starts[0]
    network.outputs.0 = Int32(hidden[0])
    network.biases.0 = biasStarts[0]
    if hidden.count > 1 {
      network.outputs.1 = Int32(hidden[1])
      network.weights.1 = starts[1]
      network.biases.1 = biasStarts[1]
    }
    if hidden.count > 2 {
      network.outputs.2 = Int32(hidden[2])
      network.weights.2 = starts[2]
      network.biases.2 = biasStarts[2]
    }
    network.last_weights = starts[parts.count - 1]
    network.last_biases = (biases[layerCount - 1][0], biases[layerCount - 1][1])
    structure.initialize(to: network)
  }

  deinit {
    rowWeightsMemory.deallocate()
    memory.deallocate()
    biasMemory.deallocate()
    structure.deallocate()
  }
}
