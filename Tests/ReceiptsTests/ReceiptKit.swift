import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import Foundation
import PlaneCodec
import Reporting
import Synchronization
import TestSupport
import Testing

@testable import Receipts

/// Runs and receipts with fixed times, so that equal runs give equal receipts.
struct ReceiptKit {
  let folder: URL
  let key: SigningKey
  static let began = Date(timeIntervalSince1970: 1_800_000_000)

  init(_ folder: URL) throws {
    self.folder = folder
    key = try SigningKey.loadOrMake(folder.appendingPathComponent("keys/signing.key").path)
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
  }

  var source: URL { folder.appendingPathComponent("source") }
  var archive: URL { folder.appendingPathComponent("archive") }

  func write(_ name: String, _ text: String) throws {
    let file = source.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func open() throws -> Archive { try Archive.open(archive.path) }

  /// Archives the source and gives the ledger in order.
  func run(
    control: OperationControl = OperationControl(), ledger: Ledger = Ledger(), into target: URL? = nil,
    _ change: (inout ArchiveOptions) -> Void = { _ in }
  ) throws -> SortedLedger {
    var options = ArchiveOptions(planes: PlaneEncoder(profile: CodingProfile(jxlEffort: 1), workers: 2), jobs: 2, software: "test 1")
    change(&options)
    let path = (target ?? archive).path
    try ArchiveRun(source: source.path, options: options, control: control, observer: ledger).run(into: path)
    return try ledger.sorted(Archive.open(path), into: Ledger.temporaryFile)
  }

  /// Publishes a receipt of what the ledger holds.
  @discardableResult
  func issue(
    _ ledger: SortedLedger, into target: URL? = nil, ending: ReceiptIssue.Ending = .init(), copyTo: String? = nil
  ) throws -> IssuedReceipt {
    let workspace = try Workspace(Archive.open((target ?? archive).path))
    var issue = try ReceiptIssue(workspace, operation: .archive, key: key, software: "test 1", source: "source", began: Self.began)
    try ledger.forEach { item throws(Fault) in
      try issue.add(item.entry)
      return true
    }
    return try issue.publish(ending, ended: Self.began, copyTo: copyTo)
  }

  func bytes(_ receipt: IssuedReceipt) throws -> [UInt8] { [UInt8](try Data(contentsOf: archive.appendingPathComponent(receipt.path))) }

  /// Reads bytes as a receipt.
  func read(_ bytes: [UInt8]) throws -> (summary: ReceiptSummary, entries: [ReceiptEntry]) {
    let file = try Ledger.temporaryFile()
    try file.write(all: bytes, at: 0)
    var entries: [ReceiptEntry] = []
    let summary = try ReceiptFile.read(file) { entry throws(Fault) in entries.append(entry) }
    return (summary, entries)
  }

  /// The code of the fault that reading these bytes throws; nil where they are a good receipt.
  func faultCode(_ bytes: [UInt8]) -> String? {
    do { _ = try read(bytes) } catch { return (error as? Fault)?.code ?? "\(error)" }
    return nil
  }

  /// Holds a receipt against the archive.
  func check(_ receipt: IssuedReceipt, _ level: ReceiptCheck.Level) throws -> (findings: [Finding], summary: ReceiptCheckSummary) {
    let findings = Mutex<[Finding]>([])
    let control = OperationControl { event in
      if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
    }
    let archive = try open()
    let file = try archive.file(receipt.path)
    let summary = try ReceiptCheck(archive, level: level, jobs: 2, control: control).run(file, ReceiptFile.read(file))
    return (findings.withLock { $0 }, summary)
  }
}
