internal import CConvolution

/// A 3 x 3 convolution with zeros around the map, and what follows it. Weights lie as the kernels read them.
///
/// Without dilation it multiplies half as often as written, along rows by F(4, 3) (Winograd; Lavin and Gray, arXiv 1509.09308), from rows
/// that were spread beforehand.
package final class Convolution: @unchecked Sendable {
  package let inputs: Int
  package let outputs: Int
  package let dilation: Int
  let isRectified: Bool
  /// Whether it reads spread rows.
  package var isSpread: Bool { dilation == 1 }
  private let weights: FloatMemory
  private let biases: FloatMemory
  private let factors: FloatMemory?

  /// `weights` are [outputs][inputs][3][3] as PyTorch lays them out; `outputs` is a multiple of 16, inputs are filled up to one.
  ///
  /// Each output is multiplied by `scale` and moved by `offset`; `factors` are those of driven maps. All are of `outputs` numbers.
  package init(
    weights: [Float], biases: [Float], dilation: Int = 1, scale: [Float]? = nil, offset: [Float]? = nil, factors: [Float]? = nil,
    isRectified: Bool
  ) {
    let outputs = biases.count
    let given = weights.count / max(outputs * 9, 1)
    let inputs = (given + 15) / 16 * 16
    precondition(outputs % 16 == 0 && weights.count == outputs * given * 9, "a convolution of \(outputs) outputs")
    precondition(offset.map { $0.count == outputs } ?? true && scale.map { $0.count == outputs } ?? true)
    precondition(factors.map { $0.count == outputs } ?? true)
    self.inputs = inputs
    self.outputs = outputs
    self.dilation = dilation
    self.isRectified = isRectified
    let packed = FloatMemory(outputs * inputs * (dilation == 1 ? 18 : 9))
    let sums = FloatMemory(outputs)
    for output in 0..<outputs {
      let factor = scale?[output] ?? 1
      sums.start[output] = biases[output] * factor + (offset?[output] ?? 0)
      for input in 0..<given {
        let kernel = weights[(output * given + input) * 9..<(output * given + input + 1) * 9].map { $0 * factor }
        func place(_ part: Int, of parts: Int) -> Int { ((output / 16 * parts + part) * inputs + input) * 16 + output % 16 }
        if dilation == 1 {
          for row in 0..<3 {
            let taps = Self.spread(kernel[3 * row], kernel[3 * row + 1], kernel[3 * row + 2])
            for (part, tap) in taps.enumerated() { packed.start[place(part * 3 + row, of: 18)] = tap }
          }
        } else {
          for tap in 0..<9 { packed.start[place(tap, of: 9)] = kernel[tap] }
        }
      }
    }
    self.weights = packed
    self.biases = sums
    self.factors = factors.map { FloatMemory($0) }
  }

  /// The kernel's side of F(4, 3).
  private static func spread(_ a: Float, _ b: Float, _ c: Float) -> [Float] {
    [a / 4, -(a + b + c) / 6, (b - a - c) / 6, a / 24 + b / 12 + c / 6, a / 24 - b / 12 + c / 6, c]
  }

  /// Floats of a spread row of that many pixels.
  static func spreadFloats(width: Int, channels: Int) -> Int { (width + 3) / 4 * 6 * channels }

  /// One row. `out` has `stride` floats a pixel; the other maps as many as they have channels. Rows are spread, or readable `dilation`
  /// pixels beyond their ends, where they are zero.
  func row(
    into out: UnsafeMutablePointer<Float>, stride: Int, from rows: [UnsafePointer<Float>], added: UnsafePointer<Float>?,
    driven: UnsafePointer<Float>?, width: Int, _ kernels: ConvolutionKernels
  ) {
    var layer = glassine_convolution(
      inputs: Int32(inputs), outputs: Int32(outputs), stride: Int32(stride), dilation: Int32(dilation), rectified: isRectified ? 1 : 0,
      weights: weights.start, biases: biases.start, factors: factors.map { UnsafePointer($0.start) })
    let driven = factors == nil ? nil : driven
    rows.withUnsafeBufferPointer { pointers in
      pointers.withMemoryRebound(to: UnsafePointer<Float>?.self) { rows in
        let convolve = isSpread ? kernels.table.convolve_spread : kernels.table.convolve_row
        convolve?(out, rows.baseAddress, added, driven, &layer, Int32(width))
      }
    }
  }
}
