internal import ByteCoding
internal import NikonPentaxHuffman

extension NikonPentaxLayout {
  /// Takes a strip of the file apart.
  static func finding(_ subject: StreamSubject, _ range: Range<Int>, _ format: NikonPentaxFormat) throws(Fault) -> StreamFinding {
    let (samples, remainder) = try NikonPentaxStream(subject.bytes(range), format: format).decoded()
    let segment = Segment(
      offset: range.lowerBound, byteCount: range.count, layout: 0, row: 0, column: 0, remainder: remainder.serialized())
    return StreamFinding(layout: .nikonPentax(NikonPentaxLayout(format)), segments: [segment], samples: samples)
  }
}
