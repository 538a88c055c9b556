internal import ByteCoding
internal import SonyARW

/// Finds the compressed strip of an ARW file.
enum SonyEngine: StreamEngine {
  private static let otherFiles: Set<String> = ["tiff.signature", "tiff.directory", "arw.compression", "arw.packed"]

  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding] {
    guard subject.structure != nil else { return [] }
    let found = try subject.found(except: otherFiles) { () throws(Fault) in
      [try SonyARWFile.find(in: subject.file, budget: subject.budget)]
    }
    guard let found = found.first else { return [] }
    let rows = found.unreadRows
    switch found.coding {
    case .arw1(let format):
      return [try StreamFinding(ARW1Stream.self, SegmentLayout.sonyARW1, in: subject, found.range, format, uncheckedRows: rows)]
    case .arw2(let format):
      return [try StreamFinding(ARW2Stream.self, SegmentLayout.sonyARW2, in: subject, found.range, format, uncheckedRows: rows)]
    }
  }
}
