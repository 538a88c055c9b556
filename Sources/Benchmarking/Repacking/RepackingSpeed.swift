/// How long a pass over samples took: over one file, or over several together.
package struct RepackingSpeed: Hashable, Sendable {
  /// Samples of the mosaic.
  package let samples: Int64
  /// Bytes of the file that hold them.
  package let bytes: Int64
  /// Processor time of the fastest pass.
  package let seconds: Double

  init(samples: Int64, bytes: Int64, seconds: Double) {
    (self.samples, self.bytes, self.seconds) = (samples, bytes, seconds)
  }

  /// Million samples a second.
  package var megasamples: Double { Double(samples) / seconds / 1e6 }
  /// Megabytes of the stream a second.
  package var megabytes: Double { Double(bytes) / seconds / 1e6 }

  /// How many times as fast as another pass over the same samples this one is.
  package func ratio(to other: RepackingSpeed) -> Double { other.seconds / seconds }

  func adding(_ other: RepackingSpeed) -> RepackingSpeed {
    RepackingSpeed(samples: samples + other.samples, bytes: bytes + other.bytes, seconds: seconds + other.seconds)
  }
}
