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
  /// The samples as the camera wrote them; nil where the file does not say how many bytes they take.
  package let cameraStream: CameraStream?
  /// Bits a sample that no lossless coder can go below on average; nil for raws that were not simulated.
  package let noiseFloor: Double?
  /// One a coder, in their order.
  package let measures: [BenchMeasure]

  init(_ subject: BenchSubject, _ measures: [BenchMeasure]) {
    name = subject.name
    camera = subject.camera
    bytes = Int64(subject.file.count)
    width = subject.width
    height = subject.height
    bits = subject.bits
    packedBytes = Int64(subject.packed.count)
    cameraStream = subject.cameraStream
    noiseFloor = subject.noiseFloor
    self.measures = measures
  }

  package var samples: Int64 { Int64(width) * Int64(height) }
  package var isSimulated: Bool { noiseFloor != nil }

  /// The camera's own bits a sample of the mosaic.
  package var cameraBitsPerSample: Double? { cameraStream.map { Double($0.bytes) * 8 / Double(samples) } }

  /// The coder of whole planes that needs the fewest bytes, the first of equals.
  package var smallest: BenchMeasure? {
    measures.filter { $0.coder.input == .planes && $0.coder.extent == .whole }.min { $0.codedBytes < $1.codedBytes }
  }
}

/// A file that could not be measured.
package struct BenchFailure: Sendable, Codable {
  package let name: String
  package let code: String
  package let reason: String
}
