import CKernels
import Inference
import TestSupport
import Testing

@Suite struct ReferenceTests {
  @Test(arguments: Content.allCases) func classesAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 7)
    for width in 1...100 {
      let sums = (0..<4).map { _ in inputs.numbers(width) }
      let activity = inputs.samples(width).map { UInt16(bitPattern: $0) }
      let thresholds = width % 3 == 0 ? [0, 0, 65_535] : inputs.samples(3).map { UInt16(bitPattern: $0) }.sorted()
      let expected = ReferenceKernels.choose(sums, activity: activity, thresholds: thresholds, width: width)
      for kernels in variants {
        var chosen = [Int32](repeating: 77, count: width + 1)
        var classes = [UInt8](repeating: 77, count: width + 1)
        kernels.table.choose(&chosen, &classes, sums.flatMap { $0 }, width, activity, thresholds, Int32(width))
        #expect(chosen == expected.map(\.sum) + [77], "\(kernels.name), width \(width)")
        #expect(classes == expected.map(\.number) + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func meansAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 8)
    for width in 1...100 {
      let rows = inputs.rows(4, width: width)
      let expected = ReferenceKernels.meanOfFour(rows, width: width)
      for kernels in variants {
        var means = [Int16](repeating: 77, count: width + 1)
        kernels.table.mean_of_four(&means, rows[0], rows[1], rows[2], rows[3], Int32(width))
        #expect(means == expected + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func referencesAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 9)
    for width in 1...100 {
      let settings = ReferenceKernels.ReferenceSettings(
        leftScale: Int32(inputs.number(-40_000...40_000)), errorShift: inputs.number(0...6), shift: inputs.number(8...14),
        lowest: Int32(inputs.number(-32_768...0)), highest: Int32(inputs.number(0...32_767)), middle: Int32(inputs.number(-9...400)),
        factors: inputs.numbers(336))
      let (scales, errors) = (inputs.numbers(width), inputs.samples(width))
      let (sums, above, leftWeights) = (inputs.numbers(width), inputs.samples(width), inputs.samples(4).map { Int32($0) })
      let classes = (0..<width).map { _ in UInt8(inputs.number(0...3)) }
      let expected = (0..<width).map { x in
        ReferenceKernels.reference(
          scaleSum: scales[x], error: errors[x], sum: sums[x], above: above[x], leftWeight: leftWeights[Int(classes[x])],
          settings: settings)
      }
      for kernels in variants {
        var (scale, factor) = ([Int32](repeating: 77, count: width + 1), [Int32](repeating: 77, count: width + 1))
        var (reference, level) = ([Int16](repeating: 77, count: width + 1), [Int16](repeating: 77, count: width + 1))
        var limits = [Int16](repeating: 77, count: 3 * width + 1)
        kernels.table.references(
          &scale, &factor, &limits, width, &reference, &level, scales, errors, sums, above, classes, leftWeights, settings.factors,
          settings.leftScale, Int32(settings.errorShift), Int32(settings.shift), settings.lowest, settings.highest, settings.middle,
          Int32(width))
        #expect(scale == expected.map(\.scale) + [77], "\(kernels.name), width \(width)")
        #expect(factor == expected.map(\.factor) + [77], "\(kernels.name), width \(width)")
        #expect(limits == (0..<3).flatMap { row in expected.map { $0.limits[row] } } + [77], "\(kernels.name), width \(width)")
        #expect(reference == expected.map(\.reference) + [77], "\(kernels.name), width \(width)")
        #expect(level == expected.map(\.level) + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test func codesOfScalesGrowByOctaves() {
    #expect((0..<21).map { ReferenceKernels.code(1 << $0) } == (0..<21).map { $0 * 16 })
    #expect(ReferenceKernels.code((1 << 21) - 1) == 335)
    #expect((16...32).map { ReferenceKernels.code($0) } == (64...80).map { $0 })
  }
}
