import Inference
import TestSupport
import Testing

@Suite struct TrainingKernelTests {
  static let shapes = [[20, 32, 16, 2], [64, 64, 32, 2], [8, 16, 16, 2], [12, 48, 2], [4, 16, 64, 32, 2], [64, 16, 2]]

  /// Weights as profiles have them, or as large as 16 bits make them.
  private func parameters(_ shape: [Int], _ most: Float, _ random: inout RepeatableRandomNumberGenerator) -> [Float] {
    random.floats(TrainerMemory.count(shape), -most...most)
  }

  @Test(arguments: shapes, TrainingContent.allCases) func everyVariantGivesEqualBits(_ shape: [Int], _ content: TrainingContent) {
    for (most, rate) in [(Float(0.2), Float(0.01)), (32, 0.5), (0, 0.01)] {
      var random = RepeatableRandomNumberGenerator(seed: 11)
      let start = parameters(shape, most, &random)
      var batches: [TrainingBatch] = []
      for _ in 0..<3 { batches.append(TrainingBatch(content, inputs: shape[0], random: &random)) }
      let found = variants.map { kernels in
        let memory = TrainerMemory(shape, parameters: start)
        var numbers: [UInt64] = []
        for step in 0..<6 {
          memory.train(batches[step % 3], rate: rate, kernels)
          numbers += memory.everything.map { UInt64($0) } + batches.map { memory.bits($0, kernels).bitPattern }
        }
        return numbers
      }
      for (numbers, kernels) in zip(found, variants) { #expect(numbers == found[0], "\(kernels.name), weights up to \(most)") }
    }
  }

  /// Whatever planes hold: a few hundred steps at the largest rate, of weights of any size.
  @Test(arguments: shapes, TrainingContent.allCases) func parametersStayFinite(_ shape: [Int], _ content: TrainingContent) {
    var random = RepeatableRandomNumberGenerator(seed: 12)
    for most: Float in [0, 0.2, 32] {
      let memory = TrainerMemory(shape, parameters: parameters(shape, most, &random))
      for _ in 0..<40 {
        let batch = TrainingBatch(content, inputs: shape[0], random: &random)
        memory.train(batch, rate: 0.05, .fastest)
        let bits = memory.bits(batch, .fastest)
        #expect(bits.isFinite && bits >= 0 && bits < 23 * Double(TrainerMemory.batch))
      }
      #expect(memory.everything.allSatisfy { Float(bitPattern: $0).isFinite })
    }
  }

  @Test(arguments: shapes, TrainingContent.allCases) func bitsAreThoseOfTheReference(_ shape: [Int], _ content: TrainingContent) {
    var random = RepeatableRandomNumberGenerator(seed: 13)
    for most: Float in [0, 0.05, 0.3] {
      let start = parameters(shape, most, &random)
      let memory = TrainerMemory(shape, parameters: start)
      let reference = TrainingReference(sizes: shape, parameters: start.map { Double($0) })
      let batch = TrainingBatch(content, inputs: shape[0], random: &random)
      let expected = reference.bits(batch)
      for kernels in variants {
        let bits = memory.bits(batch, kernels)
        #expect(abs(bits - expected) <= 1e-3 * expected, "\(kernels.name), weights up to \(most): \(bits), not \(expected)")
      }
    }
  }

  @Test(arguments: shapes) func gradientsAreTheSlopesOfTheReference(_ shape: [Int]) throws {
    var random = RepeatableRandomNumberGenerator(seed: 14)
    let start = parameters(shape, 0.15, &random)
    let batch = TrainingBatch(.ordinary, inputs: shape[0], random: &random)
    let memory = TrainerMemory(shape, parameters: start)
    let reference = TrainingReference(sizes: shape, parameters: start.map { Double($0) })
    memory.train(batch, rate: 1e-3, .fastest)
    let gradients = memory.gradients
    let largest = try #require(gradients.map { Double(abs($0)) }.max())
    var at = 0
    for (n, m) in zip(shape, shape.dropFirst()) {
      // Some weights of each layer, and some biases.
      let places = (0..<10).map { _ in at + random.below(n * m) } + (0..<4).map { _ in at + n * m + random.below(m) }
      for place in places {
        let slope = reference.slope(batch, place)
        #expect(abs(Double(gradients[place]) - slope) <= 2e-3 * max(largest * 0.1, abs(slope)), "parameter \(place) of \(shape)")
      }
      at += n * m + m
    }
    // The first step of Adam goes against the slope, by the rate: its moments are a tenth of the slope and the root of a hundredth.
    for (place, gradient) in gradients.enumerated() where abs(gradient) > 1e-4 {
      let moved = memory.parameters[place] - start[place]
      #expect(abs(moved + (gradient > 0 ? 1e-3 : -1e-3)) < 2e-5, "parameter \(place)")
    }
  }

  @Test(arguments: shapes) func stepsLowerBits(_ shape: [Int]) {
    var random = RepeatableRandomNumberGenerator(seed: 15)
    let memory = TrainerMemory(shape, parameters: parameters(shape, 0.15, &random))
    let batch = TrainingBatch(.ordinary, inputs: shape[0], random: &random)
    let before = memory.bits(batch, .fastest)
    for _ in 0..<50 { memory.train(batch, rate: 0.003, .fastest) }
    #expect(memory.bits(batch, .fastest) < before)
  }

  @Test func inputsOfZeroStayWithoutWeight() {
    let shape = [12, 32, 16, 2]
    var random = RepeatableRandomNumberGenerator(seed: 16)
    var start = parameters(shape, 0.2, &random)
    for output in 0..<32 { for input in 10..<12 { start[output * 12 + input] = 0 } }
    for kernels in variants {
      let memory = TrainerMemory(shape, parameters: start)
      for _ in 0..<20 {
        var batch = TrainingBatch(.ordinary, inputs: 12, random: &random)
        for place in (10 * TrainerMemory.batch)..<(12 * TrainerMemory.batch) { batch.inputs[place] = 0 }
        memory.train(batch, rate: 0.01, kernels)
      }
      let parameters = memory.parameters
      for output in 0..<32 { #expect(parameters[output * 12 + 10] == 0 && parameters[output * 12 + 11] == 0, "\(kernels.name)") }
    }
  }
}
