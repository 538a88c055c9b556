internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding

/// The receipts of an archive, by number: `receipts/000001.jsonl`, `receipts/000002.jsonl`, …
package enum ReceiptShelf {
  /// The path of a receipt inside the archive.
  package static func path(_ number: Int) -> String {
    let digits = String(number)
    return "\(Archive.receiptsName)/" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + suffix
  }

  private static let suffix = ".jsonl"

  /// The number of the newest receipt; 0 where there is none. Throws `.environment`.
  package static func newest(_ archive: Archive) throws(Fault) -> Int {
    guard try archive.status(Archive.receiptsName)?.kind == .folder else { return 0 }
    var newest = 0
    for name in try archive.root.folder(Array(Archive.receiptsName.utf8)).names() {
      let text = String(decoding: name, as: UTF8.self)
      // At most fifteen digits: numbers go on being counted.
      guard text.endsWithBytes(of: suffix), (6 + 6...6 + 15).contains(text.utf8.count),
        let number = Int(text.droppingBytes(last: suffix.utf8.count)), number > newest, "\(Archive.receiptsName)/\(text)" == path(number)
      else { continue }
      newest = number
    }
    return newest
  }

  /// The name of a copy outside of the archive: receipts of several archives can lie together.
  static func copyName(_ header: ReceiptHeader) -> String {
    "glassine-\(header.archive.prefix(8))-" + path(header.number).droppingBytes(first: Archive.receiptsName.utf8.count + 1)
  }
}
