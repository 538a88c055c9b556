internal import ByteCoding
internal import CanonCRW

extension CanonCRWLayout: StreamEngine {
  /// The raw record of a CRW file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard CIFFFile.isLikely(subject.file[...]) else { return [] }
    let image = try CRWImage(parsing: subject.file[...], budget: subject.budget)
    let proved = try image.proved(in: subject.file[...])
    let segment = Segment(
      offset: image.range.lowerBound, byteCount: image.range.count, layout: 0, row: 0, column: 0, remainder: proved.remainder.serialized())
    return [StreamFinding(layout: .canonCRW(CanonCRWLayout(proved.format)), segments: [segment], samples: proved.samples)]
  }
}
