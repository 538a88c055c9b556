package import ByteCoding
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
package struct PayloadTotals: Hashable, Sendable {
  package var bytes: Int64 = 0
  package var files: Int = 0

  /// What `bag-info.txt` says; nil where it says nothing that can be. Good for progress, proves nothing.
  package static func claimed(by archive: Archive) -> PayloadTotals? {
    guard let bytes = try? archive.file("bag-info.txt").read(at: 0, upTo: 1 << 16) else { return nil }
    let key = "Payload-Oxum: "
    for line in bytes.split(separator: 0x0A) where line.starts(with: key.utf8) {
      let numbers = String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self).split(separator: ".")
      guard numbers.count == 2, let bytes = Int64(numbers[0]), let files = Int(numbers[1]) else { return nil }
      return (0...1 << 60).contains(bytes) && (0...1 << 50).contains(files) ? PayloadTotals(bytes: bytes, files: files) : nil
    }
    return nil
  }

  /// Counts everything below `data/`. Cost: one `stat` a file.
  package static func measure(_ archive: Archive) throws(Fault) -> PayloadTotals {
    var totals = PayloadTotals()
    try archive.forEachPayloadFile(onFault: { fault throws(Fault) in throw fault }) { _, status throws(Fault) in
      totals.bytes = totals.bytes.addingSaturated(status.size)
      totals.files += 1
    }
    return totals
  }
}
