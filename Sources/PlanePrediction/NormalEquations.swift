internal import CKernels
internal import Inference

/// Sums of products of weighted regressors, and their solution by Cholesky's decomposition.
struct NormalEquations {
  /// Regressors, the target being the last of them.
  let count: Int
  private(set) var sums: [Int64]
  private(set) var samples = 0

  init(count: Int) {
    self.count = count
    sums = Array(repeating: 0, count: count * count)
  }

  /// Adds samples: (count) rows of the same length, each number already times the root of its weight.
  ///
  /// `isSmall` says that all numbers lie within ±4095.
  mutating func add(_ rows: [UnsafePointer<Int16>?], samples: Int, isSmall: Bool = false, kernels: Kernels) {
    self.samples += samples
    let gram = isSmall ? kernels.table.gram_small : kernels.table.gram
    sums.withUnsafeMutableBufferPointer { gram?($0.baseAddress, rows, Int32(count), Int32(samples)) }
  }

  mutating func add(_ other: NormalEquations) {
    for index in sums.indices { sums[index] &+= other.sums[index] }
    samples += other.samples
  }

  /// The coefficients of all regressors but the last that come nearest to the last; `ridge` is added for each sample to the diagonal.
  ///
  /// The order of operations is fixed, so equal sums give equal coefficients.
  func solution(ridge: Double, kernels: Kernels = .fastest) -> [Double] {
    let size = count - 1
    var solution = (0..<size).map { Double(sums[size * count + $0]) }
    var factor = [Double](repeating: 0, count: size * size)
    factor.withUnsafeMutableBufferPointer { factor in
      solution.withUnsafeMutableBufferPointer { solution in
        for row in 0..<size {
          for column in row..<size { factor[row &* size &+ column] = Double(sums[column &* count &+ row]) }
          let diagonal = factor[row &* size &+ row]
          factor[row &* size &+ row] = diagonal + (ridge * Double(samples) + 1e-9 * diagonal)
        }
        kernels.table.factorise(factor.baseAddress, Int32(size))
        for row in 0..<size {
          let pivot = factor[row &* size &+ row]
          let value = pivot > 0 ? solution[row] / pivot : 0
          solution[row] = value
          for column in (row + 1)..<max(size, row + 1) { solution[column] -= factor[row &* size &+ column] * value }
        }
        for row in (0..<size).reversed() {
          var sum = solution[row]
          for inner in (row + 1)..<max(size, row + 1) { sum -= factor[row &* size &+ inner] * solution[inner] }
          let pivot = factor[row &* size &+ row]
          solution[row] = pivot > 0 ? sum / pivot : 0
        }
      }
    }
    return solution
  }
}
