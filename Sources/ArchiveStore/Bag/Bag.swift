internal import ByteCoding
internal import Foundation

/// The tag files that make the archive a BagIt 1.0 bag (RFC 8493). FORMAT.md, "Bag".
enum Bag {
  static let declaration = Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)

  /// The tag files that every tag manifest lists, in order of their names.
  static let tagFiles = ["bag-info.txt", "bagit.txt", Archive.manifestName, Archive.originalsName]

  static let informationName = "bag-info.txt"
  private static let documentsLabel = "Glassine-Documents: "

  /// The version of the program whose documents the archive carries; nil where `bag-info.txt` does not say.
  static func documentsVersion(_ archive: Archive) throws(Fault) -> String? {
    guard try archive.status(informationName)?.kind == .file else { return nil }
    var lines = LineReader(try archive.file(informationName))
    while let line = try lines.line() {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix(documentsLabel) { return String(text.dropFirst(documentsLabel.count)) }
    }
    return nil
  }

  /// The text of `bag-info.txt`. The date is the day of the last change, in UTC.
  static func information(totals: PayloadTotals, software: String, documents: String?, date: Date) -> [UInt8] {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "yyyy-MM-dd"
    return Array(
      """
      Bag-Software-Agent: \(software)
      Bagging-Date: \(format.string(from: date))
      External-Description: Raw camera images archived by Glassine; FORMAT.md describes every byte.
      Glassine-Archive-Format: 1\(documents.map { "\n" + documentsLabel + $0 } ?? "")
      Payload-Oxum: \(totals.bytes).\(totals.files)

      """.utf8)
  }
}

/// How much lies below `data/`: BagIt's Payload-Oxum.
struct PayloadTotals: Hashable, Sendable {
  var bytes: Int64 = 0
  var files: Int = 0

  /// Counts everything below `data/`. Cost: one `stat` a file.
  static func measure(_ archive: Archive) throws(Fault) -> PayloadTotals {
    var totals = PayloadTotals()
    try archive.forEachPayloadFile(onFault: { fault throws(Fault) in throw fault }) { _, status throws(Fault) in
      totals.bytes += status.size
      totals.files += 1
    }
    return totals
  }
}
