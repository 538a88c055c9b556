internal import ByteCoding
internal import FujiRAF

/// Finds the compressed raw data of a RAF file.
enum FujiEngine: StreamEngine {
  private static let otherFiles: Set<String> = ["raf.header", "fuji.signature"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    let found = try subject.found(except: otherFiles) { () throws(Fault) in
      try FujiRAFFile.find(in: subject.file, budget: subject.budget)
    }
    var findings: [StreamFinding] = []
    for found in found {
      findings.append(try StreamFinding(FujiRAFStream.self, SegmentLayout.fujiRAF, in: subject, found.range, found.format))
    }
    return findings
  }
}
