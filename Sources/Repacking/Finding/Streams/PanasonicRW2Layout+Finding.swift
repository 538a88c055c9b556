internal import ByteCoding
internal import PanasonicRW2

extension PanasonicRW2Layout: StreamEngine {
  /// What the room says of files that are not for it.
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "rw2.file", "rw2.uncompressed"]

  /// The blocks of an RW2 file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    do throws(Fault) {
      return try PanasonicRW2File.find(in: subject.file, budget: subject.budget).map { (found) throws(Fault) in
        let (samples, remainder) = try PanasonicRW2Stream(subject.bytes(found.offset..<(found.offset + found.length)), format: found.format)
          .decoded()
        return StreamFinding(
          layout: .panasonicRW2(PanasonicRW2Layout(found.format)), range: found.offset..<(found.offset + found.length),
          remainder: remainder.serialized(), samples: samples)
      }
    } catch {
      if otherFiles.contains(error.code) { return [] }
      throw error
    }
  }
}
