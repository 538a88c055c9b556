internal import EntropyCoding
internal import FuzzSupport

/// Any bytes as a stream of coded samples; the last bytes choose the alphabet and the predictions.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  let alphabet = alphabet(&input)
  let course = Course(alphabet: alphabet, seed: UInt64(input.choice()), isSteady: input.choice() & 1 == 0)
  let found = decode(input.bytes, course, count: 600)
  precondition(found.allSatisfy { (0..<alphabet.count).contains($0) }, "a number outside the alphabet")
  // Whatever was found can be coded, and comes back.
  var encoder = RangeEncoder()
  var model = SampleModel(alphabet: alphabet, contexts: Course.contexts)
  var predictions = course
  for index in found {
    let (mean, scale, context) = predictions.next()
    model.encode(index, mean16: mean, scale: scale, context: context, to: &encoder)
    predictions.learn(index)
  }
  precondition(decode(encoder.finish(), course, count: found.count, mustEnd: true) == found, "samples come back")
  return 0
}

/// Predictions that follow the samples, as a codec's do: both sides make the same.
private struct Course {
  static let contexts = 5
  let alphabet: SampleAlphabet
  var seed: UInt64
  let isSteady: Bool
  private var last = 0

  init(alphabet: SampleAlphabet, seed: UInt64, isSteady: Bool) {
    self.alphabet = alphabet
    self.seed = seed
    self.isSteady = isSteady
  }

  mutating func next() -> (mean: Int64, scale: Int, context: Int) {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let near = Int64(alphabet.lowest + last) * 16 + Int64(seed >> 58)
    let mean = isSteady ? near : Int64(seed >> 20 & 0x1f_ffff) - (1 << 19)
    return (mean, isSteady ? 64 + Int(seed >> 40 & 63) : Int(seed >> 40) % ScaleTable.count, Int(seed >> 50) % Self.contexts)
  }

  mutating func learn(_ index: Int) { last = index }
}

private func decode(_ bytes: [UInt8], _ course: Course, count: Int, mustEnd: Bool = false) -> [Int] {
  bytes.withUnsafeBufferPointer { buffer in
    var decoder = RangeDecoder(buffer)
    var model = SampleModel(alphabet: course.alphabet, contexts: Course.contexts)
    var predictions = course
    var found: [Int] = []
    while found.count < count {
      let (mean, scale, context) = predictions.next()
      let index = model.decode(mean16: mean, scale: scale, context: context, from: &decoder)
      predictions.learn(index)
      found.append(index)
    }
    precondition(!mustEnd || decoder.isAtEnd, "a stream ends with its samples")
    return found
  }
}

/// All numbers of a range, or cells of any width.
private func alphabet(_ input: inout FuzzInput) -> SampleAlphabet {
  let choice = input.choice()
  let span = 2 + (choice & 1 == 0 ? Int(input.choice()) : Int(input.choice()) << 8 | Int(input.choice())) % 65_535
  let lowest = (Int(input.choice()) << 8 | Int(input.choice())) % (65_537 - span)
  guard choice & 2 == 0, span <= 4096 else { return SampleAlphabet(lowest: lowest, highest: lowest + span - 1) }
  var widths = input.take(span).map { Int32($0) }
  widths += [Int32](repeating: 16, count: span - widths.count)
  widths[0] = max(widths[0], 1)
  widths[span - 1] = max(widths[span - 1], 1)
  return SampleAlphabet(lowest: lowest, widths: widths)
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("EntropyDecoderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    let stream = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 89 ^ $0 >> 3) }
    var seeds: [String: [UInt8]] = [:]
    for (name, content) in [("stream", stream), ("zeros", [UInt8](repeating: 0, count: 40)), ("ones", [UInt8](repeating: 0xff, count: 60))]
    {
      for kind: UInt8 in 0..<4 {
        // From the end: kind, span, lowest, seed, whether predictions are steady.
        seeds["\(name)-\(kind)"] = content + [0, kind, 7, 0, 3, 60, kind]
        seeds["\(name)-\(kind)-wild"] = content + [1, kind, 7, 1, 9, 30, kind]
      }
    }
    return seeds
  }
}
