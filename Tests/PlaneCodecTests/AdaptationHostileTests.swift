import ByteCoding
import Inference
import SensorModel
import Testing

@testable import PlaneCodec

/// Models with changes of the network that are someone hostile's, all digests in order.
@Suite struct AdaptationHostileTests {
  private static func sample() throws -> LearnedSample {
    try #require(try LearnedSample.structured().first)
  }

  /// A typed fault that names the model.
  private func expectRefused(_ sample: LearnedSample, _ payload: [UInt8], _ name: String) {
    for workers in [1, 2] {
      let fault = #expect(throws: Fault.self, "\(name)") { try sample.decode(payload, workers: workers) }
      #expect(fault?.kind == .damaged, "\(name)")
      #expect(fault?.code == "plane.model", "\(name)")
      #expect(fault?.place == "plane \(sample.coded.index), model", "\(name)")
    }
  }

  @Test func flagsThatDoNotFitAreRefused() throws {
    let sample = try Self.sample()
    var opened = try OpenedPayload(sample.coded.payload)
    let plain = try opened.plainModel()
    try #require(plain[0] & 9 == 9)
    // Changes without a network; neither; a network without changes, which leaves bytes over; unknown flags.
    for flags in [plain[0] & ~1, plain[0] & ~9, plain[0] & ~8] + [16, 32, 64, 128].map({ plain[0] | $0 }) {
      try opened.setPlainModel([flags] + plain.dropFirst())
      expectRefused(sample, opened.sealed, "flags \(flags)")
    }
    // A network without changes where changes are promised.
    var model = try sample.model()
    let changes = try #require(model.changes)
    model.changes = nil
    var bare = try OpenedPayload(try sample.payload(model))
    try bare.setPlainModel([plain[0]] + (try bare.plainModel()).dropFirst())
    expectRefused(sample, bare.sealed, "no changes")
    // Changes that change nothing are as good as others, and make another plane.
    model.changes = NetworkChanges(shift: 0, values: changes.values.map { $0.map { _ in 0 } })
    sample.expectNoOtherPlane(try sample.payload(model), "changes of nothing")
    #expect((try? sample.decode(try sample.payload(model))) == nil)
  }

  @Test func changesThatDoNotFitTheNetworkNameTheModel() throws {
    let sample = try Self.sample()
    var model = try sample.model()
    let values = try #require(model.changes).values
    func refuse(_ values: [[Int32]], shift: Int = 0, _ name: String) throws {
      model.changes = NetworkChanges(shift: shift, values: values)
      expectRefused(sample, try sample.payload(model), name)
    }
    try refuse([], "no layers")
    try refuse(values.dropLast(), "a layer less")
    try refuse(values + [[]], "a layer more")
    try refuse(values.reversed(), "layers in another order")
    for number in values.indices {
      var other = values
      other[number].append(0)
      try refuse(other, "a change more in layer \(number)")
      other[number].removeLast(2)
      try refuse(other, "a change less in layer \(number)")
      for value in [NetworkChanges.largest, -NetworkChanges.largest] {
        other = values
        other[number][other[number].count - 1] = value
        try refuse(other, shift: 10, "a weight of layer \(number) by \(value)")
        other = values
        other[number][0] = value
        try refuse(other, shift: 10, "a bias of layer \(number) by \(value)")
      }
      // Every weight fits 16 bits, and no sum 32, where inputs are hidden values.
      guard number > 0 else { continue }
      other = values.map { $0.map { _ in 0 } }
      let biases = number == values.count - 1 ? 2 : 16
      for place in biases..<other[number].count { other[number][place] = 20_000 }
      try refuse(other, "sums of layer \(number)")
    }
  }

  @Test(.timeLimit(.minutes(2))) func hostileChangesEndInFaults() throws {
    let sample = try Self.sample()
    let opened = try OpenedPayload(sample.coded.payload)
    let plain = try opened.plainModel()
    var bare = try sample.model()
    bare.changes = nil
    let start = try OpenedPayload(try sample.payload(bare)).plainModel().count
    try #require(start < plain.count)
    var random = SplitMix(state: 41)
    var readable = 0
    for round in 0..<500 {
      var changed = opened
      let tail = Array(plain[start...])
      try changed.setPlainModel(plain[..<start] + (round % 4 == 0 ? random.mutated(tail) : random.nudged(tail)))
      do {
        #expect(try sample.decode(changed.sealed) == sample.plane, "round \(round)")
        readable += 1
      } catch { if error.code != "plane.model" { readable += 1 } }
    }
    #expect(readable > 100, "\(readable) of 500 get past the reader")
  }

  /// Changes of any size that the network bears decode to the same numbers with every variant of the kernels.
  @Test func hostileChangesDecodeAlikeWithAllKernels() throws {
    let sample = try Self.sample()
    let opened = try OpenedPayload(sample.coded.payload)
    let variants = Kernels.Variant.allCases.compactMap { Kernels($0) }
    var reader = ByteReader(sample.coded.payload)
    let header = try PlaneHeader(from: &reader, budget: .standard)
    var random = SplitMix(state: 42)
    var model = try sample.model()
    let values = try #require(model.changes).values
    var decoded = 0
    for round in 0..<60 {
      let most = UInt64(1) << (round % 12)
      model.changes = NetworkChanges(
        shift: round % 7, values: values.map { $0.map { _ in Int32(random.next() % (2 * most + 1)) - Int32(most) } })
      let bytes = try model.serialized()
      guard let context = try? LearnedContext(header, model: bytes[...], cell: sample.cell, earlier: []),
        case .mlp(let mlp) = context.method
      else { continue }
      let results = try variants.map { kernels in
        try PlaneNumbers.withSources(context.earlier) { sources throws(Fault) in
          try? MLPTile.decode(opened.parts[1][...], tile: header.grid.tile(0), mlp, earlier: sources, kernels: kernels)
        }
      }
      #expect(Set(results).count == 1, "round \(round)")
      decoded += 1
    }
    #expect(decoded > 20, "\(decoded) of 60 are within bounds")
  }
}
