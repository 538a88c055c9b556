import ByteCoding
import Inference
import TestSupport

/// A network as it lies in a profile.
struct NetworkBytes {
  var slot = 0
  var rowInputs: Int
  var serialInputs: Int
  var layers: [ReferenceKernels.Layer]

  /// A network of random weights, `most` at most, and biases.
  init(slot: Int, rowInputs: Int, serialInputs: Int, hidden: [Int], most: Int, bias: Int, seed: UInt64) {
    self.slot = slot
    self.rowInputs = rowInputs
    self.serialInputs = serialInputs
    var inputs = KernelInputs(.random, seed: seed)
    var count = rowInputs + serialInputs
    layers = []
    for outputs in hidden + [2] {
      let weights = (0..<outputs).map { _ in (0..<count).map { _ in Int16(inputs.number(-most...most)) } }
      layers.append(.init(weights: weights, biases: (0..<outputs).map { _ in Int32(inputs.number(-bias...bias)) }))
      count = outputs
    }
  }

  func write(to bytes: inout [UInt8]) {
    for number in [slot, rowInputs, serialInputs, layers.count] { bytes.add(UInt16(number)) }
    for (number, layer) in layers.enumerated() {
      bytes.add(UInt16(layer.weights.count))
      bytes.add(UInt16(layer.weights.first?.count ?? 0))
      bytes += [number == 0 || number == layers.count - 1 ? 8 : 10, 0, 0, 0]
      for bias in layer.biases { bytes.add(UInt32(bitPattern: bias)) }
      for weight in layer.weights.joined() { bytes.add(UInt16(bitPattern: weight)) }
    }
  }
}

/// A profile of these networks.
func profile(_ networks: [NetworkBytes], version: UInt16 = 1) -> [UInt8] {
  var bytes = Array("GLSPROF1".utf8)
  bytes.add(version)
  bytes.add(UInt16(0))
  bytes.add(UInt32(networks.count))
  for network in networks { network.write(to: &bytes) }
  return bytes
}

extension [UInt8] {
  /// Little-endian.
  fileprivate mutating func add(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
