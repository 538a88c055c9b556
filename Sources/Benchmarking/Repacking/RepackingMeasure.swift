/// One file, and how fast its samples are read and written as the camera stored them.
package struct RepackingMeasure: Sendable {
  package let name: String
  /// How the samples lie in the file, for people.
  package let layout: String
  /// Whether they lie there as they are; false for compressed streams.
  package let isPacked: Bool
  package let isSimulated: Bool
  /// LibRaw's opening and decoding of the file; nil where it does not read it.
  package let libRaw: RepackingSpeed?
  /// Our reading of the samples out of the file's bytes.
  package let decode: RepackingSpeed
  /// Our making of the bytes from samples, as restoring does it.
  package let encode: RepackingSpeed

  package var samples: Int64 { decode.samples }
  package var streamBytes: Int64 { decode.bytes }

  /// How many times as fast as LibRaw decodes; nil where it does not.
  package var decodeRatio: Double? { libRaw.map { decode.ratio(to: $0) } }
  package var encodeRatio: Double? { libRaw.map { encode.ratio(to: $0) } }
}

/// Several files together.
package struct RepackingTotal: Sendable {
  package let files: Int
  package let libRaw: RepackingSpeed
  package let decode: RepackingSpeed
  package let encode: RepackingSpeed

  /// The sums over the files that LibRaw reads too, so that all three are over the same samples; nil where there are none.
  init?(_ measures: [RepackingMeasure]) {
    let read = measures.filter { $0.libRaw != nil }
    func sum(_ speeds: [RepackingSpeed]) -> RepackingSpeed? {
      speeds.first.map { first in speeds.dropFirst().reduce(first) { $0.adding($1) } }
    }
    guard let libRaw = sum(read.compactMap(\.libRaw)), let decode = sum(read.map(\.decode)), let encode = sum(read.map(\.encode)) else {
      return nil
    }
    (self.libRaw, self.decode, self.encode) = (libRaw, decode, encode)
    files = read.count
  }
}
