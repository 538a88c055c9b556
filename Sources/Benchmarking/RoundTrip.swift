internal import ByteCoding

/// Times a coder in both directions and holds what came back against what was coded.
enum RoundTrip {
  struct Timing {
    let codedBytes: Int64
    let encodeSeconds: Double
    let decodeSeconds: Double
  }

  /// Codes and decodes once at least, and until the clock can be trusted.
  ///
  /// Throws `bench.mismatch` (damaged) where what was decoded is not the original, and what the coder throws.
  static func measure<Original: Equatable, Coded>(
    _ original: Original, size: (Coded) -> Int, encode: (Original) throws(Fault) -> Coded, decode: (Coded) throws(Fault) -> Original
  ) throws(Fault) -> Timing {
    let (coded, encoding) = try Stopwatch.fastest { () throws(Fault) in try encode(original) }
    let (decoded, decoding) = try Stopwatch.fastest { () throws(Fault) in try decode(coded) }
    guard decoded == original else { throw mismatch }
    return Timing(codedBytes: Int64(size(coded)), encodeSeconds: encoding, decodeSeconds: decoding)
  }

  static let mismatch = Fault(
    .damaged, "bench.mismatch", "what was decoded is not what was coded",
    advice: "this is a bug, or a machine whose memory cannot be trusted: archive nothing with it before it is found")
}
