/// The integer kernels as plain loops over arrays, to read and to test every variant against; no program runs them.
///
/// Samples are 16 bits, sums 32 bits, which wrap; shifts keep the sign. A row has at least `width` samples. Their C namesakes are in
/// `glassine_kernels.h`; results here are one array a row.
package enum ReferenceKernels {
  /// One row of sums an output: its bias and the weighted samples of all rows. Weights are `rows.count` an output.
  package static func sumRows(_ rows: [[Int16]], weights: [Int16], biases: [Int32], width: Int) -> [[Int32]] {
    biases.indices.map { output in
      (0..<width).map { x in
        var sum = biases[output]
        for row in rows.indices { sum &+= Int32(weights[output * rows.count + row]) &* Int32(rows[row][x]) }
        return sum
      }
    }
  }

  /// Rows relative to a reference, limited to ±`limit` (0...32,767), times `factor` >> `shift`; the low 16 bits of that.
  package static func normaliseRows(
    _ rows: [[Int16]], reference: [Int16]?, limit: [Int16], factor: [Int32], shift: Int, width: Int
  ) -> [[Int16]] {
    rows.map { row in
      (0..<width).map { x in
        let difference = Int32(row[x]) - Int32(reference?[x] ?? 0)
        let limited = min(max(difference, -Int32(limit[x])), Int32(limit[x]))
        return Int16(truncatingIfNeeded: (limited &* factor[x]) >> Int32(shift))
      }
    }
  }

  /// A dense layer's sums: `weights[output][input]`.
  package static func dense(_ inputs: [Int16], weights: [[Int16]], biases: [Int32]) -> [Int32] {
    biases.indices.map { output in
      var sum = biases[output]
      for input in inputs.indices { sum &+= Int32(weights[output][input]) &* Int32(inputs[input]) }
      return sum
    }
  }

  /// The rectified activation of hidden layers: `sum >> shift`, limited to 0...32,767.
  package static func activation(_ sum: Int32, shift: Int) -> Int16 { Int16(min(max(sum >> Int32(shift), 0), 32_767)) }

  /// One layer of a network as it is trained: weights in 1/1024, `weights[output][input]`.
  package struct Layer: Hashable, Sendable {
    package var weights: [[Int16]]
    package var biases: [Int32]

    package init(weights: [[Int16]], biases: [Int32]) {
      self.weights = weights
      self.biases = biases
    }
  }

  /// A network's outputs for all its inputs, the row's and the serial ones after another. The first layer's sums are shifted by 8, those of
  /// other hidden layers by 10, the last layer's by 8.
  package static func network(_ layers: [Layer], inputs: [Int16]) -> [Int32] {
    var values = inputs
    for (number, layer) in layers.dropLast().enumerated() {
      values = dense(values, weights: layer.weights, biases: layer.biases).map { activation($0, shift: number == 0 ? 8 : 10) }
    }
    guard let last = layers.last else { return [] }
    return dense(values, weights: last.weights, biases: last.biases).map { $0 >> 8 }
  }

  /// The sum of the magnitudes of differences between rows, at most 65,535.
  package static func sumDifferences(_ a: [[Int16]], _ b: [[Int16]], width: Int) -> [UInt16] {
    (0..<width).map { x in
      var sum = 0
      for row in a.indices { sum += abs(Int(a[row][x]) - Int(b[row][x])) }
      return UInt16(min(sum, 65_535))
    }
  }

  /// For each sample its class, how many of the ascending thresholds its activity reaches, and that class's sum.
  package static func choose(_ sums: [[Int32]], activity: [UInt16], thresholds: [UInt16], width: Int) -> [(sum: Int32, number: UInt8)] {
    (0..<width).map { x in
      let number = thresholds.count { activity[x] >= $0 }
      return (sums[number][x], UInt8(number))
    }
  }

  /// The mean of four rows, rounded down.
  package static func meanOfFour(_ rows: [[Int16]], width: Int) -> [Int16] {
    (0..<width).map { x in
      var sum: Int32 = 0
      for row in rows.prefix(4) { sum += Int32(row[x]) }
      return Int16(sum >> 2)
    }
  }

  /// Sums of products of every two rows, `j <= i`, in 64 bits.
  package static func gram(_ rows: [[Int16]], width: Int) -> [[Int64]] {
    rows.indices.map { i in
      (0...i).map { j in
        var sum: Int64 = 0
        for x in 0..<width { sum += Int64(rows[i][x]) * Int64(rows[j][x]) }
        return sum
      }
    }
  }
}
