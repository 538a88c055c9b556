internal import CConvolution

/// A matrix applied to every pixel of a row: transposed convolutions without overlap, and block transforms.
package final class DenseLayer: @unchecked Sendable {
  package let inputs: Int
  package let outputs: Int
  private let isRectified: Bool
  private let weights: FloatMemory
  private let biases: FloatMemory

  /// `weight(input, output)` gives the matrix; `outputs` is a multiple of 16.
  package init(inputs: Int, biases: [Float], isRectified: Bool, weight: (_ input: Int, _ output: Int) -> Float) {
    precondition(biases.count % 16 == 0, "a dense layer of \(biases.count) outputs")
    self.inputs = inputs
    outputs = biases.count
    self.isRectified = isRectified
    weights = FloatMemory(inputs * biases.count)
    self.biases = FloatMemory(biases)
    for output in 0..<biases.count {
      for input in 0..<inputs { weights.start[(output / 16 * inputs + input) * 16 + output % 16] = weight(input, output) }
    }
  }

  /// `out` has `outputs` floats for each pixel of `from`, which has `inputs`; they must not overlap.
  package func row(
    into out: UnsafeMutablePointer<Float>, from: UnsafePointer<Float>, width: Int, _ kernels: ConvolutionKernels = .fastest
  ) {
    kernels.table.transform_row(
      out, from, weights.start, biases.start, Int32(inputs), Int32(outputs), isRectified ? 1 : 0, Int32(width))
  }
}
