internal import ByteCoding
internal import CKernels

/// Trains a copy of a profile's network on the samples of one plane, in floating point: encoders only.
///
/// Equal samples and steps give equal weights on every processor and every variant of the kernels: the order of operations is fixed.
/// Cost: a step takes 256 samples; some 6 million samples a second with 32-16 hidden values, 2.5 million with 64-32.
package final class NetworkTrainer {
  private let network: PlaneNetwork
  private let kernels: Kernels
  private let sizes: [Int]
  private let count: Int
  private let stride: Int
  private let memory: UnsafeMutablePointer<Float>
  private let activations: UnsafeMutablePointer<Float>
  private let inputs: UnsafeMutablePointer<Float>
  private var trainer = glassine_trainer()

  /// Starts from the profile's own weights.
  package init(_ network: PlaneNetwork, kernels: Kernels) {
    self.network = network
    self.kernels = kernels
    let padded = (network.rowInputs + network.serialInputs + 3) / 4 * 4
    sizes = [padded] + network.layers.map(\.outputs)
    count = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 + $1.1 }
    stride = (count + 31) / 16 * 16
    memory = .allocate(capacity: stride * 4)
    memory.initialize(repeating: 0, count: stride * 4)
    let batch = TrainingBatches.batch
    activations = .allocate(capacity: batch * (sizes.dropFirst().reduce(0, +) + 128))
    activations.initialize(repeating: 0, count: batch * (sizes.dropFirst().reduce(0, +) + 128))
    inputs = .allocate(capacity: batch * padded)
    inputs.initialize(repeating: 0, count: batch * padded)
    trainer.layers = Int32(network.layers.count)
    withUnsafeMutableBytes(of: &trainer.sizes) { bytes in
      let list = bytes.bindMemory(to: Int32.self)
      for (place, size) in sizes.enumerated() { list[place] = Int32(size) }
    }
    trainer.parameters = memory
    trainer.gradients = memory + stride
    trainer.first_moments = memory + 2 * stride
    trainer.second_moments = memory + 3 * stride
    trainer.activations = activations
    trainer.slopes = activations + batch * sizes.dropFirst().reduce(0, +)
    load(network)
  }

  deinit {
    memory.deallocate()
    activations.deallocate()
    inputs.deallocate()
  }

  /// Forgets everything.
  package func restart() { load(network) }

  /// Starts from a network of the same shape.
  private func load(_ network: PlaneNetwork) {
    var at = 0
    for (number, layer) in network.layers.enumerated() {
      let width = sizes[number]
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputs { memory[at + output * width + input] = Float(layer.weights[output * layer.inputs + input]) / 1024 }
      }
      at += layer.outputs * width
      for output in 0..<layer.outputs { memory[at + output] = Float(layer.biases[output]) / Self.biasUnit(number) }
      at += layer.outputs
    }
  }

  /// The profile's own network does not see serial inputs 6 and 7, the parities: FORMAT.md 5.6.5. Its weights for them mean nothing.
  private func leaveParityOut() {
    guard network.serialInputs >= 8 else { return }
    for output in 0..<sizes[1] {
      for input in [6, 7] { memory[output * sizes[0] + network.rowInputs + input] = 0 }
    }
  }

  private static func biasUnit(_ layer: Int) -> Float {
    Float(1024 * (layer == 0 ? PlaneNetwork.inputUnit : PlaneNetwork.activationUnit))
  }

  /// So many steps over the batches before `end`, again and again; the rate falls in a straight line.
  package func train(_ batches: TrainingBatches, before end: Int, steps: Int, rate: Float) {
    guard end > 0 else { return }
    (memory + 2 * stride).update(repeating: 0, count: 2 * stride)
    // Meets every batch once a pass.
    var leap = end * 5 / 8 + 1
    while Self.haveDivisor(leap, end) { leap += 1 }
    var (first, second): (Float, Float) = (1, 1)
    for number in 0..<steps {
      first *= 0.9
      second *= 0.99
      let now = rate * (1 - Float(number) / Float(steps)) + rate / 256
      let batch = number * leap % end
      fill(batches, batch)
      kernels.table.train_batch(
        &trainer, inputs, batches.targets + batch * 3 * TrainingBatches.batch,
        now * (1 - second).squareRoot() / (1 - first))
      if number % 32 == 31 || number == steps - 1 { keepBounds() }
    }
  }

  /// Holds weights where 16-bit weights and 32-bit sums cannot overflow, rounding of the changes included: FORMAT.md 5.8.
  private func keepBounds() {
    var at = 0
    for number in network.layers.indices {
      let (inputs, outputs) = (sizes[number], sizes[number + 1])
      // The sums' limits over the largest input, with some room: 2^31 / (1024 * 64 * 1100 / 64) and 2^31 / (1024 * 256 * 128).
      let most: Float = number == 0 ? 1800 : 60
      for output in 0..<outputs {
        let row = memory + at + output * inputs
        var sum: Float = 0
        for input in 0..<inputs {
          row[input] = min(max(row[input], -31), 31)
          sum += row[input].magnitude
        }
        guard sum > most else { continue }
        for input in 0..<inputs { row[input] *= most / sum }
      }
      at += (inputs + 1) * outputs
    }
  }

  private static func haveDivisor(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a != 1
  }

  /// Bits a sample over some of the batches, with the changes rounded, or with the profile's own network.
  package func bits(_ batches: TrainingBatches, _ range: Range<Int>, with changes: NetworkChanges?) -> Double {
    let trained = UnsafeMutablePointer<Float>.allocate(capacity: stride)
    trained.update(from: memory, count: stride)
    defer {
      memory.update(from: trained, count: stride)
      trained.deallocate()
    }
    load(network)
    if let changes { add(changes) } else { leaveParityOut() }
    var sum = 0.0
    for batch in range {
      fill(batches, batch)
      sum += kernels.table.trained_bits(&trainer, inputs, batches.targets + batch * 3 * TrainingBatches.batch)
    }
    return sum / Double(max(range.count * TrainingBatches.batch, 1))
  }

  private func add(_ changes: NetworkChanges) {
    let unit = Float(1 << changes.shift) / 1024
    var at = 0
    for (number, layer) in network.layers.enumerated() {
      let (width, values) = (sizes[number], changes.values[number])
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputs {
          memory[at + output * width + input] += Float(values[layer.outputs + output * layer.inputs + input]) * unit
        }
      }
      at += layer.outputs * width
      for output in 0..<layer.outputs { memory[at + output] += Float(values[output]) * unit }
      at += layer.outputs
    }
  }

  /// What training changed, in units of 2^(shift - 10); changes below six tenths of a unit are left out.
  package func changes(shift: Int) -> NetworkChanges {
    let unit = Float(1 << shift) / 1024
    var all: [[Int32]] = []
    var at = 0
    func rounded(_ change: Float) -> Int32 {
      let units = min(max(change / unit, -65_000), 65_000)
      return units.isFinite && units.magnitude >= 0.6 ? Int32(units.rounded()) : 0
    }
    for (number, layer) in network.layers.enumerated() {
      let width = sizes[number]
      var values: [Int32] = []
      values.reserveCapacity(layer.outputs * (layer.inputs + 1))
      let biases = at + layer.outputs * width
      for output in 0..<layer.outputs {
        values.append(rounded(memory[biases + output] - Float(layer.biases[output]) / Self.biasUnit(number)))
      }
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputs {
          values.append(rounded(memory[at + output * width + input] - Float(layer.weights[output * layer.inputs + input]) / 1024))
        }
      }
      all.append(values)
      at = biases + layer.outputs
    }
    return NetworkChanges(shift: shift, values: all)
  }

  private func fill(_ batches: TrainingBatches, _ number: Int) {
    let count = batches.paddedInputs * TrainingBatches.batch
    let from = batches.features + number * count
    for place in 0..<count { inputs[place] = Float(from[place]) * (1 / 64) }
  }
}
