import Inference
import TestSupport
import Testing

@testable import PlanePrediction

@Suite struct NormalEquationsTests {
  /// Equations of rows of numbers, the last being the target.
  private func equations(_ rows: [[Int16]], parts: Int = 1) -> NormalEquations {
    var equations = NormalEquations(count: rows.count)
    let length = (rows.first?.count ?? 0) / parts
    for part in 0..<parts {
      let flat = rows.flatMap { $0[(part * length)..<((part + 1) * length)] }
      flat.withUnsafeBufferPointer { flat in
        guard let start = flat.baseAddress else { return }
        equations.add(rows.indices.map { start + $0 * length }, samples: length, kernels: .fastest)
      }
    }
    return equations
  }

  private func rows(_ coefficients: [Double], samples: Int, seed: UInt64) -> [[Int16]] {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let regressors = coefficients.map { _ in (0..<samples).map { _ in Int16(random.below(2001) - 1000) } }
    let target = (0..<samples).map { place in
      Int16(zip(coefficients, regressors).reduce(0.0) { $0 + $1.0 * Double($1.1[place]) }.rounded())
    }
    return regressors + [target]
  }

  @Test(arguments: [1, 2, 5, 20, 60]) func knownCoefficientsAreFound(_ count: Int) {
    let coefficients = (0..<count).map { Double(($0 * 7) % 11 - 5) / Double(count) }
    let found = equations(rows(coefficients, samples: 4000, seed: UInt64(count))).solution(ridge: 1 / 12)
    #expect(found.count == count)
    for (one, other) in zip(found, coefficients) { #expect(abs(one - other) < 2e-3) }
  }

  @Test func partsAddUpToTheWhole() {
    let rows = rows([0.5, -0.25, 0.125], samples: 1200, seed: 3)
    let whole = equations(rows)
    #expect(equations(rows, parts: 4).sums == whole.sums)
    var sum = equations(rows.map { Array($0[..<500]) })
    sum.add(equations(rows.map { Array($0[500...]) }))
    #expect(sum.sums == whole.sums && sum.samples == whole.samples)
    #expect(sum.solution(ridge: 1) == whole.solution(ridge: 1))
  }

  /// Regressors that are equal, zero, or as large as they can be leave finite coefficients.
  @Test func degenerateSystemsHaveFiniteSolutions() {
    let zero = [Int16](repeating: 0, count: 100)
    let large = (0..<100).map { $0 % 2 == 0 ? Int16.max : -Int16.max }
    let ramp = (0..<100).map { Int16($0) }
    for rows in [[zero, zero, ramp], [ramp, ramp, ramp], [large, large, large, zero], [large, ramp, large], [zero, zero, zero]] {
      for ridge in [0, 1 / 12, 1] as [Double] {
        let solution = equations(rows).solution(ridge: ridge)
        #expect(solution.allSatisfy { $0.isFinite })
      }
    }
    #expect(NormalEquations(count: 4).solution(ridge: 1) == [0, 0, 0])
  }
}
