internal import ByteCoding
internal import OlympusORF

/// Finds the compressed strip of an ORF file.
enum OlympusEngine: StreamEngine {
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "orf.file", "orf.uncompressed"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    let found = try subject.found(except: otherFiles) { () throws(Fault) in
      try OlympusORFFile.find(in: subject.file, budget: subject.budget)
    }
    var findings: [StreamFinding] = []
    for found in found {
      findings.append(
        try StreamFinding(
          OlympusORFStream.self, SegmentLayout.olympusORF, in: subject, found.offset..<(found.offset + found.length), found.format))
    }
    return findings
  }
}
