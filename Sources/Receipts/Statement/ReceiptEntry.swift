package import ArchiveFormat
internal import ArchiveStore
package import ByteCoding

/// One line of a receipt between header and end: what is stated about one entry of the source.
package struct ReceiptEntry: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case file, symlink, folder
    /// Not archived; `reason` says why.
    case failed, skipped
    /// A source file that was removed, and what had been proved before.
    case removed
    /// A source file that stays although its removal was asked for.
    case kept
  }

  /// What was done with the unit, or the source, in the run.
  package enum Statement: String, Codable, Sendable, CaseIterable {
    case rebuilt = "rebuilt-from-disk-and-compared"
    /// Sensor-exact: the mosaic was, the original cannot be.
    case mosaicRebuilt = "mosaic-rebuilt-from-disk-and-compared"
    /// Links and folders: there is only the record.
    case recordReadBack = "record-read-back-from-disk-and-compared"
    case unchangedByTime = "unchanged-by-size-and-time"
    case unchangedCompared = "unchanged-compared"
    case unchangedRebuilt = "unchanged-compared-and-rebuilt"
    /// Removed: by a process of its own, from media read anew; source and cover read again, too.
    case rebuiltByFreshProcess = "rebuilt-by-fresh-process-and-compared"
  }

  package var type: Kind
  /// As in a unit's record: text, and the bytes where they are not UTF-8.
  package var path: String
  package var pathBytes: String?
  package var size: Int64?
  package var sha256: SHA256Digest?
  package var tier: FileRecord.Tier?
  package var version: Int?
  /// The unit's path inside the archive.
  package var unit: String?
  package var unitSHA256: SHA256Digest?
  package var statement: Statement?
  /// What protected the unit of a removed file: `parity` or `second-copy`.
  package var cover: String?
  package var code: String?
  package var reason: String?

  package init(_ type: Kind, path: RelativePath) {
    self.type = type
    self.path = path.exactText ?? String(decoding: path.bytes, as: UTF8.self)
    pathBytes = path.exactText == nil ? path.bytes.hex : nil
  }

  /// An entry whose path is only text for people.
  package init(_ type: Kind, text: String) {
    self.type = type
    path = text
  }

  /// The kind of thing whose unit is stated; nil where none is.
  package var unitKind: FileRecord.Kind? {
    switch type {
    case .file, .removed: .file
    case .symlink: .symlink
    case .folder: .folder
    case .failed, .skipped, .kept: nil
    }
  }
}

extension ReceiptEntry {
  /// The path, checked; throws `.damaged` (`receipt.path`) for absolute or climbing paths.
  package func relativePath() throws(Fault) -> RelativePath {
    var bytes = Array(path.utf8)
    if let pathBytes {
      guard let decoded = [UInt8](hex: pathBytes) else { throw .damaged("receipt.path", "the path is not hexadecimal") }
      bytes = decoded
    }
    guard let path = RelativePath(bytes: bytes) else {
      throw .damaged("receipt.path", "the path “\(RelativePath.printable(bytes))” would leave the source")
    }
    return path
  }

  /// Checks that everything is there that a line of this type states. After this `unit` names the unit that path, kind and version give, and
  /// nothing outside `data/units`.
  ///
  /// Throws `.damaged` (`receipt.entry`, `receipt.path`).
  package func validate() throws(Fault) {
    guard let kind = unitKind else {
      guard reason != nil else { throw .damaged("receipt.entry", "an entry that is not archived needs a reason") }
      return
    }
    guard let version, version >= 1, let unit, unitSHA256 != nil, statement != nil else {
      throw .damaged("receipt.entry", "version, unit, its digest or the statement is missing")
    }
    if kind == .file {
      guard let size, size >= 0, sha256 != nil, tier != nil else {
        throw .damaged("receipt.entry", "size, digest or tier is missing")
      }
    }
    guard try UnitName.unit(for: relativePath(), kind: kind, version: version) == unit else {
      throw .damaged("receipt.path", "the unit's name does not follow from path and version")
    }
  }
}
