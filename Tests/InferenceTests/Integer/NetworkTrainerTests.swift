import Inference
import TestSupport
import Testing

@Suite struct NetworkTrainerTests {
  /// 6 and 4 inputs: two more are padded.
  private static func network(_ hidden: [Int] = [32, 16]) throws -> PlaneNetwork {
    let bytes = NetworkBytes(slot: 0, rowInputs: 6, serialInputs: 4, hidden: hidden, most: 250, bias: 2_000, seed: 21)
    return try #require(try NetworkProfile(profile([bytes])).networks.first)
  }

  /// Samples whose place and spread depend on the inputs, which no linear prediction sees. `padding` fills inputs that no network has.
  private static func batches(_ count: Int, seed: UInt64 = 22, padding: Int16 = 0) -> TrainingBatches {
    let batches = TrainingBatches(count: count, inputs: 10)
    var random = RepeatableRandomNumberGenerator(seed: seed)
    while batches.missing > 0 {
      let place = batches.addGroup()
      for sample in 0..<TrainingBatches.group {
        let inputs = (0..<10).map { _ in random.float(-2...2) }
        for (number, input) in inputs.enumerated() { place.set(number, sample, Int16(input * 64)) }
        for number in 10..<batches.paddedInputs { place.set(number, sample, padding) }
        let spread: Float = inputs[2] > 0 ? 0.8 : 0.3
        let value = abs(inputs[0]) - inputs[1] * 0.5 + random.float(-1...1) * spread
        switch random.below(50) {
        case 0: place.setCell(sample, low: nil, high: value)
        case 1: place.setCell(sample, low: value, high: nil)
        default: place.setCell(sample, low: value - 0.05, high: value + 0.05)
        }
      }
    }
    return batches
  }

  @Test func everyBatchIsFilled() {
    let batches = Self.batches(3, padding: 5)
    #expect((batches.count, batches.inputs, batches.paddedInputs, batches.missing) == (3, 10, 12, 0))
    // Only the padded inputs are 5 throughout: all groups came to places of their own.
    for batch in 0..<3 {
      for input in 10..<12 {
        let row = UnsafeBufferPointer(start: batches.features + (batch * 12 + input) * TrainingBatches.batch, count: TrainingBatches.batch)
        #expect(row.allSatisfy { $0 == 5 })
      }
      let widths = UnsafeBufferPointer(start: batches.targets + (batch * 3 + 2) * TrainingBatches.batch, count: TrainingBatches.batch)
      #expect(widths.allSatisfy { $0 > 0.09 })
    }
  }

  @Test(arguments: [[32, 16], [64, 32], [16], [16, 16, 16]]) func trainingLowersBitsOfOtherSamples(_ hidden: [Int]) throws {
    let batches = Self.batches(40)
    let held = 32..<40
    var found: [NetworkChanges] = []
    for kernels in variants {
      let trainer = NetworkTrainer(try Self.network(hidden), kernels: kernels)
      let before = trainer.bits(batches, held, with: nil)
      trainer.train(batches, before: 32, steps: 300, rate: 0.012)
      let changes = trainer.changes(shift: 2)
      let after = trainer.bits(batches, held, with: changes)
      #expect(after < before - 0.5, "\(kernels.name): \(before) to \(after)")
      #expect(trainer.bits(batches, held, with: nil) == before, "the profile's network stays")
      #expect(trainer.changes(shift: 2) == changes, "judging changes nothing")
      found.append(changes)
    }
    #expect(Set(found).count == 1, "every variant leads to the same changes")
  }

  @Test func restartForgets() throws {
    let batches = Self.batches(8)
    let trainer = NetworkTrainer(try Self.network(), kernels: .fastest)
    #expect(trainer.changes(shift: 0).values.joined().allSatisfy { $0 == 0 })
    trainer.train(batches, before: 8, steps: 60, rate: 0.01)
    let changes = trainer.changes(shift: 0)
    #expect(changes.values.joined().contains { $0 != 0 })
    trainer.restart()
    #expect(trainer.changes(shift: 0).values.joined().allSatisfy { $0 == 0 })
    trainer.train(batches, before: 8, steps: 60, rate: 0.01)
    #expect(trainer.changes(shift: 0) == changes)
    // No steps, and no batches.
    trainer.restart()
    trainer.train(batches, before: 8, steps: 0, rate: 0.01)
    trainer.train(batches, before: 0, steps: 60, rate: 0.01)
    #expect(trainer.changes(shift: 0).values.joined().allSatisfy { $0 == 0 })
    #expect(trainer.bits(batches, 3..<3, with: nil) == 0)
  }

  @Test(arguments: 1...12) func anyNumberOfBatchesTrains(_ count: Int) throws {
    let batches = Self.batches(count)
    let trainer = NetworkTrainer(try Self.network([16]), kernels: .fastest)
    let before = trainer.bits(batches, 0..<count, with: nil)
    trainer.train(batches, before: count, steps: 100, rate: 0.01)
    #expect(trainer.bits(batches, 0..<count, with: trainer.changes(shift: 2)) < before)
  }

  @Test func paddedInputsStayWithoutWeight() throws {
    let (batches, other) = (Self.batches(8), Self.batches(8, padding: 20_000))
    let trainer = NetworkTrainer(try Self.network(), kernels: .fastest)
    trainer.train(batches, before: 8, steps: 60, rate: 0.01)
    let changes = trainer.changes(shift: 3)
    #expect(trainer.bits(batches, 0..<8, with: changes) == trainer.bits(other, 0..<8, with: changes))
    #expect(trainer.bits(batches, 0..<8, with: nil) == trainer.bits(other, 0..<8, with: nil))
  }

  @Test(arguments: 0...7) func changesAreWhatApplyingThemAdds(_ shift: Int) throws {
    let network = try Self.network()
    let trainer = NetworkTrainer(network, kernels: .fastest)
    trainer.train(Self.batches(8), before: 8, steps: 80, rate: 0.01)
    let changes = trainer.changes(shift: shift)
    let applied = try changes.applied(to: network)
    #expect((applied.slot, applied.rowInputs, applied.serialInputs, applied.hidden) == (0, 6, 4, [32, 16]))
    for (number, layer) in network.layers.enumerated() {
      let (unit, values, new) = (1 << shift, changes.values[number].map { Int($0) }, applied.layers[number])
      #expect(
        zip(new.biases, layer.biases).map { Int($0) - Int($1) } == values.prefix(layer.outputs).map { $0 * unit * (number == 0 ? 64 : 256) }
      )
      #expect(zip(new.weights, layer.weights).map { Int($0) - Int($1) } == values.dropFirst(layer.outputs).map { $0 * unit })
    }
  }

  /// The bits that are judged by are those of the integers that a decoder will work with.
  @Test(arguments: [[32, 16], [16], [16, 16, 16]], [0, 3, 5]) func bitsAreThoseOfTheAppliedNetwork(_ hidden: [Int], _ shift: Int) throws {
    let (network, batches) = (try Self.network(hidden), Self.batches(8))
    let trainer = NetworkTrainer(network, kernels: .fastest)
    trainer.train(batches, before: 7, steps: 200, rate: 0.012)
    let changes = trainer.changes(shift: shift)
    for (layers, found) in [
      (network.layers, trainer.bits(batches, 7..<8, with: nil)),
      (try changes.applied(to: network).layers, trainer.bits(batches, 7..<8, with: changes)),
    ] {
      let plain = layers.map { layer in
        ReferenceKernels.Layer(
          weights: (0..<layer.outputs).map { Array(layer.weights[($0 * layer.inputs)..<(($0 + 1) * layer.inputs)]) }, biases: layer.biases)
      }
      let (features, targets) = (batches.features + 7 * 12 * TrainingBatches.batch, batches.targets + 7 * 3 * TrainingBatches.batch)
      var sum = 0.0
      for sample in 0..<TrainingBatches.batch {
        let out = ReferenceKernels.network(plain, inputs: (0..<10).map { features[$0 * TrainingBatches.batch + sample] })
        let cell = (0..<3).map { Double(targets[$0 * TrainingBatches.batch + sample]) }
        sum += TrainingReference.bits(
          TrainingReference.mass(
            mean: Double(out[0]) / 1024, level: Double(out[1]) / 1024, low: cell[0], high: cell[1], width: cell[2]))
      }
      let expected = sum / Double(TrainingBatches.batch)
      #expect(abs(found - expected) <= 0.01 * expected, "\(found), not \(expected)")
    }
  }
}
