internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
package import Foundation

/// A receipt that lies in its archive.
package struct IssuedReceipt: Sendable, Hashable {
  package let number: Int
  /// Inside the archive.
  package let path: String
  /// Of the copy outside; nil where none was asked for.
  package let copy: String?
  package let digest: SHA256Digest
}

/// Writes and publishes one receipt: aside, read back and checked, then under its number.
package struct ReceiptIssue {
  /// How the run ended that is stated.
  package struct Ending: Sendable {
    package var isInterrupted: Bool
    package var failure: Fault?

    package init(isInterrupted: Bool = false, failure: Fault? = nil) { (self.isInterrupted, self.failure) = (isInterrupted, failure) }
  }

  private let workspace: Workspace
  private let key: SigningKey
  private let staged: StagedFile
  private let header: ReceiptHeader
  private var writer: ReceiptWriter

  /// Begins the receipt that follows the archive's newest. Throws `.environment`.
  package init(
    _ workspace: Workspace, operation: ReceiptHeader.Operation, key: SigningKey, software: String, source: String, began: Date
  ) throws(Fault) {
    self.workspace = workspace
    self.key = key
    let newest = try ReceiptShelf.newest(workspace.archive)
    var previous: SHA256Digest?
    var archive: String?
    if newest > 0 {
      let file = try workspace.archive.file(ReceiptShelf.path(newest))
      previous = try file.digest()
      archive = try? ReceiptFile.header(file).archive
    }
    let beganText = Self.text(began)
    header = ReceiptHeader(
      number: newest + 1, operation: operation, began: beganText, software: software,
      archive: archive ?? Self.identity(key.verifying, began: beganText), source: source, publicKey: key.verifying.hex, previous: previous)
    staged = try workspace.stage()
    do throws(Fault) {
      writer = try ReceiptWriter(staged.file, header: header, key: key)
    } catch {
      workspace.discard(staged)
      throw error
    }
  }

  /// A new archive's identity: nothing but a name that no other archive has.
  private static func identity(_ key: VerifyingKey, began: String) -> String {
    SHA256Digest(of: Array("glassine archive \(key.hex) \(began)".utf8)).bytes.prefix(16).hex
  }

  /// ISO 8601, UTC, whole seconds.
  private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// Throws `.environment`.
  package mutating func add(_ entry: ReceiptEntry) throws(Fault) { try writer.add(entry) }

  /// Takes away what was begun.
  package func discard() { workspace.discard(staged) }

  /// Seals the receipt, reads it back from the medium, checks it, and gives it its number; `copyTo` is a folder for a copy.
  ///
  /// Throws `.environment`, or `.damaged` where the medium does not give back what was written. Nothing is published then.
  package mutating func publish(_ ending: Ending, ended: Date, copyTo: String?) throws(Fault) -> IssuedReceipt {
    let path = ReceiptShelf.path(header.number)
    let digest: SHA256Digest
    do throws(Fault) {
      digest = try writer.finish(
        ended: Self.text(ended), complete: !ending.isInterrupted && ending.failure == nil, interrupted: ending.isInterrupted,
        failure: ending.failure)
      try staged.file.synchronize()
      staged.file.dropCache()
      let summary = try ReceiptFile.read(staged.file)
      guard summary.header == header, try staged.file.digest() == digest else {
        throw .damaged("receipt.digest", "the medium did not give back what was written")
      }
      try workspace.publish(staged, at: path, replacing: false)
    } catch {
      discard()
      throw error
    }
    let copy = if let copyTo { try self.copy(path, into: copyTo) } else { String?.none }
    return IssuedReceipt(number: header.number, path: path, copy: copy, digest: digest)
  }

  /// Copies a published receipt into a folder of a person's; never over another file.
  private func copy(_ path: String, into folder: String) throws(Fault) -> String {
    try Folder.makeAll(folder)
    let target = try Folder.open(folder)
    let source = try workspace.archive.file(path)
    let (aside, name) = (Array(".receipt-\([UInt8].random(8).hex).aside".utf8), ReceiptShelf.copyName(header))
    let file = try target.create(aside)
    do throws(Fault) {
      var offset = 0
      while true {
        let piece = try source.read(at: offset, upTo: 1 << 20)
        if piece.isEmpty { break }
        try file.write(all: piece, at: offset)
        offset += piece.count
      }
      try file.synchronize()
      try target.rename(aside, to: target, as: Array(name.utf8), replacing: false)
      try target.synchronize()
    } catch {
      try? target.remove(aside)
      throw error
    }
    return target.path(of: Array(name.utf8))
  }
}
