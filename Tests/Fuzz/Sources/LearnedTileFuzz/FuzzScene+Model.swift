internal import FuzzSupport
internal import Inference
@testable internal import PlaneCodec
internal import PlanePrediction
internal import ReleasedProfiles

extension FuzzScene {
  /// A model of the input's numbers that its reader lets pass: sums are bounded, thresholds rise.
  func model(_ input: inout FuzzInput) -> LearnedModel {
    let support = support(size)
    let shape = input.take(8) + [UInt8](repeating: 0, count: 8)
    func number(_ input: inout FuzzInput) -> UInt16 {
      let bytes = input.take(2)
      return bytes.count == 2 ? UInt16(bytes[0]) | UInt16(bytes[1]) << 8 : 0x0123
    }
    func rising(_ count: Int, _ input: inout FuzzInput) -> [UInt16] { (0..<count).map { _ in number(&input) }.sorted() }
    func set(_ count: Int, _ input: inout FuzzInput) -> PlaneModel.LinearSet {
      let weights = (0..<count).map { _ in Int16(bitPattern: number(&input)) }
      var set = PlaneModel.LinearSet(weights: weights, bias: Int32(bitPattern: UInt32(number(&input)) << 16))
      while !set.isBounded { set = .init(weights: set.weights.map { $0 / 2 }, bias: set.bias / 2) }
      return set
    }
    let classes = 1 + Int(shape[0] & 3)
    let plane = PlaneModel(
      activityThresholds: rising(classes - 1, &input), classes: (0..<classes).map { _ in set(PlaneFeatures.taps(support), &input) },
      shift: 8 + Int(shape[1] % 7), scale: set(PlaneFeatures.scaleTaps(support), &input), errorShift: Int(shape[2] % 7),
      noise: (0..<PlaneModel.levels).map { _ in Int16(number(&input) & 0x7fff) }, noiseLevels: rising(PlaneModel.levels - 1, &input),
      contextThresholds: rising(Int(shape[3]) % PlaneModel.contexts, &input).map { $0 % 400 }.sorted(),
      start: Int16(bitPattern: number(&input)))
    let (a, b) = (Int(number(&input)), Int(number(&input)))
    let (low, high) = (min(a, b), max(max(a, b), min(a, b) + 1))
    let (lowest, highest) = high > 65_535 ? (65_534, 65_535) : (low, high)
    var widths: [Int32]?
    if shape[4] & 1 == 1, highest - lowest < 512 {
      var some = input.take(highest - lowest + 1).map { Int32($0 & 0x3f) }
      some += [Int32](repeating: 16, count: highest - lowest + 1 - some.count)
      some[0] = max(some[0], 1)
      some[some.count - 1] = max(some[some.count - 1], 1)
      widths = some
    }
    // A writer's centre, or any.
    let centre = shape[5] & 1 == 0 ? (lowest + highest + 1) / 2 : Int(number(&input))
    let usesNetwork = flags & 1 != 0 && earlier.count < 4
    return LearnedModel(
      numbers: LearnedNumbers(centre: centre, lowest: lowest, highest: highest, widths: widths), plane: plane, usesNetwork: usesNetwork,
      supportSize: size, changes: usesNetwork && flags & 32 != 0 ? changes(&input, support) : nil)
  }

  /// Changes of a few of the network's weights.
  private func changes(_ input: inout FuzzInput, _ support: Support) -> NetworkChanges? {
    let network = profile.networks?.network(
      slot: earlier.count, rowInputs: NetworkRows.rowInputs(support), serialInputs: NetworkRows.serialInputs)
    guard let network else { return nil }
    let shift = input.choice(in: 0...NetworkChanges.largestShift)
    let values = network.layers.map { layer in
      var values = [Int32](repeating: 0, count: layer.outputs + layer.weights.count)
      for place in values.indices.prefix(16) {
        let bytes = input.take(2)
        guard bytes.count == 2 else { break }
        values[(Int(bytes[0]) &* 97 &+ place &* 131) % values.count] = Int32(Int8(bitPattern: bytes[1]))
      }
      return values
    }
    return NetworkChanges(shift: shift, values: values)
  }
}
