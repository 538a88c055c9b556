import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import Foundation
import Protection
import Receipts
import Reporting

/// What follows an archive run where it was asked for: its receipt, and the removal of originals with a receipt of its own.
///
/// The first receipt is on the medium before anything is removed, so that a run killed in between has said what it archived.
struct ArchiveClosing {
  /// What a person asked for.
  struct Wishes {
    /// Nil where no receipt is wanted.
    var key: SigningKey?
    var receiptCopies: String?
    var deletesOriginals = false
    var secondCopy: String?
    var isDryRun = false
    var jobs = 1

    var isEmpty: Bool { key == nil && !deletesOriginals }
  }

  /// What came of it, for the summary.
  struct Result: Sendable {
    var receipts: [IssuedReceipt] = []
    var keyFingerprint: String?
    /// Where the key was made in this run.
    var newKey: String?
    var asksForRemoval = false
  }

  let wishes: Wishes
  let source: String
  let archive: String
  let under: RelativePath?
  let began: Date
  let control: OperationControl

  /// `failure` is what ended the run before its end. Throws `archive.locked`, `.environment`, `.misuse` (`second-copy.same`, `remove.overlap`).
  func close(_ ledger: Ledger, failure: Fault?) throws(Fault) -> Result {
    let key = wishes.key
    var result = Result(
      keyFingerprint: key?.verifying.fingerprint, newKey: key?.isNew == true ? key?.path : nil, asksForRemoval: wishes.deletesOriginals)
    if wishes.isDryRun {
      let archive: Archive?
      do throws(Fault) { archive = try Archive.open(self.archive) } catch  where error.code == "archive.none" { archive = nil }
      let sorted = try ledger.sorted(archive, into: Ledger.temporaryFile)
      if let archive, wishes.deletesOriginals { try preview(sorted, archive) }
      return result
    }
    let archive = try Archive.open(self.archive)
    let workspace = try Workspace(archive)
    let sorted = try ledger.sorted(archive) { () throws(Fault) in
      let staged = try workspace.stage()
      workspace.discard(staged)
      return staged.file
    }
    let ending = ReceiptIssue.Ending(isInterrupted: control.isStopped, failure: failure)
    if let key = wishes.key {
      var issue = try ReceiptIssue(
        workspace, operation: .archive, key: key, software: ProgramVersion.software, source: source, began: began)
      do throws(Fault) {
        try sorted.forEach { item throws(Fault) in
          try issue.add(item.entry)
          return true
        }
      } catch {
        issue.discard()
        throw error
      }
      result.receipts.append(try publish(&issue, ending))
    }
    guard wishes.deletesOriginals else { return result }
    guard !ending.isInterrupted, failure == nil else {
      control.report(.notice("The run did not come to its end: no original was removed."))
      return result
    }
    if let receipt = try remove(sorted, archive, workspace) { result.receipts.append(receipt) }
    return result
  }

  private func publish(_ issue: inout ReceiptIssue, _ ending: ReceiptIssue.Ending) throws(Fault) -> IssuedReceipt {
    try issue.publish(ending, ended: Date(), copyTo: wishes.receiptCopies)
  }

  /// The nets there are. The second copy is opened also where parity would do, so that a wrong name is noticed.
  private func nets(_ archive: Archive) throws(Fault) -> [any SafetyNet] {
    var nets: [any SafetyNet] = []
    if let parity = try ParityCover.net(of: archive) { nets.append(parity) }
    if let path = wishes.secondCopy {
      let copy = try SecondCopyNet(of: archive, at: path)
      if copy.isOnSameFileSystem {
        control.report(.notice("The second copy lies on the same file system as the archive: one broken drive takes both."))
      }
      nets.append(copy)
    }
    return nets
  }

  private func preview(_ sorted: SortedLedger, _ archive: Archive) throws(Fault) {
    let options = OriginalsRemoval.Options(source: source, under: under, nets: try nets(archive), isDryRun: true)
    var removal = try OriginalsRemoval(archive, options: options, prover: DirectProver(archive, jobs: 1), control: control)
    try removal.run(sorted) { _ throws(Fault) in }
  }

  private func remove(_ sorted: SortedLedger, _ archive: Archive, _ workspace: Workspace) throws(Fault) -> IssuedReceipt? {
    let options = OriginalsRemoval.Options(source: source, under: under, nets: try nets(archive), isDryRun: false)
    let prover = ProverProcess(archive: self.archive, jobs: wishes.jobs)
    var removal = try OriginalsRemoval(archive, options: options, prover: prover, control: control)
    var issue: ReceiptIssue?
    if let key = wishes.key {
      issue = try ReceiptIssue(
        workspace, operation: .removeOriginals, key: key, software: ProgramVersion.software, source: source, began: Date())
    }
    var removed = 0
    var failure: Fault?
    do throws(Fault) {
      try removal.run(sorted) { entry throws(Fault) in
        if entry.type == .removed { removed += 1 }
        try issue?.add(entry)
      }
    } catch {
      failure = error
    }
    var receipt: IssuedReceipt?
    if removed > 0, issue != nil {
      // Also after a failure: what is gone is stated.
      do throws(Fault) {
        receipt = try issue.publishing { issue throws(Fault) in
          try publish(&issue, ReceiptIssue.Ending(isInterrupted: control.isStopped, failure: failure))
        }
      } catch { failure = failure ?? error }
    } else {
      issue?.discard()
    }
    if let failure { throw failure }
    return receipt
  }
}

extension Optional where Wrapped == ReceiptIssue {
  /// Runs `body` on what is there.
  fileprivate mutating func publishing(
    _ body: (inout ReceiptIssue) throws(Fault) -> IssuedReceipt
  ) throws(Fault) -> IssuedReceipt? {
    guard var issue = self else { return nil }
    defer { self = issue }
    return try body(&issue)
  }
}

/// The archive's parity as a net for its units.
enum ParityCover {
  /// Nil where the archive has no parity. Throws `.environment`.
  static func net(of archive: Archive) throws(Fault) -> (any SafetyNet)? {
    guard let units = try ProtectedUnits(archive) else { return nil }
    return ParityNet { unit, digest throws(Fault) in try units.covers(unit, digest) }
  }
}
