/// What `--repacking --json` prints; derived numbers are in it, so that nobody has to divide.
extension RepackingResult: Encodable {
  private enum Key: String, CodingKey { case libraries, files, total, failures, isComplete }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(libraries, forKey: .libraries)
    try container.encode(files, forKey: .files)
    try container.encodeIfPresent(total, forKey: .total)
    try container.encode(failures, forKey: .failures)
    try container.encode(isComplete, forKey: .isComplete)
  }
}

extension RepackingMeasure: Encodable {
  private enum Key: String, CodingKey { case name, layout, isPacked, isSimulated, samples, streamBytes, libRaw, decode, encode }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(layout, forKey: .layout)
    try container.encode(isPacked, forKey: .isPacked)
    try container.encode(isSimulated, forKey: .isSimulated)
    try container.encode(samples, forKey: .samples)
    try container.encode(streamBytes, forKey: .streamBytes)
    try container.encodeIfPresent(libRaw.map { RatedSpeed($0, beside: nil) }, forKey: .libRaw)
    try container.encode(RatedSpeed(decode, beside: libRaw), forKey: .decode)
    try container.encode(RatedSpeed(encode, beside: libRaw), forKey: .encode)
  }
}

extension RepackingTotal: Encodable {
  private enum Key: String, CodingKey { case files, samples, streamBytes, libRaw, decode, encode }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(files, forKey: .files)
    try container.encode(decode.samples, forKey: .samples)
    try container.encode(decode.bytes, forKey: .streamBytes)
    try container.encode(RatedSpeed(libRaw, beside: nil), forKey: .libRaw)
    try container.encode(RatedSpeed(decode, beside: libRaw), forKey: .decode)
    try container.encode(RatedSpeed(encode, beside: libRaw), forKey: .encode)
  }
}

/// A speed, and what it is beside LibRaw's.
private struct RatedSpeed: Encodable {
  let seconds: Double
  let megasamplesPerSecond: Double
  let megabytesPerSecond: Double
  let speedToLibRaw: Double?

  init(_ speed: RepackingSpeed, beside libRaw: RepackingSpeed?) {
    seconds = speed.seconds
    megasamplesPerSecond = rounded(speed.megasamples)
    megabytesPerSecond = rounded(speed.megabytes)
    speedToLibRaw = libRaw.map { rounded(speed.ratio(to: $0)) }
  }
}
