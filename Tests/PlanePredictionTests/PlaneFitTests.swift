import Inference
import TestSupport
import Testing

@testable import PlanePrediction

/// A fit finds what made a plane, and gives a model that a decoder accepts whatever the plane is.
@Suite struct PlaneFitTests {
  private static let site = PlaneSite(index: 0, periodWidth: 1, periodHeight: 1)

  private func fit(
    _ numbers: [UInt16], width: Int, earlier: [[UInt16]] = [], size: Support.Size = .near,
    effort: PlaneFit.Effort = .init(samples: 100_000, rounds: 3)
  ) -> (model: PlaneModel, support: Support) {
    let period = earlier.isEmpty ? 1 : 6
    let sites = (0...earlier.count).map { PlaneSite(index: $0, periodWidth: period, periodHeight: period) }
    let support = Support(site: sites[earlier.count], earlier: Array(sites.dropLast()), size: size)
    let all = (earlier + [numbers]).map { ($0.min() ?? 0, $0.max() ?? 0) }
    let (low, high) = (Int(all.map(\.0).min() ?? 0), Int(all.map(\.1).max() ?? 0))
    // Planes one after the other in one run of memory.
    let memory = earlier.flatMap { $0 } + numbers
    let model = memory.withUnsafeBufferPointer { memory -> PlaneModel? in
      guard let start = memory.baseAddress else { return nil }
      let sources = (0...earlier.count).map {
        TileWindow.Source(numbers: start + $0 * numbers.count, width: width, height: numbers.count / width)
      }
      let own = all.last ?? (0, 0)
      return PlaneFit(
        own: sources[earlier.count], earlier: Array(sources.dropLast()), support: support, centre: (low + high + 1) / 2,
        lowest: Int(own.0), highest: Int(own.1), effort: effort, kernels: .fastest
      ).model(effort: effort)
    }
    guard let model else { preconditionFailure("a plane has samples") }
    return (model, support)
  }

  private func gauss(_ random: inout RepeatableRandomNumberGenerator) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.next() >> 11) / Double(1 << 53) }
  }

  /// What a decoder asks of a model, and no field where there should be none.
  private func expectIsValid(_ model: PlaneModel, _ support: Support, _ name: String) {
    #expect((1...4).contains(model.classes.count), "\(name)")
    #expect(model.activityThresholds.count == model.classes.count - 1, "\(name)")
    #expect((8...14).contains(model.shift) && (0...6).contains(model.errorShift), "\(name)")
    #expect(model.classes.allSatisfy { $0.isBounded && $0.weights.count == PlaneFeatures.taps(support) }, "\(name)")
    #expect(model.scale.isBounded && model.scale.weights.count == PlaneFeatures.scaleTaps(support), "\(name)")
    #expect(model.noise.count == PlaneModel.levels && model.noise.allSatisfy { $0 >= 0 }, "\(name)")
    #expect(model.noiseLevels.count == PlaneModel.levels - 1, "\(name)")
    #expect(model.contextThresholds.count < PlaneModel.contexts, "\(name)")
    for thresholds in [model.activityThresholds, model.noiseLevels, model.contextThresholds] {
      #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 <= $1 }, "\(name)")
    }
  }

  @Test func anAutoregressiveProcessIsFound() {
    // Each sample is a mean of its neighbours above and to the left, and noise.
    var random = RepeatableRandomNumberGenerator(seed: 1)
    let (width, height) = (300, 200)
    var values = [Double](repeating: 0, count: width * height)
    for row in 0..<height {
      for column in 0..<width {
        let above = row > 0 ? values[(row - 1) * width + column] : 0
        let left = column > 0 ? values[row * width + column - 1] : 0
        values[row * width + column] = 0.55 * above + 0.35 * left + 40 * gauss(&random)
      }
    }
    let numbers = values.map { UInt16(max(0, min(16_383, $0 + 8000))) }
    let (model, support) = fit(numbers, width: width)
    expectIsValid(model, support, "process")
    let unit = Double(1 << model.shift)
    for set in model.classes {
      let above = Double(set.weights[0]) / unit
      let left = Double(set.weights[PlaneFeatures.taps(support) - 2]) / unit
      #expect(support.above[0].row == -1 && support.above[0].column == 0)
      #expect(abs(above - 0.55) < 0.1, "\(above)")
      #expect(abs(left - 0.35) < 0.1, "\(left)")
    }
  }

  @Test func aCopyOfAnEarlierPlaneIsFound() {
    var random = RepeatableRandomNumberGenerator(seed: 2)
    let (width, height) = (200, 120)
    let earlier = (0..<(width * height)).map { _ in UInt16(4000 + random.below(8000)) }
    let own = earlier.map { $0 / 2 + UInt16(random.below(3)) }
    let (model, support) = fit(own, width: width, earlier: [earlier])
    expectIsValid(model, support, "copy")
    let here = support.earlier[0].firstIndex { $0.row == 0 && $0.column == 0 }.map { support.above.count + $0 }
    for set in model.classes { #expect(abs(Double(set.weights[here ?? 0]) / Double(1 << model.shift) - 0.5) < 0.02) }
  }

  private static let extremes: [(String, @Sendable (Int, Int, inout RepeatableRandomNumberGenerator) -> UInt16)] = [
    ("noise of 16 bits", { _, _, random in UInt16(truncatingIfNeeded: random.next()) }),
    ("all or nothing", { _, _, random in random.below(2) == 0 ? 0 : .max }),
    ("stripes", { row, _, _ in row % 2 == 0 ? 0 : .max }),
    ("columns", { _, column, _ in column % 2 == 0 ? 0 : .max }),
    ("board", { row, column, _ in (row + column) % 2 == 0 ? 0 : .max }),
    ("one outlier", { row, column, _ in row == 20 && column == 7 ? .max : 0 }),
    ("two values", { _, _, random in UInt16(random.below(2)) }),
    ("ramp", { row, column, _ in UInt16(truncatingIfNeeded: row * 517 + column * 31) }),
    ("half and half", { row, _, _ in row < 20 ? 0 : .max }),
    ("last sample", { row, column, _ in row == 39 && column == 60 ? 1 : 0 }),
    ("growing", { row, column, _ in UInt16(min(65_535.0, Double(row * 61 + column) * Double(row * 61 + column) / 90)) }),
  ]

  @Test(arguments: Support.Size.allCases) func modelsAreBoundedWhateverThePlane(_ size: Support.Size) {
    for (name, value) in Self.extremes {
      for (width, height) in [(61, 40), (1, 1), (1, 40), (61, 1), (2, 3), (700, 90)] {
        var random = RepeatableRandomNumberGenerator(seed: 9)
        let plane = (0..<(width * height)).map { value($0 / width, $0 % width, &random) }
        for count in [0, 1, 3, 6] where count < 6 || width == 61 {
          let earlier = (0..<count).map { number in number % 2 == 0 ? plane.map { .max - $0 } : plane.map { $0 / 3 } }
          let (model, support) = fit(plane, width: width, earlier: earlier, size: size, effort: .init(samples: 50_000, rounds: 2))
          expectIsValid(model, support, "\(name) \(width)x\(height) after \(count)")
        }
      }
    }
  }

  @Test func equalPlanesGiveEqualModels() {
    var random = RepeatableRandomNumberGenerator(seed: 4)
    let plane = (0..<(150 * 90)).map { _ in UInt16(random.below(5000)) }
    #expect(fit(plane, width: 150).model == fit(plane, width: 150).model)
  }
}
