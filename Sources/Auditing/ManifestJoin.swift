internal import ArchiveStore
internal import ByteCoding

/// Holds the payload manifest against what lies below `data/`, both read in byte order of the paths: memory does not grow with either.
struct ManifestJoin {
  enum Entry {
    case present(path: String, digest: SHA256Digest)
    case missing(path: String)
    case orphan(path: String)
    case unreadable(Fault)
  }

  private let archive: Archive

  init(_ archive: Archive) { self.archive = archive }

  /// Throws where the payload folders cannot be listed.
  func forEach(_ body: (Entry) throws(Fault) -> Void) throws(Fault) {
    var lines = ManifestCursor(archive)
    var next = try lines.next(body)
    let journaled = try archive.journaled()
    func missing(_ path: [UInt8]) throws(Fault) {
      // A file that the unfinished run took away is not in the manifest's next version.
      guard !journaled.removals.contains(path) else { return }
      try body(.missing(path: String(decoding: path, as: UTF8.self)))
    }
    try archive.forEachPayloadFile(onFault: { fault throws(Fault) in try body(.unreadable(fault)) }) { key, status throws(Fault) in
      let path = String(decoding: key, as: UTF8.self)
      while let line = next, line.path.lexicographicallyPrecedes(key) {
        try missing(line.path)
        next = try lines.next(body)
      }
      if let line = next, line.path == key {
        if status.kind == .file {
          try body(.present(path: path, digest: current(path, listed: line.digest, journaled: journaled.digests[key])))
        } else {
          try body(.missing(path: path))
        }
        next = try lines.next(body)
      } else if status.kind == .file, let digest = journaled.digests[key] {
        // Published by a run that has not yet written its manifests.
        try body(.present(path: path, digest: digest))
      } else {
        try body(.orphan(path: path))
      }
    }
    while let line = next {
      try missing(line.path)
      next = try lines.next(body)
    }
  }

  /// The digest a file has to have: until its manifest is written, a sidecar that an unfinished run replaces may be the old or the new one.
  private func current(_ path: String, listed: SHA256Digest, journaled: SHA256Digest?) throws(Fault) -> SHA256Digest {
    guard let journaled, journaled != listed else { return listed }
    let found: SHA256Digest
    // What cannot be read is found when it is looked at.
    do throws(Fault) { found = try archive.file(path).digest() } catch { return listed }
    return found == journaled ? journaled : listed
  }
}

/// Gives the manifest's lines in order; what is wrong with a line is reported and the line left out.
private struct ManifestCursor {
  private var reader: LineReader?
  private var number = 0
  private var last: [UInt8] = []
  private var fault: Fault?
  /// A manifest of nothing but bad lines must not become as many findings.
  private var badLines = 0
  private static let reportedLines = 100

  init(_ archive: Archive) {
    do throws(Fault) {
      reader = LineReader(try archive.file(Archive.manifestName))
    } catch {
      // Before its first manifest is written, an archive's journal says what is there.
      let isExpected = (try? archive.isUnfinished) == true || (try? archive.isBlank) == true
      if !error.isNotThere || !isExpected { fault = error }
    }
  }

  /// A manifest that cannot be read further is reported and ends here.
  private mutating func readLine(_ body: (ManifestJoin.Entry) throws(Fault) -> Void) throws(Fault) -> [UInt8]? {
    do throws(Fault) {
      return try reader?.line()
    } catch {
      reader = nil
      try body(.unreadable(error))
      return nil
    }
  }

  mutating func next(_ body: (ManifestJoin.Entry) throws(Fault) -> Void) throws(Fault) -> ManifestLine? {
    if let fault {
      self.fault = nil
      try body(.unreadable(fault))
    }
    while let bytes = try readLine(body) {
      number += 1
      guard let line = ManifestLine(parsing: bytes) else {
        try complain("manifest.line", "not a digest and a path", body)
        continue
      }
      guard last.lexicographicallyPrecedes(line.path) else {
        try complain("manifest.order", "out of order or twice there", body)
        continue
      }
      last = line.path
      return line
    }
    if badLines > Self.reportedLines {
      let more = badLines - Self.reportedLines
      badLines = 0
      try body(.unreadable(.damaged("manifest.line", "\(more) more lines that are no lines, out of order, or twice there")))
    }
    return nil
  }

  private mutating func complain(
    _ code: String, _ cause: String, _ body: (ManifestJoin.Entry) throws(Fault) -> Void
  ) throws(Fault) {
    badLines += 1
    if badLines <= Self.reportedLines { try body(.unreadable(.damaged(code, cause, at: "line \(number)"))) }
  }
}
