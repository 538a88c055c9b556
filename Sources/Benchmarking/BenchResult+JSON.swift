/// What `--json` prints; derived numbers are in it, so that nobody has to divide.
extension BenchResult: Encodable {
  private enum Key: String, CodingKey { case libraries, files, totals, crops, smallest, cameraStream, failures, isComplete, reference }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(libraries, forKey: .libraries)
    try container.encode(BenchCoder.reference.name, forKey: .reference)
    try container.encode(files, forKey: .files)
    try container.encode(RatedMeasure.all(totals), forKey: .totals)
    try container.encode(RatedMeasure.all(cropTotals), forKey: .crops)
    let reference = totals.first { $0.coder == .reference }?.codedBytes
    try container.encodeIfPresent(smallestBytes.map { RatedBytes($0, samples: samples, reference: reference) }, forKey: .smallest)
    try container.encodeIfPresent(cameraBytes.map { RatedBytes($0, samples: samples, reference: reference) }, forKey: .cameraStream)
    try container.encode(failures, forKey: .failures)
    try container.encode(isComplete, forKey: .isComplete)
  }
}

extension BenchFile: Encodable {
  private enum Key: String, CodingKey {
    case name, camera, bytes, width, height, bits, packedBytes, coders, crops, isSimulated, noiseFloorBitsPerSample, cameraStream, smallest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(camera, forKey: .camera)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(bits, forKey: .bits)
    try container.encode(packedBytes, forKey: .packedBytes)
    try container.encode(RatedMeasure.all(measures.filter { $0.coder.extent == .whole }), forKey: .coders)
    try container.encode(RatedMeasure.all(measures.filter { $0.coder.extent == .crop }), forKey: .crops)
    try container.encode(isSimulated, forKey: .isSimulated)
    try container.encodeIfPresent(noiseFloor.map(rounded), forKey: .noiseFloorBitsPerSample)
    let reference = measures.first { $0.coder == .reference }?.codedBytes
    let stream = cameraStream.map { RatedBytes($0.bytes, samples: samples, reference: reference, compression: $0.compression) }
    try container.encodeIfPresent(stream, forKey: .cameraStream)
    try container.encodeIfPresent(smallest?.coder.id, forKey: .smallest)
  }
}

/// Bytes that no coder of this run made on its own.
private struct RatedBytes: Encodable {
  let bytes: Int64
  let bitsPerSample: Double
  let ratioToReference: Double?
  /// TIFF's Compression.
  let compression: Int?

  init(_ bytes: Int64, samples: Int64, reference: Int64?, compression: Int? = nil) {
    self.bytes = bytes
    bitsPerSample = rounded(samples > 0 ? Double(bytes) * 8 / Double(samples) : 0)
    ratioToReference = reference.flatMap { $0 > 0 ? rounded(Double(bytes) / Double($0)) : nil }
    self.compression = compression
  }
}

/// A measure and what it is beside the reference coder's.
private struct RatedMeasure: Encodable {
  let measure: BenchMeasure
  let comparison: BenchComparison?

  static func all(_ measures: [BenchMeasure]) -> [RatedMeasure] {
    measures.map { RatedMeasure(measure: $0, comparison: BenchComparison($0, among: measures)) }
  }

  private enum Key: String, CodingKey {
    case id, coder, input, samples, inputBytes, codedBytes, bitsPerSample, bitsAboveFloor, ratioToReference, encodeSeconds, decodeSeconds
    case encodeMegabytesPerSecond, decodeMegabytesPerSecond, encodeMegasamplesPerSecond, decodeMegasamplesPerSecond
    case encodeSpeedToReference, decodeSpeedToReference
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(measure.coder.id, forKey: .id)
    try container.encode(measure.coder.name, forKey: .coder)
    try container.encode(measure.coder.input, forKey: .input)
    try container.encode(measure.samples, forKey: .samples)
    try container.encode(measure.inputBytes, forKey: .inputBytes)
    try container.encode(measure.codedBytes, forKey: .codedBytes)
    try container.encode(rounded(measure.bitsPerSample), forKey: .bitsPerSample)
    try container.encodeIfPresent(measure.bitsAboveFloor.map(rounded), forKey: .bitsAboveFloor)
    try container.encodeIfPresent(comparison.map { rounded($0.size) }, forKey: .ratioToReference)
    try container.encode(measure.encodeSeconds, forKey: .encodeSeconds)
    try container.encode(measure.decodeSeconds, forKey: .decodeSeconds)
    try container.encode(rounded(measure.encodeMegabytes), forKey: .encodeMegabytesPerSecond)
    try container.encode(rounded(measure.decodeMegabytes), forKey: .decodeMegabytesPerSecond)
    try container.encode(rounded(measure.encodeMegasamples), forKey: .encodeMegasamplesPerSecond)
    try container.encode(rounded(measure.decodeMegasamples), forKey: .decodeMegasamplesPerSecond)
    try container.encodeIfPresent(comparison.map { rounded($0.encodeSpeed) }, forKey: .encodeSpeedToReference)
    try container.encodeIfPresent(comparison.map { rounded($0.decodeSpeed) }, forKey: .decodeSpeedToReference)
  }
}

/// Four digits after the point: more would be noise.
func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
