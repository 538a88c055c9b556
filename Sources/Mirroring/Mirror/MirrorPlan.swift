internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Reporting

/// What a mirror run has to do, found by comparing manifests and names; no payload file is read.
///
/// Cost: one pass over both manifests, one `stat` a file at both ends. Memory: a few names.
struct MirrorPlan {
  var files = 0
  var bytes: Int64 = 0
  /// Files of the archive's parity and receipts.
  var besideFiles = 0
  var besideBytes: Int64 = 0
  /// Listed by the archive, but not by the target with this digest.
  var toCopy = 0
  /// Sidecars that only the target has, listed or not.
  var obsolete = 0
  /// Units that only the target has, or that it lists with another digest.
  var diverged = 0
  var firstDiverged: [String] = []
  /// Files below the target's `data/` that are no part of an archive.
  var strangers = 0
  var firstStrangers: [String] = []
  /// Payload files of the archive that its manifest does not list.
  var unlisted = 0

  /// `target` is nil where there is none yet. Where its manifest is not `trusted`, only its files count.
  ///
  /// Throws what reading the manifests throws.
  init(from archive: Archive, to target: Archive?, trusting trusted: Bool, control: OperationControl) throws(Fault) {
    let lines = try archive.file(Archive.manifestName)
    let targetLines = try Self.manifest(target, trusted)
    try ManifestPair.forEach(lines, targetLines) { entry throws(Fault) in
      switch (entry.first, entry.second) {
      case (let digest?, let other):
        files += 1
        if digest != other { toCopy += 1 }
        if other != nil, other != digest, entry.isUnit { diverge(entry.path) }
      case (nil, _):
        if entry.isUnit { diverge(entry.path) } else { obsolete += 1 }
      }
    }
    try count(archive, control)
    for file in BesideFiles.list(Archive.parityName, in: archive) + BesideFiles.list(Archive.receiptsName, in: archive) {
      besideFiles += 1
      besideBytes += file.size
    }
    if let target { try look(over: target, lines, targetLines) }
  }

  /// The target's manifest, opened once, so that a rewriting of it meanwhile changes nothing.
  static func manifest(_ target: Archive?, _ trusted: Bool) throws(Fault) -> OpenFile? {
    guard trusted, let target, try target.status(Archive.manifestName) != nil else { return nil }
    return try target.file(Archive.manifestName)
  }

  private mutating func diverge(_ path: String) {
    diverged += 1
    if firstDiverged.count < 5 { firstDiverged.append(path) }
  }

  private mutating func count(_ archive: Archive, _ control: OperationControl) throws(Fault) {
    var found = 0
    var seen = try ManifestCursor(of: archive)
    // What cannot be looked at is found when its turn comes.
    try archive.forEachPayloadFile(onFault: { _ in }) { path, status throws(Fault) in
      if try seen.digest(of: path) == nil {
        unlisted += 1
        return
      }
      bytes = bytes.addingSaturated(status.size)
      found += 1
      if found % 1000 == 0 { control.report(.totals(files: found, bytes: bytes)) }
    }
  }

  /// Finds what lies in the target without being listed by either manifest.
  private mutating func look(over target: Archive, _ lines: OpenFile, _ targetLines: OpenFile?) throws(Fault) {
    var (wanted, listed) = (try ManifestCursor(lines), try ManifestCursor(targetLines))
    try target.forEachPayloadFile(onFault: { _ in }) { key, status throws(Fault) in
      let (isWanted, isListed) = (try wanted.digest(of: key) != nil, try listed.digest(of: key) != nil)
      guard !isWanted, !isListed else { return }
      let path = String(decoding: key, as: UTF8.self)
      if path.isUnitPath, status.kind == .file, (try? target.unit(path).record()) != nil {
        // It may be the only copy of something.
        diverge(path)
      } else if path.isSidecarPath, status.kind == .file {
        obsolete += 1
      } else {
        strangers += 1
        if firstStrangers.count < 20 { firstStrangers.append(path) }
      }
    }
  }

  /// Throws `.misuse` (`mirror.diverged`) where the target has units that the archive has not: nothing is ever removed or decided here.
  func refuseDiverged(_ archive: Archive, _ target: Archive) throws(Fault) {
    guard diverged > 0 else { return }
    let names = firstDiverged.map { RelativePath.printable(Array($0.utf8)) }.joined(separator: ", ")
    throw Fault(
      .misuse, "mirror.diverged",
      "\(diverged) unit\(diverged == 1 ? "" : "s") in \(target.root.path) that \(archive.root.path) has not, or has otherwise: "
        + names + (diverged > firstDiverged.count ? ", …" : ""),
      advice: "nothing was changed. If the other one is ahead, mirror the other way round; if units were lost here, "
        + "glassine audit \(archive.root.path) --against \(target.root.path) brings back what can be; else name another folder")
  }
}
