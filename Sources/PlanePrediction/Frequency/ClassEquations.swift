internal import Inference

/// Weighted least squares by class over rows of samples, each with its own weight: encoder only.
struct ClassEquations: ~Copyable {
  /// A class that takes no part.
  static let none: UInt8 = 255
  private static let chunk = 2048
  /// What stands for one: the bias's regressor.
  private static let one: Float = 64

  private let count: Int
  private let classes: Int
  private var equations: [NormalEquations]
  private var filled: [Int]
  private let memory: UnsafeMutablePointer<Int16>
  private let kernels: Kernels
  private var places: [Int32] = []

  /// `regressors` without the bias and without the target.
  init(regressors: Int, classes: Int, kernels: Kernels) {
    count = regressors + 2
    self.classes = classes
    self.kernels = kernels
    equations = (0..<classes).map { [count] _ in NormalEquations(count: count) }
    filled = Array(repeating: 0, count: classes)
    memory = .allocate(capacity: classes * count * Self.chunk)
  }

  deinit { memory.deallocate() }

  /// Adds a row: all regressors, then the target; for each column its class and its weight's root.
  mutating func add(_ rows: [UnsafePointer<Int16>], classOf: [UInt8], weight: [Float], columns: Int) {
    var start = 0
    while start < columns {
      let end = min(start + Self.chunk, columns)
      for number in 0..<classes where filled[number] + end - start > Self.chunk { flush(number) }
      places.removeAll(keepingCapacity: true)
      var used: [Int32] = []
      used.reserveCapacity(end - start)
      for column in start..<end where classOf[column] != Self.none {
        let number = Int(classOf[column])
        places.append(Int32(number * count * Self.chunk + filled[number]))
        used.append(Int32(column))
        filled[number] += 1
      }
      places.withUnsafeBufferPointer { places in
        weight.withUnsafeBufferPointer { weight in
          used.withUnsafeBufferPointer { used in
            for index in used.indices { memory[Int(places[index])] = Int16(min(Self.one * weight[Int(used[index])], 32_767)) }
            for (tap, pointer) in rows.enumerated() {
              let target = memory + (tap + 1) * Self.chunk
              for index in used.indices {
                let column = Int(used[index])
                let value = Float(pointer[column]) * weight[column]
                // Adding and taking away 1.5 * 2^23 rounds to nearest.
                target[Int(places[index])] = Int16(truncatingIfNeeded: Int32(min(max(value, -32_767), 32_767) + 12_582_912 - 12_582_912))
              }
            }
          }
        }
      }
      start = end
    }
  }

  private mutating func flush(_ number: Int) {
    let base = memory + number * count * Self.chunk
    equations[number].add((0..<count).map { UnsafePointer(base + $0 * Self.chunk) }, samples: filled[number], kernels: kernels)
    filled[number] = 0
  }

  /// For each class the coefficients of the regressors, then the bias; a class with few samples gets those of all together.
  mutating func solutions(ridge: Double) -> [[Double]] {
    for number in 0..<classes { flush(number) }
    var all = NormalEquations(count: count)
    for one in equations { all.add(one) }
    return equations.map { one in
      var solution = (one.samples > 8 * count ? one : all).solution(ridge: ridge)
      solution[0] *= Double(Self.one)
      return Array(solution.dropFirst()) + [solution[0]]
    }
  }
}
