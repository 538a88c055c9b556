import CKernels
import Foundation

/// The rate of a network in training, as plain loops in double precision.
struct TrainingReference {
  let sizes: [Int]
  var parameters: [Double]

  /// Both outputs for a sample's inputs.
  func outputs(_ inputs: [Double]) -> [Double] {
    var (values, at) = (inputs, 0)
    for layer in 0..<(sizes.count - 1) {
      let (n, m) = (sizes[layer], sizes[layer + 1])
      var next: [Double] = []
      for output in 0..<m {
        var sum = parameters[at + n * m + output]
        for input in 0..<n { sum += parameters[at + output * n + input] * values[input] }
        next.append(layer + 2 < sizes.count ? min(max(sum, 0), 32_767.0 / 256) : sum)
      }
      values = next
      at += n * m + m
    }
    return values
  }

  /// The probability of a cell by the logistic distribution with this mean and this logarithm of its scale.
  static func mass(mean: Double, level: Double, low: Double, high: Double, width: Double) -> Double {
    let scale = exp2(-min(max(level, -8), 8))
    func limited(_ x: Double) -> Double { min(max((x - mean) * scale, -40), 40) }
    let (u, v) = (limited(low), limited(high))
    let w = max(width > 1e5 ? v - u : min(width * scale, 80), 1e-6)
    return (1 - exp(-w)) / ((1 + exp(u)) * (1 + exp(-v)))
  }

  /// The bits of a cell; a small share of all probability goes to everything else.
  static func bits(_ mass: Double) -> Double { -log2(mass * 0.9998 + 2e-7) }

  private func sum(_ batch: TrainingBatch, _ value: (Double) -> Double) -> Double {
    let count = TrainerMemory.batch
    return (0..<count).reduce(0) { total, sample in
      let out = outputs((0..<sizes[0]).map { Double(batch.inputs[$0 * count + sample]) })
      let cell = (0..<3).map { Double(batch.targets[$0 * count + sample]) }
      return total + value(Self.mass(mean: out[0], level: out[1], low: cell[0], high: cell[1], width: cell[2]))
    }
  }

  /// All samples of a batch together.
  func bits(_ batch: TrainingBatch) -> Double { sum(batch, Self.bits) }

  /// What training lowers: bits a sample, nothing set aside for everything else.
  func loss(_ batch: TrainingBatch) -> Double { sum(batch) { -log2($0) } / Double(TrainerMemory.batch) }

  /// The slope of the loss along one parameter, by differences.
  func slope(_ batch: TrainingBatch, _ parameter: Int) -> Double {
    var (less, more) = (self, self)
    less.parameters[parameter] -= 1e-6
    more.parameters[parameter] += 1e-6
    return (more.loss(batch) - less.loss(batch)) / 2e-6
  }
}
