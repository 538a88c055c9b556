internal import ByteCoding
internal import NikonPentaxHuffman

extension NikonPentaxLayout {
  /// Takes a strip of the file apart.
  static func finding(_ subject: StreamSubject, _ range: Range<Int>, _ format: NikonPentaxFormat) throws(Fault) -> StreamFinding {
    let (samples, remainder) = try NikonPentaxStream(subject.bytes(range), format: format).decoded()
    return StreamFinding(
      layout: .nikonPentax(NikonPentaxLayout(format)), range: range, remainder: remainder.serialized(), samples: samples)
  }
}
