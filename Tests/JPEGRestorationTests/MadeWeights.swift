import Foundation
import TestSupport

/// Weights of networks that were never trained: small random numbers under the names that training gives them.
struct MadeWeights {
  private(set) var tensors: [(name: String, shape: [Int], values: [Float])] = []
  private var random: RepeatableRandomNumberGenerator

  private init(seed: UInt64) { random = RepeatableRandomNumberGenerator(seed: seed) }

  static func hrCNN(spectral: Int = 32, blocks: Int = 2, spatial: Int = 16, sharpeners: Int = 1, seed: UInt64 = 1) -> MadeWeights {
    var made = MadeWeights(seed: seed)
    made.convolution("head", 64, spectral)
    for index in 0..<blocks { made.residual("restore.\(index)", spectral) }
    made.add("reconstruct.weight", [spectral, spatial, 2, 2], 1 / Float(spectral))
    made.add("reconstruct.bias", [spatial], 0.1)
    made.convolution("merge", spatial + 16, spatial)
    for index in 0..<sharpeners { made.residual("sharpen.\(index)", spatial) }
    made.convolution("tail", spatial, 16)
    made.condition("spectral_condition", blocks + 1, spectral)
    made.condition("spatial_condition", sharpeners, spatial)
    return made
  }

  static func dcsc(features: Int = 16, codes: Int = 32, steps: Int = 3, seed: UInt64 = 1) -> MadeWeights {
    var made = MadeWeights(seed: seed)
    for index in 0..<3 { made.convolution("dilated.\(index)", 19, features) }
    made.convolution("gather", 3 * features, codes)
    for index in 0..<steps { made.convolution("steps.\(index)", codes, codes) }
    made.convolution("dictionary", codes, 16)
    made.condition("condition", steps + 1, codes)
    return made
  }

  private mutating func convolution(_ name: String, _ inputs: Int, _ outputs: Int) {
    add("\(name).weight", [outputs, inputs, 3, 3], 1 / Float(inputs * 9).squareRoot())
    add("\(name).bias", [outputs], 0.05)
  }

  private mutating func residual(_ name: String, _ channels: Int) {
    convolution("\(name).first", channels, channels)
    convolution("\(name).second", channels, channels)
  }

  private mutating func condition(_ name: String, _ layers: Int, _ channels: Int) {
    add("\(name).first.weight", [8, 64], 0.2)
    add("\(name).first.bias", [8], 0.2)
    add("\(name).second.weight", [layers * 2 * channels, 8], 0.1)
    add("\(name).second.bias", [layers * 2 * channels], 0.1)
  }

  private mutating func add(_ name: String, _ shape: [Int], _ size: Float) {
    let values = (0..<shape.reduce(1, *)).map { _ in (Float(random.next() >> 40) / 8_388_608 - 1) * size }
    tensors.append((name, shape, values))
  }

  func values(_ name: String) -> [Float] { tensors.first { $0.name == name }?.values ?? [] }

  /// A safetensors file of 32-bit floats.
  func file() throws -> [UInt8] {
    var header: [String: Any] = ["__metadata__": ["network": "made"]]
    var data = Data()
    for tensor in tensors {
      let first = data.count
      for value in tensor.values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
      header[tensor.name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [first, data.count]] as [String: Any]
    }
    let text = try JSONSerialization.data(withJSONObject: header)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + data
  }
}
