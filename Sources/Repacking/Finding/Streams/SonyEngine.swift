internal import ByteCoding
internal import SonyARW

/// Finds the compressed strip of an ARW file.
enum SonyEngine: StreamEngine {
  /// What the room says of files that are not for it.
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "arw.compression", "arw.packed"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    let found: SonyARWFound
    do throws(Fault) {
      found = try SonyARWFile.find(in: subject.file, budget: subject.budget)
    } catch {
      if otherFiles.contains(error.code) { return [] }
      throw error
    }
    let bytes = subject.bytes(found.range)
    switch found.coding {
    case .arw1(let format):
      let (samples, remainder) = try ARW1Stream(bytes, format: format).decoded()
      return [
        StreamFinding(
          layout: .sonyARW1(SonyARW1Layout(format)), range: found.range, remainder: remainder.serialized(), samples: samples,
          uncheckedRows: found.unreadRows)
      ]
    case .arw2(let format):
      let (samples, remainder) = try ARW2Stream(bytes, format: format).decoded()
      return [
        StreamFinding(
          layout: .sonyARW2(SonyARW2Layout(format)), range: found.range, remainder: remainder.serialized(), samples: samples,
          uncheckedRows: found.unreadRows)
      ]
    }
  }
}
