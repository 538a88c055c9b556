internal import CKernels
internal import IntegerInference

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
  mutating func add(_ rows: [UnsafePointer<Int16>?], samples: Int, kernels: Kernels) {
    self.samples += samples
    sums.withUnsafeMutableBufferPointer { kernels.table.gram($0.baseAddress, rows, Int32(count), Int32(samples)) }
  }

  mutating func add(_ other: NormalEquations) {
    for index in sums.indices { sums[index] &+= other.sums[index] }
    samples += other.samples
  }

  /// The coefficients of all regressors but the last that come nearest to the last; `ridge` is added for each sample to the diagonal.
  ///
  /// The order of operations is fixed, so equal sums give equal coefficients.
  func solution(ridge: Double) -> [Double] {
    let size = count - 1
    var factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = Double(sums[row * count + column])
        if row == column { sum += ridge * Double(samples) + 1e-9 * sum }
        for inner in 0..<column { sum -= factor[row * size + inner] * factor[column * size + inner] }
        if row == column {
          factor[row * size + row] = sum > 0 ? sum.squareRoot() : 0
        } else {
          let pivot = factor[column * size + column]
          factor[row * size + column] = pivot > 0 ? sum / pivot : 0
        }
      }
    }
    var solution = [Double](repeating: 0, count: size)
    for row in 0..<size {
      var sum = Double(sums[size * count + row])
      for inner in 0..<row { sum -= factor[row * size + inner] * solution[inner] }
      let pivot = factor[row * size + row]
      solution[row] = pivot > 0 ? sum / pivot : 0
    }
    for row in (0..<size).reversed() {
      var sum = solution[row]
      for inner in (row + 1)..<max(size, row + 1) { sum -= factor[inner * size + row] * solution[inner] }
      let pivot = factor[row * size + row]
      solution[row] = pivot > 0 ? sum / pivot : 0
    }
    return solution
  }
}
