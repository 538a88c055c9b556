internal import Foundation
internal import Inference

/// The discrete cosine transform of 8 x 8 blocks (ITU-T T.81, A.3.3) over rows of blocks, in floating point.
///
/// A block is 64 numbers, row by row: frequencies with the horizontal one fastest, or pixels.
struct BlockTransform: Sendable {
  /// Pixels to frequencies, and back.
  let forward: DenseLayer
  let inverse: DenseLayer

  static let shared = BlockTransform()

  private init() {
    let basis = Self.basis
    let none = [Float](repeating: 0, count: 64)
    forward = DenseLayer(inputs: 64, biases: none, isRectified: false) { pixel, frequency in basis[frequency * 64 + pixel] }
    inverse = DenseLayer(inputs: 64, biases: none, isRectified: false) { frequency, pixel in basis[frequency * 64 + pixel] }
  }

  /// A row of 64 for each frequency.
  private static let basis: [Float] = {
    func wave(_ frequency: Int, _ place: Int) -> Double {
      (frequency == 0 ? 0.5.squareRoot() : 1) * 0.5 * cos(Double((2 * place + 1) * frequency) * .pi / 16)
    }
    return (0..<4096).map { index in
      let (frequency, pixel) = (index / 64, index % 64)
      return Float(wave(frequency / 8, pixel / 8) * wave(frequency % 8, pixel % 8))
    }
  }()
}
