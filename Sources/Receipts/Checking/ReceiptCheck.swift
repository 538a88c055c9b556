internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Reporting
internal import Synchronization
internal import UnitCoding

/// What a check of a receipt counted.
package struct ReceiptCheckSummary: Sendable, Hashable {
  /// Units held against their statement.
  package var units = 0
  /// Of these, read whole; and rebuilt.
  package var unitsRead = 0
  package var unitsRebuilt = 0
  package var bytesRead: Int64 = 0
  /// Receipts before this one that lead to it without a gap.
  package var receiptsBefore = 0
  package var findings = 0
  package var isComplete = true

  package init() {}
}

/// Holds a receipt against the archive it speaks of. Every difference is a finding; nothing is written.
package final class ReceiptCheck: Sendable {
  package enum Level: String, Sendable, CaseIterable {
    /// The receipt itself; with an archive also that each unit is there, with the record that is stated.
    case signature
    /// Every byte of each unit against the digest that is stated.
    case fixity
    /// Each original rebuilt and held against the digest that is stated.
    case restore
  }

  private let archive: Archive
  private let level: Level
  private let jobs: Int
  private let control: OperationControl
  private let summary = Mutex(ReceiptCheckSummary())

  package init(_ archive: Archive, level: Level, jobs: Int, control: OperationControl) {
    (self.archive, self.level, self.jobs, self.control) = (archive, level, jobs, control)
  }

  /// Checks every unit that is stated, then the receipts before. `receipt` must be one that `ReceiptFile.read` found whole.
  ///
  /// Throws what `ReceiptFile.read` throws, and `.environment` where nothing can be looked at.
  package func run(_ receipt: OpenFile, _ whole: ReceiptSummary) throws(Fault) -> ReceiptCheckSummary {
    let units = ReceiptEntry.Kind.allCases.filter { [.file, .removed, .symlink, .folder].contains($0) }
    let total = units.reduce(0) { $0 + (whole.end.counts[$1.rawValue] ?? 0) }
    control.report(.phaseStarted(.examining, totalFiles: total, totalBytes: level == .signature ? nil : whole.end.bytes))
    var batch: [ReceiptEntry] = []
    func flush() {
      let work = batch
      batch.removeAll()
      Workers.forEach(work, jobs) { [self] entry in
        guard !control.isStopped else { return }
        examine(entry)
      }
    }
    _ = try ReceiptFile.read(receipt) { entry throws(Fault) in
      guard entry.unitKind != nil, !control.isStopped else { return }
      batch.append(entry)
      if batch.count >= 64 { flush() }
    }
    flush()
    if !control.isStopped { try checkChain(whole.header) }
    control.report(.phaseEnded(.examining))
    return summary.withLock { summary in
      summary.isComplete = !control.isStopped
      return summary
    }
  }

  private func examine(_ entry: ReceiptEntry) {
    // Validated by the parser: the name follows from the path.
    guard let unit = entry.unit else { return }
    control.report(.fileStarted(path: unit, bytes: entry.size ?? 0))
    var outcome = FileReport(path: unit, outcome: .done, kind: "unit", originalBytes: entry.size ?? 0)
    let finding: Finding?
    do throws(Fault) { finding = try difference(entry, unit) } catch { finding = Self.finding(error, entry, unit) }
    if let finding {
      report(finding)
      outcome.outcome = .failed
      outcome.reason = finding.detail
    }
    summary.withLock { $0.units += 1 }
    control.report(.fileFinished(outcome))
  }

  private func report(_ finding: Finding) {
    summary.withLock { $0.findings += 1 }
    control.report(.finding(finding))
  }

  /// The first thing that contradicts the statement; nil where nothing does.
  private func difference(_ entry: ReceiptEntry, _ unit: String) throws(Fault) -> Finding? {
    func differs(_ kind: Finding.Kind, _ detail: String) -> Finding {
      Finding(kind: kind, file: unit, original: entry.path, detail: detail)
    }
    guard let status = try archive.status(unit), status.kind == .file else {
      return differs(.missing, "stated in the receipt, but not there")
    }
    let file = try archive.file(unit)
    if level > .signature {
      file.dropCache()
      let digest = try file.digest()
      summary.withLock {
        $0.unitsRead += 1
        $0.bytesRead = $0.bytesRead.addingSaturated(status.size)
      }
      if digest != entry.unitSHA256 { return differs(.damaged, "the unit does not have the digest that is stated") }
    }
    let decoder = try UnitDecoder(UnitReader(FileSource(file)))
    let record = decoder.record
    guard try record.relativePath() == entry.relativePath(), record.kind == entry.unitKind else {
      return differs(.misplaced, "it holds “\(try record.relativePath())”")
    }
    for (name, isEqual) in [
      ("version", record.version == entry.version), ("tier", record.tier == entry.tier),
      ("size", record.kind != .file || record.size == entry.size), ("digest of the original", record.sha256 == entry.sha256),
    ] where !isEqual {
      return differs(.statement, "the \(name) of its record is not the one that is stated")
    }
    if level == .restore {
      try decoder.prove()
      summary.withLock { $0.unitsRebuilt += 1 }
    }
    return nil
  }

  private static func finding(_ fault: Fault, _ entry: ReceiptEntry, _ unit: String) -> Finding {
    let kind: Finding.Kind =
      switch fault.kind {
      case .environment: .unreadable
      case .unsupported where fault.code.hasSuffix(".newer"): .newer
      default: fault.code == "unit.truncated" ? .truncated : .damaged
      }
    return Finding(kind: kind, file: unit, original: entry.path, section: fault.place, detail: fault.cause)
  }

  /// Follows the receipts back to the first: each must have the digest that the one after it gives.
  private func checkChain(_ header: ReceiptHeader) throws(Fault) {
    var header = header
    while let digest = header.previous {
      let path = ReceiptShelf.path(header.number - 1)
      func report(_ kind: Finding.Kind, _ detail: String) { self.report(Finding(kind: kind, file: path, detail: detail)) }
      guard header.number > 1 else { return report(.statement, "a first receipt cannot follow another") }
      guard let status = try archive.status(path), status.kind == .file else {
        return report(.missing, "the receipt after it says that it was there")
      }
      do throws(Fault) {
        let file = try archive.file(path)
        guard try file.digest() == digest else { return report(.statement, "it is not the receipt that the one after it names") }
        let previous = try ReceiptFile.header(file)
        guard previous.number == header.number - 1, previous.archive == header.archive else {
          return report(.statement, "number or archive are not those the receipt after it follows")
        }
        header = previous
      } catch {
        return report(error.kind == .environment ? .unreadable : .statement, error.cause)
      }
      summary.withLock { $0.receiptsBefore += 1 }
    }
    guard header.number > 1 else { return }
    report(Finding(kind: .statement, file: ReceiptShelf.path(header.number), detail: "it names no receipt before it"))
  }
}

extension ReceiptCheck.Level: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
