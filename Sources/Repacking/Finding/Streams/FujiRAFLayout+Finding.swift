internal import ByteCoding
internal import FujiRAF

extension FujiRAFLayout: StreamEngine {
  /// What the room says of files that are not for it.
  private static let otherFiles: Set<String> = ["raf.header", "fuji.signature"]

  /// The raw data of a RAF file.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    do throws(Fault) {
      return try FujiRAFFile.find(in: subject.file, budget: subject.budget).map { (found) throws(Fault) in
        let (samples, remainder) = try FujiRAFStream(subject.bytes(found.range), format: found.format).decoded()
        return StreamFinding(
          layout: .fujiRAF(FujiRAFLayout(found.format)), range: found.range, remainder: remainder.serialized(), samples: samples)
      }
    } catch {
      if otherFiles.contains(error.code) { return [] }
      throw error
    }
  }
}
