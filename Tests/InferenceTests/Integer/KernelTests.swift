import CKernels
import Inference
import TestSupport
import Testing

@Suite struct KernelTests {
  @Test func everyVariantIsNamed() {
    #expect(variants.first?.name == "plain")
    #expect(Set(variants.map(\.name)).count == variants.count)
    #expect(variants.contains { $0.name == Kernels.fastest.name })
  }

  @Test(arguments: Content.allCases) func sumsOfRowsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 1)
    for width in 1...100 {
      let (taps, outputs, stride) = (2 * inputs.number(1...20), inputs.number(1...8), padded(width))
      let rows = inputs.rows(taps, width: stride)
      let (weights, biases) = (inputs.samples(taps * outputs), inputs.numbers(outputs))
      let expected = ReferenceKernels.sumRows(rows, weights: weights, biases: biases, width: width)
      for kernels in variants {
        var sums = [Int32](repeating: 0, count: stride * outputs)
        withRows(rows) { kernels.table.sum_rows(&sums, stride, $0, weights, biases, Int32(taps), Int32(outputs), Int32(width)) }
        let found = (0..<outputs).map { Array(sums[($0 * stride)..<($0 * stride + width)]) }
        #expect(found == expected, "\(kernels.name), width \(width), \(taps) taps, \(outputs) outputs")
      }
    }
  }

  @Test(arguments: Content.allCases) func normalisedRowsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 2)
    for width in 1...100 {
      let (count, stride) = (2 * inputs.number(1...8), padded(width))
      let shift = width % 2 == 0 ? inputs.number(14...18) : inputs.number(1...31)
      let rows = inputs.rows(count, width: stride)
      let reference = width % 3 == 0 ? nil : inputs.samples(stride)
      let (limit, factor) = (inputs.samples(stride).map { $0 & .max }, inputs.numbers(stride))
      let expected = ReferenceKernels.normaliseRows(
        rows, reference: reference, limit: limit, factor: factor, shift: shift, width: width)
      for kernels in variants {
        var pairs = [Int32](repeating: 0, count: stride * count / 2)
        withRows(rows) { rows in
          if let reference {
            kernels.table.normalise_rows(&pairs, stride, rows, reference, limit, factor, Int32(shift), Int32(count), Int32(width))
          } else {
            kernels.table.normalise_rows(&pairs, stride, rows, nil, limit, factor, Int32(shift), Int32(count), Int32(width))
          }
        }
        let found = (0..<count).map { row in
          (0..<width).map { Int16(truncatingIfNeeded: pairs[row / 2 * stride + $0] >> (row % 2 == 0 ? 0 : 16)) }
        }
        #expect(found == expected, "\(kernels.name), width \(width), \(count) rows, shift \(shift)")
      }
    }
  }

  @Test(arguments: Content.allCases, [16, 32, 48, 64]) func denseLayersOfRowsAreEqual(_ content: Content, _ outputs: Int) {
    var inputs = KernelInputs(content, seed: 3)
    for width in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 100] {
      let (count, stride) = (2 * inputs.number(1...30), padded(width))
      let rows = inputs.rows(count, width: width)
      let (weights, biases) = (inputs.rows(outputs, width: count), inputs.numbers(outputs))
      let expected = (0..<width).flatMap { x in ReferenceKernels.dense(rows.map { $0[x] }, weights: weights, biases: biases) }
      let paired = pairedRows(rows, width: width)
      for kernels in variants {
        // A row more, which has to stay as it is.
        var sums = [Int32](repeating: 77, count: (width + 1) * outputs)
        kernels.table.dense_pairs(&sums, paired, stride, pairs(weights), biases, Int32(count), Int32(outputs), Int32(width))
        #expect(Array(sums.prefix(width * outputs)) == expected, "\(kernels.name), width \(width), \(count) inputs")
        #expect(sums.suffix(outputs).allSatisfy { $0 == 77 }, "\(kernels.name) wrote past width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases, [16, 32, 48, 64]) func denseStepsAreEqual(_ content: Content, _ outputs: Int) {
    var inputs = KernelInputs(content, seed: 4)
    for count in stride(from: 0, through: 64, by: 2) {
      let (values, weights, sums) = (inputs.samples(count), inputs.rows(outputs, width: count), inputs.numbers(outputs))
      for shift in [0, 8, 10, 31] {
        let expected = ReferenceKernels.dense(values, weights: weights, biases: sums)
          .map { ReferenceKernels.activation($0, shift: shift) }
        for kernels in variants {
          var hidden = [Int16](repeating: 0, count: outputs)
          kernels.table.dense_step(&hidden, sums, values, pairs(weights), Int32(count), Int32(outputs), Int32(shift))
          #expect(hidden == expected, "\(kernels.name), \(count) inputs, shift \(shift)")
        }
      }
    }
  }

  @Test(arguments: Content.allCases) func sumsOfDifferencesAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 5)
    for width in Array(1...100) + [511, 512, 513, 1025] {
      let count = inputs.number(0...9)
      let (a, b) = (inputs.rows(count, width: width), inputs.rows(count, width: width))
      let expected = ReferenceKernels.sumDifferences(a, b, width: width)
      for kernels in variants {
        var sums = [UInt16](repeating: 77, count: width + 1)
        withRows(a) { a in withRows(b) { b in kernels.table.sum_differences(&sums, a, b, Int32(count), Int32(width)) } }
        #expect(sums == expected + [77], "\(kernels.name), width \(width), \(count) rows")
      }
    }
  }

  @Test(arguments: Content.allCases) func productsOfRowsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 6)
    for width in 1...100 {
      let count = inputs.number(1...9)
      let rows = inputs.rows(count, width: width)
      let expected = ReferenceKernels.gram(rows, width: width)
      for kernels in variants {
        var sums = [Int64](repeating: 5, count: count * count)
        withRows(rows) { kernels.table.gram(&sums, $0, Int32(count), Int32(width)) }
        let found = (0..<count).map { i in (0...i).map { sums[i * count + $0] - 5 } }
        #expect(found == expected, "\(kernels.name), width \(width), \(count) rows")
      }
    }
  }
}
