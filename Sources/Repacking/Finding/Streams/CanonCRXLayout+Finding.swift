internal import ByteCoding
internal import CanonCRX

extension CanonCRXLayout: StreamEngine {
  /// The raw picture of a CR3 file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    let found: [CRXFound]
    do throws(Fault) {
      found = try CR3File.find(in: subject.file, budget: subject.budget)
    } catch {
      if error.code == "cr3.brand" { return [] }
      throw error
    }
    var findings: [StreamFinding] = []
    for picture in found {
      let (samples, remainder) = try CRXStream(subject.bytes(picture.range), format: picture.format).decoded()
      findings.append(
        StreamFinding(
          layout: .canonCRX(CanonCRXLayout(picture.format)), range: picture.range, remainder: remainder.serialized(), samples: samples))
    }
    return findings
  }
}
