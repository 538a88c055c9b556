internal import ArchiveFormat
package import ArchiveStore
internal import Archiving
internal import ByteCoding
internal import Reporting

/// One settled entry as the ledger keeps it: the receipt's line, and which file of the source it was.
package struct LedgerEntry: Codable, Sendable, Hashable {
  /// Which file it was when its bytes counted.
  package struct Source: Codable, Sendable, Hashable {
    package var device: UInt64
    package var inode: UInt64
    package var size: Int64
    package var modifiedSeconds: Int64
    package var modifiedNanoseconds: Int64

    package init(_ status: FileStatus) {
      (device, inode, size) = (status.device, status.inode, status.size)
      (modifiedSeconds, modifiedNanoseconds) = (status.modifiedSeconds, status.modifiedNanoseconds)
    }
  }

  package var entry: ReceiptEntry
  package var source: Source?

  package init(entry: ReceiptEntry, source: Source? = nil) { (self.entry, self.source) = (entry, source) }
}

extension LedgerEntry {
  /// Error texts of whole libraries do not belong into a statement.
  private static let longestReason = 1000

  /// Nil for links and folders that a dry run would only archive; files of that kind have no unit.
  init?(_ settled: SettledEntry) {
    source = settled.source.map(Source.init)
    let report = settled.report
    switch report.outcome {
    case .failed, .skipped:
      let type: ReceiptEntry.Kind = report.outcome == .failed ? .failed : .skipped
      entry = settled.path.map { ReceiptEntry(type, path: $0) } ?? ReceiptEntry(type, text: report.path)
      entry.code = report.code
      entry.reason = String((report.reason ?? "no reason given").prefix(Self.longestReason))
    case .done, .unchanged:
      guard let path = settled.path else { return nil }
      guard let record = settled.record else {
        guard report.kind == "file" || report.kind == "raw" else { return nil }
        entry = ReceiptEntry(.file, path: path)
        entry.size = report.originalBytes
        return
      }
      entry = ReceiptEntry(record.kind == .file ? .file : record.kind == .folder ? .folder : .symlink, path: path)
      entry.version = record.version
      entry.unit = settled.unitPath
      entry.unitSHA256 = settled.unitDigest
      if record.kind == .file {
        entry.size = record.size
        entry.sha256 = record.sha256
        entry.tier = record.tier
      }
      entry.statement = Self.statement(settled.evidence, record)
    }
  }

  private static func statement(_ evidence: SettledEntry.Evidence, _ record: FileRecord) -> ReceiptEntry.Statement {
    switch evidence {
    case .rebuilt: record.kind != .file ? .recordReadBack : record.tier == .sensorExact ? .mosaicRebuilt : .rebuilt
    case .compared: .unchangedCompared
    case .comparedAndRebuilt: .unchangedRebuilt
    case .sizeAndTime, .nothing: .unchangedByTime
    }
  }
}

extension LedgerEntry {
  /// What the ledger is sorted by: units as the manifest has them, then what is not archived, by path.
  var key: [UInt8] {
    if let unit = entry.unit { return Array(unit.utf8) }
    return [UInt8(ascii: "~")] + Array((entry.pathBytes ?? Array(entry.path.utf8).hex).utf8)
  }
}
