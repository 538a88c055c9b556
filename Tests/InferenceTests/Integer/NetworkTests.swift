import ByteCoding
import CKernels
import Inference
import TestSupport
import Testing

@Suite struct NetworkTests {
  static let shapes = [[16, 16], [32, 16], [64, 32], [48, 16], [16], [64], [64, 32, 16], [16, 64, 64]]

  /// A network's outputs by the reference and by every variant, over a few samples of these inputs.
  private func check(_ bytes: NetworkBytes, _ inputs: inout KernelInputs, width: Int = 5) throws {
    let network = try #require(try NetworkProfile(profile([bytes])).networks.first)
    for _ in 0..<3 {
      let rows = inputs.rows(bytes.rowInputs, width: width)
      let serial = inputs.rows(width, width: bytes.serialInputs)
      let expected = (0..<width).map { x in ReferenceKernels.network(bytes.layers, inputs: rows.map { $0[x] } + serial[x]) }
      let paired = pairedRows(rows, width: width)
      for kernels in variants {
        let hidden = network.hidden[0]
        var sums = [Int32](repeating: 0, count: width * hidden)
        kernels.table.dense_pairs(
          &sums, paired, padded(width), network.rowWeights, network.rowBiases, Int32(bytes.rowInputs), Int32(hidden), Int32(width))
        for x in 0..<width {
          var out: [Int32] = [1, 2, 77]
          kernels.table.network_step(&out, Array(sums[(x * hidden)..<((x + 1) * hidden)]), serial[x], network.step)
          #expect(out == expected[x] + [77], "\(kernels.name), \(network.hidden)")
        }
      }
    }
  }

  @Test(arguments: shapes, Content.allCases) func outputsAreThoseOfTheReference(_ hidden: [Int], _ content: Content) throws {
    for (serialInputs, seed) in [(8, 1), (8, 2), (0, 3), (6, 4), (32, 5)] {
      let bytes = NetworkBytes(
        slot: 3, rowInputs: 54, serialInputs: serialInputs, hidden: hidden, most: 500, bias: 100_000, seed: UInt64(seed))
      // Inputs of any size: sums wrap everywhere alike.
      var inputs = KernelInputs(content, seed: UInt64(seed))
      try check(bytes, &inputs)
    }
  }

  @Test(arguments: shapes) func hiddenValuesSaturate(_ hidden: [Int]) throws {
    for sign: Int16 in [1, -1] {
      var bytes = NetworkBytes(slot: 3, rowInputs: 20, serialInputs: 8, hidden: hidden, most: 900, bias: 1_000_000, seed: 8)
      // Every sum of the first layer is as far from zero as one side allows.
      for output in bytes.layers[0].weights.indices {
        bytes.layers[0].weights[output] = bytes.layers[0].weights[output].map { _ in sign * 32_767 }
      }
      var inputs = KernelInputs(.highest, seed: 8)
      try check(bytes, &inputs)
      inputs = KernelInputs(.small, seed: 8)
      try check(bytes, &inputs)
    }
  }
}
