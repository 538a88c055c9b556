internal import ByteCoding

/// What the journal means for the manifests, once it is known which of its files really got their names.
struct JournalChanges {
  var payload = ManifestMerge()
  var originals = ManifestMerge()

  /// After a crash (`recovering`) every line is held against the disk: units that did not get their name are left out, and sidecars
  /// count with the digest they really have.
  init(_ events: [Journal.Event], archive: Archive, recovering: Bool) throws(Fault) {
    for event in events {
      switch event {
      case .published(let path, let digest):
        if recovering { guard try Self.holds(digest, path, archive) else { continue } }
        let line = ManifestLine(digest: digest, payload: path)
        payload.changes[line.path] = line
      case .removed(let path):
        guard try archive.status(path) == nil else { continue }
        payload.changes[Array(path.utf8)] = .some(nil)
      case .rewriting: break
      case .originalGone(let path):
        originals.changes[ManifestLine(digest: SHA256Digest(of: []), original: path).path] = .some(nil)
      case .original(let path, let digest, let unit):
        if recovering { guard try archive.status(unit) != nil else { continue } }
        let line = ManifestLine(digest: digest, original: path)
        originals.changes[line.path] = line
      }
    }
  }

  /// Units are never replaced, so being there is enough; a sidecar may still be the one before.
  private static func holds(_ digest: SHA256Digest, _ path: String, _ archive: Archive) throws(Fault) -> Bool {
    guard try archive.status(path) != nil else { return false }
    if path.endsWithBytes(of: UnitName.unitSuffix) { return true }
    return try archive.file(path).digest() == digest
  }
}
