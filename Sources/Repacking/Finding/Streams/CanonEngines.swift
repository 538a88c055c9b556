internal import ByteCoding
internal import CanonCRW
internal import CanonCRX

/// Finds the raw record of a CRW file.
enum CanonCRWEngine: StreamEngine {
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard CIFFFile.isLikely(subject.file[...]) else { return [] }
    let image = try CRWImage(parsing: subject.file[...], budget: subject.budget)
    let proved = try image.proved(in: subject.file[...])
    return [
      StreamFinding(
        layout: .canonCRW(WholeMosaicLayout(proved.format)), range: image.range, remainder: proved.remainder.serialized(),
        samples: proved.samples)
    ]
  }
}

/// Finds the raw picture of a CR3 file.
enum CanonCRXEngine: StreamEngine {
  private static let otherFiles: Set<String> = ["cr3.brand"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    let found = try subject.found(except: otherFiles) { () throws(Fault) in
      try CR3File.find(in: subject.file, budget: subject.budget)
    }
    var findings: [StreamFinding] = []
    for found in found {
      findings.append(try StreamFinding(CRXStream.self, SegmentLayout.canonCRX, in: subject, found.range, found.format))
    }
    return findings
  }
}
