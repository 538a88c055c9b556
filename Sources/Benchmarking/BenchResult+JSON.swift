/// What `--json` prints; derived numbers are in it, so that nobody has to divide.
extension BenchResult: Encodable {
  private enum Key: String, CodingKey { case libraries, files, totals, failures, isComplete, reference }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(libraries, forKey: .libraries)
    try container.encode(BenchCoder.reference.name, forKey: .reference)
    try container.encode(files, forKey: .files)
    try container.encode(RatedMeasure.all(totals), forKey: .totals)
    try container.encode(failures, forKey: .failures)
    try container.encode(isComplete, forKey: .isComplete)
  }
}

extension BenchFile: Encodable {
  private enum Key: String, CodingKey { case name, camera, bytes, width, height, bits, packedBytes, coders }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(camera, forKey: .camera)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(bits, forKey: .bits)
    try container.encode(packedBytes, forKey: .packedBytes)
    try container.encode(RatedMeasure.all(measures), forKey: .coders)
  }
}

/// A measure and its size beside the reference coder's.
private struct RatedMeasure: Encodable {
  let measure: BenchMeasure
  let ratio: Double?

  static func all(_ measures: [BenchMeasure]) -> [RatedMeasure] {
    measures.map { RatedMeasure(measure: $0, ratio: BenchResult.ratio($0, among: measures)) }
  }

  private enum Key: String, CodingKey {
    case coder, input, samples, inputBytes, codedBytes, bitsPerSample, ratioToReference, encodeSeconds, decodeSeconds
    case encodeMegabytesPerSecond, decodeMegabytesPerSecond, encodeMegasamplesPerSecond, decodeMegasamplesPerSecond
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(measure.coder.name, forKey: .coder)
    try container.encode(measure.coder.input, forKey: .input)
    try container.encode(measure.samples, forKey: .samples)
    try container.encode(measure.inputBytes, forKey: .inputBytes)
    try container.encode(measure.codedBytes, forKey: .codedBytes)
    try container.encode(rounded(measure.bitsPerSample), forKey: .bitsPerSample)
    try container.encodeIfPresent(ratio.map(rounded), forKey: .ratioToReference)
    try container.encode(measure.encodeSeconds, forKey: .encodeSeconds)
    try container.encode(measure.decodeSeconds, forKey: .decodeSeconds)
    try container.encode(rounded(measure.encodeMegabytes), forKey: .encodeMegabytesPerSecond)
    try container.encode(rounded(measure.decodeMegabytes), forKey: .decodeMegabytesPerSecond)
    try container.encode(rounded(measure.encodeMegasamples), forKey: .encodeMegasamplesPerSecond)
    try container.encode(rounded(measure.decodeMegasamples), forKey: .decodeMegasamplesPerSecond)
  }

  /// Four digits after the point: more would be noise.
  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
