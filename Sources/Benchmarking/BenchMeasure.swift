/// One coder on one raw, or on several.
package struct BenchMeasure: Sendable {
  package let coder: BenchCoder
  /// Samples of the mosaic, or of the crop, whatever the coder was given.
  package var samples: Int64
  /// Bytes the coder was given; planes count two bytes a sample.
  package var inputBytes: Int64
  package var codedBytes: Int64
  /// The fastest run's.
  package var encodeSeconds: Double
  package var decodeSeconds: Double
  /// Samples whose noise floor is known.
  package var flooredSamples: Int64 = 0
  /// Coded bits of these samples less their noise floor.
  package var bitsAboveFloors = 0.0

  package init(
    coder: BenchCoder, samples: Int64, inputBytes: Int64, codedBytes: Int64, encodeSeconds: Double, decodeSeconds: Double
  ) {
    self.coder = coder
    self.samples = samples
    self.inputBytes = inputBytes
    self.codedBytes = codedBytes
    self.encodeSeconds = encodeSeconds
    self.decodeSeconds = decodeSeconds
  }

  /// Coded bits a sample of the mosaic; for whole files, their metadata and previews weigh in.
  package var bitsPerSample: Double { samples > 0 ? Double(codedBytes) * 8 / Double(samples) : 0 }
  /// Bits a sample above the noise floor, over the simulated raws; nil where there are none.
  package var bitsAboveFloor: Double? { flooredSamples > 0 ? bitsAboveFloors / Double(flooredSamples) : nil }
  /// Million samples a second.
  package var encodeMegasamples: Double { Double(samples) / encodeSeconds / 1e6 }
  package var decodeMegasamples: Double { Double(samples) / decodeSeconds / 1e6 }
  /// Megabytes of 16-bit samples a second, so that coders compare whatever they were given.
  package var encodeMegabytes: Double { encodeMegasamples * 2 }
  package var decodeMegabytes: Double { decodeMegasamples * 2 }

  func adding(_ other: BenchMeasure) -> BenchMeasure {
    var sum = self
    sum.samples += other.samples
    sum.inputBytes += other.inputBytes
    sum.codedBytes += other.codedBytes
    sum.encodeSeconds += other.encodeSeconds
    sum.decodeSeconds += other.decodeSeconds
    sum.flooredSamples += other.flooredSamples
    sum.bitsAboveFloors += other.bitsAboveFloors
    return sum
  }
}

/// A measure beside that of its reference coder, on the same samples in the same run.
package struct BenchComparison: Hashable, Sendable {
  /// Coded bytes as a share of the reference's.
  package let size: Double
  /// How many times as fast as the reference *codes* this coder codes and decodes.
  package let encodeSpeed: Double
  package let decodeSpeed: Double

  /// Nil where the reference was not measured.
  package init?(_ measure: BenchMeasure, among measures: [BenchMeasure]) {
    guard let reference = measures.first(where: { $0.coder == measure.coder.ownReference }), reference.codedBytes > 0 else { return nil }
    size = Double(measure.codedBytes) / Double(reference.codedBytes)
    encodeSpeed = measure.encodeMegasamples / reference.encodeMegasamples
    decodeSpeed = measure.decodeMegasamples / reference.encodeMegasamples
  }
}
