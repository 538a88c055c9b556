import EntropyCoding
import TestSupport
import Testing

/// Every number of every alphabet can be coded whatever the prediction is, and comes back.
@Suite struct SampleModelTests {
  /// An alphabet of any kind: even cells, holes, cells of uneven widths.
  private func alphabet(_ random: inout RepeatableRandomNumberGenerator, most: Int) -> SampleAlphabet {
    let span = 2 + random.below(most - 1)
    let lowest = random.below(65_536 - span + 1)
    let kind = random.below(4)
    guard kind > 0 else { return SampleAlphabet(lowest: lowest, highest: lowest + span - 1) }
    var widths = (0..<span).map { _ in
      Int32(kind == 1 ? 16 * (1 - random.below(2)) : kind == 2 ? 1 + random.below(40) : random.below(3) * 9)
    }
    // The ends are in use.
    widths[0] = max(widths[0], 1)
    widths[span - 1] = max(widths[span - 1], 1)
    return SampleAlphabet(lowest: lowest, widths: widths)
  }

  private func mean(_ alphabet: SampleAlphabet, _ random: inout RepeatableRandomNumberGenerator) -> Int64 {
    switch random.below(8) {
    case 0: Int64(alphabet.lowest) * 16
    case 1: Int64(alphabet.highest) * 16
    case 2: -5 << 20
    case 3: 5 << 20
    default: Int64(alphabet.lowest) * 16 + Int64(random.below((alphabet.highest - alphabet.lowest + 1) * 16))
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>) func frequenciesRiseAndCoverTheWhole(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let alphabet = alphabet(&random, most: 300)
    var model = SampleModel(alphabet: alphabet, contexts: 3)
    for round in 0..<40 {
      let (mean, scale, context) = (mean(alphabet, &random), random.below(ScaleTable.count), random.below(3))
      let table = model.models.cumulative + context * AdaptiveModels.stride
      let edges = (0...alphabet.count).map { model.below($0, mean16: mean, reciprocal: ScaleTable.reciprocals[scale], table: table) }
      #expect(edges.first == 0 && edges.last == 1 << 26)
      let sizes = zip(edges, edges.dropFirst()).map { Int($1) - Int($0) }
      #expect(sizes.min().map { $0 >= Int(alphabet.floor) } == true, "round \(round), mean \(mean), scale \(scale)")
      // Whatever is learned has to keep that.
      for _ in 0..<random.below(400) {
        let index = random.below(alphabet.count)
        model.learn(context: context, start: edges[index], end: edges[index + 1])
      }
    }
  }

  @Test func frequenciesRiseInTheLargestAlphabet() {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    let alphabet = SampleAlphabet(lowest: 0, highest: 65_535)
    let model = SampleModel(alphabet: alphabet, contexts: 1)
    for scale in [0, 64, 200, 351] {
      let mean = mean(alphabet, &random)
      var last: UInt32 = 0
      var rises = true
      for index in 1...alphabet.count {
        let edge = model.below(index, mean16: mean, reciprocal: ScaleTable.reciprocals[scale], table: model.models.cumulative)
        rises = rises && edge > last
        last = edge
      }
      #expect(rises && last == 1 << 26)
    }
  }

  @Test(arguments: 0..<80 as Range<UInt64>) func whatIsCodedComesBack(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let alphabet = alphabet(&random, most: seed % 4 == 0 ? 65_536 : seed % 4 == 1 ? 3 : 2000)
    let contexts = 1 + random.below(96)
    let isWild = seed % 3 == 0
    let samples = (0..<3000).map { _ in
      let mean = mean(alphabet, &random)
      let near = min(max(Int(mean / 16) - alphabet.lowest + random.below(9) - 4, 0), alphabet.highest - alphabet.lowest)
      let index = isWild ? random.below(alphabet.count) : Int(alphabet.positions[near])
      return (index: index, mean: mean, scale: random.below(ScaleTable.count), context: random.below(contexts))
    }
    var encoder = RangeEncoder()
    var model = SampleModel(alphabet: alphabet, contexts: contexts)
    for one in samples { model.encode(one.index, mean16: one.mean, scale: one.scale, context: one.context, to: &encoder) }
    let bytes = encoder.finish()
    bytes.withUnsafeBufferPointer { buffer in
      var decoder = RangeDecoder(buffer)
      var model = SampleModel(alphabet: alphabet, contexts: contexts)
      for (place, one) in samples.enumerated() {
        let number = model.decodeNumber(mean16: one.mean, scale: one.scale, context: one.context, from: &decoder)
        guard number == alphabet.number(at: one.index) else {
          Issue.record("sample \(place): \(number) for \(alphabet.number(at: one.index))")
          return
        }
      }
      let isAtEnd = decoder.isAtEnd
      #expect(isAtEnd)
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>) func anyBytesDecodeToNumbersOfTheAlphabet(_ seed: UInt64) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let alphabet = alphabet(&random, most: 65_536)
    let bytes = random.bytes(random.below(3000))
    bytes.withUnsafeBufferPointer { buffer in
      var decoder = RangeDecoder(buffer)
      var model = SampleModel(alphabet: alphabet, contexts: 4)
      for _ in 0..<3000 {
        let index = model.decode(
          mean16: mean(alphabet, &random), scale: random.below(ScaleTable.count), context: random.below(4), from: &decoder)
        #expect((0..<alphabet.count).contains(index))
      }
    }
  }

  /// Samples of a known distribution cost about its entropy once the models have learned.
  @Test func aLogisticSourceCostsItsEntropy() {
    var random = RepeatableRandomNumberGenerator(seed: 11)
    let alphabet = SampleAlphabet(lowest: 0, highest: 4095)
    var encoder = RangeEncoder()
    var model = SampleModel(alphabet: alphabet, contexts: 1)
    for _ in 0..<50_000 {
      // One of 64 numbers, each as likely: 6 bits.
      model.encode(2048 + random.below(64), mean16: (2048 + 32) * 16, scale: 64 + 5 * 16 - 24, context: 0, to: &encoder)
    }
    let bits = Double(encoder.finish().count * 8) / 50_000
    #expect(bits > 6 && bits < 6.25, "\(bits)")
  }
}
