/// What a long operation tells whoever watches: the command line draws progress from it, `--json` prints it.
package enum OperationEvent: Sendable {
  /// A phase begins; totals are nil while they are not known yet.
  case phaseStarted(Phase, totalFiles: Int?, totalBytes: Int64?)
  /// Totals became known or changed while a phase runs.
  case totals(files: Int, bytes: Int64)
  /// Work on one file begins. Several may be under way at once.
  case fileStarted(path: String, bytes: Int64)
  /// Some bytes of a file under way are done; its end counts them once more, and watchers take them off.
  case partDone(path: String, bytes: Int64)
  /// One file is done, well or not.
  case fileFinished(FileReport)
  /// One more item of the phase is done, of which nothing needs to be said.
  case advanced(bytes: Int64)
  /// An audit found something.
  case finding(Finding)
  /// A source file was removed, or stays although its removal was asked for.
  case original(OriginalReport)
  /// Something a person should know that is not an error.
  case notice(String)
  case phaseEnded(Phase)
}

/// The phases an operation can be in.
package enum Phase: String, Sendable, Codable {
  case recovering, scanning, archiving, listing, cataloguing
  case restoring, auditing, benchmarking, protecting, examining, repairing, mirroring, proving, previewing, browsing
}

/// Coded bytes of the parts of one file; the rest of its unit are records and tables.
package struct PartBytes: Sendable, Codable, Hashable {
  package var mosaic: Int64
  /// JPEGs: coded, and in the original.
  package var previews: Int64
  package var previewsOriginal: Int64
  package var skeleton: Int64
  package var recipe: Int64
  package var metadata: Int64

  package init(mosaic: Int64, previews: Int64, previewsOriginal: Int64, skeleton: Int64, recipe: Int64, metadata: Int64) {
    (self.mosaic, self.previews, self.previewsOriginal) = (mosaic, previews, previewsOriginal)
    (self.skeleton, self.recipe, self.metadata) = (skeleton, recipe, metadata)
  }
}

/// What became of one file.
package struct FileReport: Sendable, Codable, Hashable {
  package enum Outcome: String, Sendable, Codable {
    /// Archived, restored or verified in this run.
    case done
    /// Already archived and not changed since.
    case unchanged
    /// Not done; `reason` says why.
    case failed
    /// Something that has no content to keep (a socket, a device); `reason` says what.
    case skipped
  }

  /// The path for people; bytes that are not UTF-8 are replaced.
  package var path: String
  package var outcome: Outcome
  /// `raw`, `file`, `symlink`, `folder`; in an audit `unit` or `sidecar`.
  package var kind: String
  /// `file-exact`, `stored-whole`, `sensor-exact`; nil for links and folders.
  package var tier: String?
  package var originalBytes: Int64
  package var storedBytes: Int64
  /// Why the file was stored whole or without a coded mosaic, failed or was skipped.
  package var reason: String?
  /// The stable code of the reason.
  package var code: String?
  /// What the parts of a coded file take in the archive.
  package var parts: PartBytes?
  /// 1 for a file's first version.
  package var version: Int?

  package init(
    path: String, outcome: Outcome, kind: String, tier: String? = nil, originalBytes: Int64 = 0, storedBytes: Int64 = 0,
    reason: String? = nil, code: String? = nil, parts: PartBytes? = nil, version: Int? = nil
  ) {
    self.path = path
    self.outcome = outcome
    self.kind = kind
    self.tier = tier
    self.originalBytes = originalBytes
    self.storedBytes = storedBytes
    self.reason = reason
    self.code = code
    self.parts = parts
    self.version = version
  }
}

/// One thing an audit found wrong.
package struct Finding: Sendable, Codable, Hashable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Listed in a manifest, not there.
    case missing
    /// There, not listed in any manifest.
    case orphan
    /// Shorter or longer than its own table says.
    case truncated
    /// Bytes differ from their digest.
    case damaged
    /// A whole unit under another unit's name.
    case misplaced
    /// A unit, profile or method of a newer version.
    case newer
    /// A manifest that contradicts itself, another manifest or the bag's declaration.
    case manifest
    /// The machine cannot read it: an input or output error, missing permission.
    case unreadable
    /// Everything has its digest, but the original cannot be rebuilt.
    case unrestorable
    /// A receipt that is not what was signed, or states something that the archive contradicts.
    case statement
  }

  package var kind: Kind
  /// The file inside the archive, relative to its root.
  package var file: String
  /// The original's path, where it can still be told.
  package var original: String?
  /// The section's name, where damage could be narrowed down.
  package var section: String?
  /// The tile's number inside the plane, where damage could be narrowed down.
  package var tile: Int?
  package var detail: String

  package init(kind: Kind, file: String, original: String? = nil, section: String? = nil, tile: Int? = nil, detail: String) {
    self.kind = kind
    self.file = file
    self.original = original
    self.section = section
    self.tile = tile
    self.detail = detail
  }
}
