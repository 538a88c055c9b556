internal import JXLCoding
internal import RawReading
internal import ZstdCoding

/// What a run measured: each file, and all of them together.
package struct BenchResult: Sendable {
  /// In the order in which they were measured.
  package let coders: [BenchCoder]
  /// The libraries underneath, with versions.
  package let libraries = [JXLPlaneCoder.libraryVersion, ZstdCoder.libraryVersion, RawReader.libraryVersion]
  package internal(set) var files: [BenchFile] = []
  package internal(set) var failures: [BenchFailure] = []
  /// False where the run was stopped before its end.
  package internal(set) var isComplete = true

  init(coders: [BenchCoder]) { self.coders = coders }

  /// The sums over all files, one a coder; empty where no file was measured.
  package var totals: [BenchMeasure] {
    guard let first = files.first else { return [] }
    return first.measures.indices.compactMap { index in
      let all = files.compactMap { $0.measures.indices.contains(index) ? $0.measures[index] : nil }
      return all.first.map { start in all.dropFirst().reduce(start) { $0.adding($1) } }
    }
  }

  /// The coded bytes of a measure as a share of those of the reference coder on the same files; nil where that was not measured.
  package static func ratio(_ measure: BenchMeasure, among measures: [BenchMeasure]) -> Double? {
    guard let reference = measures.first(where: { $0.coder == .reference }), reference.codedBytes > 0 else { return nil }
    return Double(measure.codedBytes) / Double(reference.codedBytes)
  }
}

/// One raw, and what every coder made of it.
package struct BenchFile: Sendable {
  package let name: String
  package let camera: String
  /// Bytes of the camera file.
  package let bytes: Int64
  package let width: Int
  package let height: Int
  /// Bits that the largest sample needs, at least 1.
  package let bits: Int
  /// Bytes of the samples packed at that many bits.
  package let packedBytes: Int64
  package let measures: [BenchMeasure]

  init(_ subject: BenchSubject, _ measures: [BenchMeasure]) {
    name = subject.name
    camera = subject.camera
    bytes = Int64(subject.file.count)
    width = subject.width
    height = subject.height
    bits = subject.bits
    packedBytes = Int64(subject.packed.count)
    self.measures = measures
  }
}

/// A file that could not be measured.
package struct BenchFailure: Sendable, Codable {
  package let name: String
  package let code: String
  package let reason: String
}

/// One coder on one raw, or on several.
package struct BenchMeasure: Sendable {
  package let coder: BenchCoder
  /// Samples of the mosaic, whatever the coder was given.
  package var samples: Int64
  /// Bytes the coder was given; planes count two bytes a sample.
  package var inputBytes: Int64
  package var codedBytes: Int64
  /// The fastest run's.
  package var encodeSeconds: Double
  package var decodeSeconds: Double

  /// Coded bits a sample of the mosaic; for whole files, their metadata and previews weigh in.
  package var bitsPerSample: Double { samples > 0 ? Double(codedBytes) * 8 / Double(samples) : 0 }
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
    return sum
  }
}
