internal import ByteCoding
internal import CanonCRW

extension CanonCRWLayout: StreamEngine {
  /// The raw record of a CRW file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard CIFFFile.isLikely(subject.file[...]) else { return [] }
    let image = try CRWImage(parsing: subject.file[...], budget: subject.budget)
    let proved = try image.proved(in: subject.file[...])
    return [
      StreamFinding(
        layout: .canonCRW(CanonCRWLayout(proved.format)), range: image.range, remainder: proved.remainder.serialized(),
        samples: proved.samples)
    ]
  }
}
