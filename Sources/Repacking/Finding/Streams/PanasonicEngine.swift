internal import ByteCoding
internal import PanasonicRW2

/// Finds the blocks of an RW2 file.
enum PanasonicEngine: StreamEngine {
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "rw2.file", "rw2.uncompressed"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    let found = try subject.found(except: otherFiles) { () throws(Fault) in
      try PanasonicRW2File.find(in: subject.file, budget: subject.budget)
    }
    var findings: [StreamFinding] = []
    for found in found {
      findings.append(
        try StreamFinding(
          PanasonicRW2Stream.self, SegmentLayout.panasonicRW2, in: subject, found.offset..<(found.offset + found.length), found.format))
    }
    return findings
  }
}
