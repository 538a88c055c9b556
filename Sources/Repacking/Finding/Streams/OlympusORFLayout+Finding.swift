internal import ByteCoding
internal import OlympusORF

extension OlympusORFLayout: StreamEngine {
  /// What the room says of files that are not for it.
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "orf.file", "orf.uncompressed"]

  /// The strip of an ORF file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    do throws(Fault) {
      return try OlympusORFFile.find(in: subject.file, budget: subject.budget).map { (found) throws(Fault) in
        let (samples, remainder) = try OlympusORFStream(subject.bytes(found.offset..<(found.offset + found.length)), format: found.format)
          .decoded()
        return StreamFinding(
          layout: .olympusORF(OlympusORFLayout(found.format)), range: found.offset..<(found.offset + found.length),
          remainder: remainder.serialized(), samples: samples)
      }
    } catch {
      if otherFiles.contains(error.code) { return [] }
      throw error
    }
  }
}
