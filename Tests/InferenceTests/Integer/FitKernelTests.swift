import CKernels
import Inference
import TestSupport
import Testing

/// The kernels that fit models, against plain loops: every variant gives the same bits.
@Suite struct FitKernelTests {
  private static let widths = Array(1...70) + [511, 512, 513, 1025, 2047, 2048, 2049, 4100]

  @Test(arguments: Content.allCases) func productsOfSmallRowsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 21)
    for width in Self.widths {
      let count = inputs.number(1...11)
      let rows = inputs.rows(count, width: width).map { $0.map { max(min($0, 4095), -4095) } }
      let expected = ReferenceKernels.gram(rows, width: width)
      for kernels in variants {
        var sums = [Int64](repeating: 5, count: count * count)
        withRows(rows) { kernels.table.gram_small(&sums, $0, Int32(count), Int32(width)) }
        let found = (0..<count).map { i in (0...i).map { sums[i * count + $0] - 5 } }
        #expect(found == expected, "\(kernels.name), width \(width), \(count) rows")
      }
    }
  }

  @Test(arguments: Content.allCases) func peaksAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 22)
    for width in Self.widths {
      let rows = inputs.rows(inputs.number(0...9), width: width)
      let reference = width % 3 == 0 ? nil : inputs.samples(width)
      let expected = (0..<width).map { x in
        let level = Int(reference?[x] ?? 0)
        return UInt16(rows.reduce(abs(level) / 8 + 1) { max($0, abs(Int($1[x]) - level)) })
      }
      for kernels in variants {
        var peaks = [UInt16](repeating: 77, count: width + 1)
        withRows(rows) { rows in
          if let reference {
            kernels.table.row_peaks(&peaks, rows, reference, Int32(rows.count), Int32(width))
          } else {
            kernels.table.row_peaks(&peaks, rows, nil, Int32(rows.count), Int32(width))
          }
        }
        #expect(peaks == expected + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func weightsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 23)
    for width in Self.widths {
      let expected = inputs.numbers(width).map { max($0 & .max, 38) }
      let peaks = inputs.samples(width).map { max(UInt16(bitPattern: $0), 1) }
      let weights = (0..<width).map { x in
        Int32(min(Float(268_435_456) / Float(expected[x]), Float(268_369_920) / Float(peaks[x])))
      }
      for kernels in variants {
        var found = [Int32](repeating: 77, count: width + 1)
        kernels.table.fit_weights(&found, expected, peaks, Int32(width))
        #expect(found == weights + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func nearErrorsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 24)
    for width in Self.widths {
      let (here, above) = (inputs.samples(width + 4).map { $0 & .max }, inputs.samples(width + 4).map { $0 & .max })
      let shift = inputs.number(0...6)
      let expected = (0..<width).map { x in
        let sum = here[x...(x + 4)].reduce(Int32(0)) { $0 + Int32($1) } + above[(x + 1)...(x + 3)].reduce(Int32(0)) { $0 + Int32($1) }
        return sum << Int32(shift) + 38
      }
      for kernels in variants {
        var found = [Int32](repeating: 77, count: width + 1)
        withRows([here, above]) {
          guard let here = $0[0], let above = $0[1] else { return }
          kernels.table.near_errors(&found, here + 2, above + 2, Int32(shift), 38, Int32(width))
        }
        #expect(found == expected + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func weighedRowsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 25)
    for width in Self.widths {
      let (count, stride) = (inputs.number(1...5), width + 3)
      let rows = inputs.rows(count, width: width)
      let reference = width % 3 == 0 ? nil : inputs.samples(width)
      let weights = inputs.numbers(width)
      // Backwards, from 2 on.
      let places = width % 2 == 0 ? nil : (0..<width).map { Int32(width + 1 - $0) }
      var expected = [Int16](repeating: 77, count: stride * count)
      for row in 0..<count {
        for x in 0..<width {
          let product = (Int32(rows[row][x]) - Int32(reference?[x] ?? 0)) &* weights[x]
          expected[row * stride + Int(places?[x] ?? Int32(x))] = Int16(truncatingIfNeeded: (product &+ 32_768) >> 16)
        }
      }
      for kernels in variants {
        var found = [Int16](repeating: 77, count: stride * count)
        withRows(rows) { rows in
          optional(reference) { reference in
            optional(places) { kernels.table.weigh_rows(&found, stride, rows, reference, weights, $0, Int32(count), Int32(width)) }
          }
        }
        #expect(found == expected, "\(kernels.name), width \(width), \(count) rows")
      }
    }
  }

  @Test(arguments: Content.allCases) func placesByClassAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 26)
    for width in Self.widths {
      let activity = inputs.samples(width).map { UInt16(bitPattern: $0) }
      let thresholds = inputs.samples(3).map { UInt16(bitPattern: $0) }.sorted()
      let classes = inputs.number(1...4)
      var next: [Int32] = [0, 5000, 10_000, 15_000]
      let expected = activity.map { value in
        let number = min(thresholds.count { value >= $0 }, classes - 1)
        next[number] += 1
        return next[number] - 1
      }
      for kernels in variants {
        var found = [Int32](repeating: 77, count: width + 1)
        var free: [Int32] = [0, 5000, 10_000, 15_000]
        kernels.table.class_places(&found, &free, activity, thresholds, Int32(classes), Int32(width))
        #expect(found == expected + [77] && free == next, "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func magnitudesOfErrorsAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 27)
    for width in Self.widths {
      let (sums, values, shift) = (inputs.numbers(width), inputs.samples(width), inputs.number(4...10))
      let (low, high): (Int32, Int32) = width % 2 == 0 ? (-524_288, 524_272) : (-1600, 800)
      let expected = (0..<width).map { abs(Int32(values[$0]) * 16 - min(max(sums[$0] >> Int32(shift), low), high)) }
      let narrow = expected.map { Int16(min($0 >> Int32(shift - 4), 32_767)) }
      for kernels in variants {
        var found = [Int32](repeating: 77, count: width + 1)
        kernels.table.error_magnitudes(&found, sums, values, Int32(shift), low, high, Int32(width))
        #expect(found == expected + [77], "\(kernels.name), width \(width)")
        var rows = [Int16](repeating: 77, count: width + 1)
        kernels.table.narrow_magnitudes(&rows, expected, Int32(shift - 4), Int32(width))
        #expect(rows == narrow + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test(arguments: Content.allCases) func texturesAreEqual(_ content: Content) {
    var inputs = KernelInputs(content, seed: 28)
    for width in Self.widths {
      let rows = inputs.rows(3, width: width + 2)
      let expected = (0..<width).map { x in
        let sum = Int32(rows[0][x + 1]) + Int32(rows[2][x + 1]) + Int32(rows[1][x]) + Int32(rows[1][x + 2])
        return Int16(min(abs(Int32(rows[1][x + 1]) * 4 - sum), 32_767))
      }
      for kernels in variants {
        var found = [Int16](repeating: 77, count: width + 1)
        withRows(rows) {
          guard let above = $0[0], let here = $0[1], let below = $0[2] else { return }
          kernels.table.texture_row(&found, above + 1, here + 1, below + 1, Int32(width))
        }
        #expect(found == expected + [77], "\(kernels.name), width \(width)")
      }
    }
  }

  @Test func factorsAreEqualBitForBit() {
    var random = RepeatableRandomNumberGenerator(seed: 29)
    for size in Array(1...20) + [73] {
      // Products of random rows; fewer rows than columns leave pivots at nothing.
      let rows = (0..<(size % 3 == 0 ? size / 2 : size + 5)).map { _ in (0..<size).map { _ in Double(random.below(2001)) - 1000 } }
      var matrix = [Double](repeating: 0, count: size * size)
      for i in 0..<size {
        for j in 0..<size { matrix[i * size + j] = rows.reduce(0) { $0 + $1[i] * $1[j] } + (i == j && size % 3 != 0 ? 0.3 : 0) }
      }
      var expected = matrix
      for k in 0..<size {
        let root = expected[k * size + k] > 0 ? expected[k * size + k].squareRoot() : 0
        expected[k * size + k] = root
        for j in (k + 1)..<max(size, k + 1) { expected[k * size + j] = root > 0 ? expected[k * size + j] / root : 0 }
        for i in (k + 1)..<max(size, k + 1) {
          for j in i..<size { expected[i * size + j] -= expected[k * size + i] * expected[k * size + j] }
        }
      }
      for kernels in variants {
        var found = matrix
        kernels.table.factorise(&found, Int32(size))
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(kernels.name), size \(size)")
      }
    }
  }
}

private func optional<Element>(_ numbers: [Element]?, _ body: (UnsafePointer<Element>?) -> Void) {
  guard let numbers else { return body(nil) }
  numbers.withUnsafeBufferPointer { body($0.baseAddress) }
}
