import CKernels
import Inference
import TestSupport

/// A network in training as the kernels want it, in memory of its own.
final class TrainerMemory {
  static let batch = Int(GLASSINE_TRAINING_BATCH)

  let sizes: [Int]
  /// How many parameters there are.
  let count: Int
  private let stride: Int
  private let memory: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutablePointer<Float>
  private var trainer = glassine_trainer()

  /// A network of these sizes: inputs, hidden layers, 2.
  init(_ sizes: [Int], parameters: [Float]) {
    self.sizes = sizes
    count = Self.count(sizes)
    stride = (count + 31) / 16 * 16
    memory = .allocate(capacity: stride * 4)
    memory.initialize(repeating: 0, count: stride * 4)
    memory.update(from: parameters, count: count)
    let values = sizes.dropFirst().reduce(0, +) * Self.batch
    scratch = .allocate(capacity: values + 128 * Self.batch)
    scratch.initialize(repeating: .nan, count: values + 128 * Self.batch)
    trainer.layers = Int32(sizes.count - 1)
    withUnsafeMutableBytes(of: &trainer.sizes) { bytes in
      for (place, size) in sizes.enumerated() { bytes.storeBytes(of: Int32(size), toByteOffset: 4 * place, as: Int32.self) }
    }
    trainer.parameters = memory
    trainer.gradients = memory + stride
    trainer.first_moments = memory + 2 * stride
    trainer.second_moments = memory + 3 * stride
    trainer.activations = scratch
    trainer.slopes = scratch + values
  }

  deinit {
    memory.deallocate()
    scratch.deallocate()
  }

  static func count(_ sizes: [Int]) -> Int { zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 + $1.1 } }

  var parameters: [Float] { Array(UnsafeBufferPointer(start: memory, count: count)) }
  var gradients: [Float] { Array(UnsafeBufferPointer(start: memory + stride, count: count)) }
  /// Parameters, gradients and both moments, bit by bit.
  var everything: [UInt32] { UnsafeBufferPointer(start: memory, count: stride * 4).map(\.bitPattern) }

  func train(_ batch: TrainingBatch, rate: Float, _ kernels: Kernels) {
    kernels.table.train_batch(&trainer, batch.inputs, batch.targets, rate)
  }

  func bits(_ batch: TrainingBatch, _ kernels: Kernels) -> Double { kernels.table.trained_bits(&trainer, batch.inputs, batch.targets) }
}

/// What the samples of a batch are.
enum TrainingContent: CaseIterable {
  case ordinary
  case zero
  /// Inputs as large as 16 bits make them, cells without ends, far away, of no width, of huge width.
  case huge
}

/// A batch of made-up samples: inputs and cells as the kernels want them.
struct TrainingBatch {
  var inputs: [Float]
  var targets: [Float]

  init(_ content: TrainingContent, inputs count: Int, random: inout RepeatableRandomNumberGenerator) {
    let batch = TrainerMemory.batch
    inputs = (0..<(count * batch)).map { _ in
      switch content {
      case .ordinary: random.float(-2...2)
      case .zero: 0
      case .huge: random.float(-512...512)
      }
    }
    targets = [Float](repeating: 0, count: 3 * batch)
    for sample in 0..<batch {
      var (low, width) = (random.float(-4...4), random.float(0.05...1))
      if content == .zero { (low, width) = (0, 0) }
      if content == .huge {
        low = [1e6, -1e6, 4e4, -300, 0][random.below(5)]
        width = [0, 1e-7, 1e-3, 5e4, 2e6][random.below(5)]
      }
      targets[sample] = low
      targets[batch + sample] = low + width
      targets[2 * batch + sample] = width
      guard content != .zero, random.below(8) == 0 else { continue }
      // A cell without an end.
      let isLow = random.below(2) == 0
      targets[isLow ? sample : batch + sample] = isLow ? -1e6 : 1e6
      targets[2 * batch + sample] = 1e6
    }
  }
}

extension RepeatableRandomNumberGenerator {
  mutating func float(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + Float(below(1 << 20)) / Float(1 << 20) * (range.upperBound - range.lowerBound)
  }

  mutating func floats(_ count: Int, _ range: ClosedRange<Float>) -> [Float] { (0..<count).map { _ in float(range) } }
}
