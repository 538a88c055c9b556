internal import ByteCoding
internal import Foundation
internal import Inference

/// Factors and offsets for each channel of some layers, which a small perceptron makes of a quantisation table.
struct TableCondition {
  private let values: [Float]
  private let channels: Int

  /// `name` is that of the perceptron's tensors; `table` has 64 steps.
  init(_ tensors: TensorFile, _ name: String, layers: Int, channels: Int, table: [Float]) throws(Fault) {
    let first = try tensors.values("\(name).first.weight", columns: 64)
    let hidden = first.count / 64
    let inputs = table.map { log2($0) / 4 - 1 }
    let bias = try tensors.values("\(name).first.bias", [hidden])
    let middle = Self.product(first, inputs, bias).map { max($0, 0) }
    let outputs = layers * 2 * channels
    let second = try tensors.values("\(name).second.weight", [outputs, hidden])
    values = Self.product(second, middle, try tensors.values("\(name).second.bias", [outputs]))
    self.channels = channels
  }

  func factors(_ layer: Int) -> [Float] { Array(values[2 * layer * channels..<(2 * layer + 1) * channels]) }
  func offsets(_ layer: Int) -> [Float] { Array(values[(2 * layer + 1) * channels..<(2 * layer + 2) * channels]) }
  /// One more than the factors.
  func scales(_ layer: Int) -> [Float] { factors(layer).map { 1 + $0 } }

  private static func product(_ matrix: [Float], _ vector: [Float], _ bias: [Float]) -> [Float] {
    bias.indices.map { row in
      vector.indices.reduce(bias[row]) { $0 + matrix[row * vector.count + $1] * vector[$1] }
    }
  }
}
