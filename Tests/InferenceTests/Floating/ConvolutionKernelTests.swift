import CConvolution
import TestSupport
import Testing

@testable import Inference

@Suite struct ConvolutionKernelTests {
  static let variants = Kernels.Variant.allCases.compactMap { ConvolutionKernels($0) }

  private func numbers(_ count: Int, _ random: inout RepeatableRandomNumberGenerator) -> [Float] {
    (0..<count).map { _ in Float(random.next() >> 40) / 8_388_608 - 1 }
  }

  /// Every width around the sizes of register blocks, and numbers of channels that take each of the loops.
  @Test func convolutionsOfEveryVariantAgree() {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for (inputs, outputs, dilation) in [(16, 16, 1), (32, 48, 2), (16, 64, 4), (48, 112, 1)] {
      let margin = MapRows.margin
      let (weights, biases, factors) = (
        numbers(outputs * inputs * 9, &random), numbers(outputs, &random), numbers(outputs, &random)
      )
      let layer = Convolution(weights: weights, biases: biases, dilation: dilation, factors: factors, isRectified: true)
      for width in [1, 2, 5, 6, 7, 23, 24, 25, 50] {
        // Zeros around, as around a map's rows.
        let rows = (0..<3).map { _ in
          FloatMemory(
            [Float](repeating: 0, count: margin * inputs) + numbers(width * inputs, &random) + [Float](repeating: 0, count: margin * inputs)
          )
        }
        let (added, driven) = (FloatMemory(numbers(width * outputs, &random)), FloatMemory(numbers(width * outputs, &random)))
        let (lines, addends, drive) = (rows.map(\.numbers), added.numbers, driven.numbers)
        var results: [[Float]] = []
        for kernels in Self.variants {
          let out = FloatMemory([Float](repeating: 7, count: width * (outputs + 16)))
          let from = rows.map { memory -> FloatMemory in
            guard layer.isSpread else { return memory }
            let spread = FloatMemory(Convolution.spreadFloats(width: width, channels: inputs))
            kernels.table.spread_row(spread.start, memory.start + margin * inputs, Int32(inputs), Int32((width + 3) / 4))
            return spread
          }
          withExtendedLifetime((rows, from, added, driven, out)) {
            layer.row(
              into: out.start, stride: outputs + 16, from: from.map { UnsafePointer($0.start + (layer.isSpread ? 0 : margin * inputs)) },
              added: added.start, driven: driven.start, width: width, kernels)
          }
          results.append(out.numbers)
        }
        // By the definition, at some outputs of every pixel.
        for x in 0..<width {
          for output in [0, (outputs / 2 + x) % outputs, outputs - 1] {
            var sum = biases[output] + addends[x * outputs + output] + factors[output] * drive[x * outputs + output]
            for input in 0..<inputs {
              for tap in 0..<9 {
                let column = margin + x + (tap % 3 - 1) * dilation
                sum += weights[(output * inputs + input) * 9 + tap] * lines[tap / 3][column * inputs + input]
              }
            }
            #expect(abs(results[0][x * (outputs + 16) + output] - max(sum, 0)) < 1e-4, "\(inputs) to \(outputs), \(width) wide")
          }
        }
        for result in results {
          #expect(zip(result, results[0]).allSatisfy { abs($0 - $1) < 1e-4 }, "\(inputs) to \(outputs), \(width) wide")
          // What lies between the outputs of two pixels is somebody else's.
          #expect((0..<width).allSatisfy { x in (0..<16).allSatisfy { result[x * (outputs + 16) + outputs + $0] == 7 } })
        }
      }
    }
  }

  @Test func transformsOfEveryVariantAgree() {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    for width in [1, 3, 6, 24, 31] {
      let (matrix, input) = (numbers(20 * 48, &random), FloatMemory(numbers(width * 20, &random)))
      let (biases, inputs) = (numbers(48, &random), input.numbers)
      let layer = DenseLayer(inputs: 20, biases: biases, isRectified: false) { matrix[$0 * 48 + $1] }
      for kernels in Self.variants {
        let out = FloatMemory(width * 48)
        withExtendedLifetime((out, input)) { layer.row(into: out.start, from: input.start, width: width, kernels) }
        let found = out.numbers
        for x in 0..<width {
          for output in 0..<48 {
            let expected = (0..<20).reduce(biases[output]) { $0 + inputs[x * 20 + $1] * matrix[$1 * 48 + output] }
            #expect(abs(found[x * 48 + output] - expected) < 1e-4, "\(kernels.name), \(width) wide")
          }
        }
      }
    }
  }
}
