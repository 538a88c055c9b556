internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import ParityCoding
internal import Reporting
internal import UnitCoding

/// Makes the archive's lists again where neither they nor their parity can be trusted: from whatever lists are left, from the sets, and
/// from the files, which for units prove themselves.
struct ListRebuild {
  let archive: Archive
  /// Nil for a dry run, which only proves.
  let workspace: Workspace?
  let control: OperationControl
  let jobs: Int

  /// A list of what should be there, aside: every path of every source; where they disagree, the one that the file bears out.
  func provisional(_ sources: [OpenFile], _ sets: [ParitySet]) throws(Fault) -> StagedFile {
    let staged = try stage()
    var writer = BufferedFileWriter(staged.file)
    var cursors: [MemberCursor] = []
    for source in sources { cursors.append(try MemberCursor(source, lenient: true)) }
    var heads: [ManifestLine?] = []
    for index in cursors.indices { heads.append(try cursors[index].next()) }
    var coverage = try Coverage(MemberCursor([]), sets)
    var known = try coverage.next()
    while true {
      var path = known?.path
      for case let head? in heads where path.map({ head.path.lexicographicallyPrecedes($0) }) ?? true { path = head.path }
      guard let path else { break }
      var candidates: [SHA256Digest] = []
      for index in heads.indices where heads[index]?.path == path {
        if let digest = heads[index]?.digest { candidates.append(digest) }
        heads[index] = try cursors[index].next()
      }
      if let entry = known, entry.path == path {
        // Sidecars that no list names any more were taken away.
        if !candidates.isEmpty || SetFacts.Kind(path: path) == .units { candidates += entry.sets.map(\.digest) }
        known = try coverage.next()
      }
      let text = String(decoding: path, as: UTF8.self)
      guard let digest = choose(text, candidates) else { continue }
      try writer.write(ManifestLine(digest: digest, payload: text).bytes)
    }
    try writer.flush()
    return staged
  }

  private func stage() throws(Fault) -> StagedFile {
    guard let workspace else { throw Fault(.misuse, "parity.list", "a dry run writes nothing") }
    return try workspace.stage()
  }

  private func choose(_ path: String, _ candidates: [SHA256Digest]) -> SHA256Digest? {
    guard let first = candidates.first, candidates.contains(where: { $0 != first }) else { return candidates.first }
    let found = try? archive.file(path).digest()
    return candidates.first { $0 == found } ?? (SetFacts.Kind(path: Array(path.utf8)) == .units ? candidates.last : first)
  }

  /// The digest of a file that no list knows, where it may be listed: it is what a set covers, a unit that proves itself, or a sidecar.
  func proof(_ path: String, covered: [SHA256Digest]) -> SHA256Digest? {
    guard let status = try? archive.status(path), status.kind == .file, let digest = try? archive.file(path).digest() else { return nil }
    if covered.contains(digest) { return digest }
    return proof(path, digest)
  }

  private func proof(_ path: String, _ digest: SHA256Digest) -> SHA256Digest? {
    if path.endsWithBytes(of: UnitName.sidecarSuffix) || path.endsWithBytes(of: UnitName.xmpSuffix) {
      return path.startsWithBytes(of: "data/sidecars/") ? digest : nil
    }
    do throws(Fault) {
      let reader = try archive.unit(path)
      try reader.checkBothEnds()
      let decoder = try UnitDecoder(reader)
      let original = try decoder.record.relativePath()
      guard UnitName.unit(for: original, kind: decoder.record.kind, version: decoder.record.version) == path else { return nil }
      try decoder.prove()
      return digest
    } catch {
      return nil
    }
  }

  /// Listed files that have another digest than the list says, and are right nevertheless: what a set covers, where the list is an older
  /// one, and where the list is not to be trusted at all also units that prove themselves. `paths` are in byte order.
  func corrections(
    _ paths: [String], _ sets: [ParitySet], isTrusted: Bool
  ) throws(Fault) -> [(path: String, digest: SHA256Digest)] {
    guard !paths.isEmpty else { return [] }
    var coverage = try Coverage(MemberCursor([]), sets)
    var entry = try coverage.next()
    var found: [(path: String, digest: SHA256Digest)] = []
    for path in paths {
      let key = Array(path.utf8)
      while let known = entry, known.path.lexicographicallyPrecedes(key) { entry = try coverage.next() }
      let covered = entry?.path == key ? entry?.sets.map(\.digest) ?? [] : []
      if let digest = try? archive.file(path).digest(), covered.contains(digest) {
        found.append((path, digest))
      } else if !isTrusted, SetFacts.Kind(path: key) == .units, let digest = proof(path, covered: []) {
        found.append((path, digest))
      }
    }
    return found
  }

  /// Proves files that no list knows. Those that cannot be proved stay as they are and are named.
  func additions(_ orphans: [String], _ sets: [ParitySet]) throws(Fault) -> (found: [(path: String, digest: SHA256Digest)], left: [String])
  {
    var coverage = try Coverage(MemberCursor([]), sets)
    var entry = try coverage.next()
    var found: [(path: String, digest: SHA256Digest)] = []
    var left: [String] = []
    for path in orphans {
      let key = Array(path.utf8)
      while let known = entry, known.path.lexicographicallyPrecedes(key) { entry = try coverage.next() }
      let covered = entry?.path == key ? entry?.sets.map(\.digest) ?? [] : []
      if let digest = proof(path, covered: covered) { found.append((path, digest)) } else { left.append(path) }
    }
    return (found, left)
  }

  /// A list with further lines, both in byte order of the paths, aside.
  func merged(_ list: OpenFile, _ additions: [(path: String, digest: SHA256Digest)]) throws(Fault) -> StagedFile {
    let staged = try stage()
    var writer = BufferedFileWriter(staged.file)
    var cursor = try MemberCursor(list)
    var rest = additions.map { ManifestLine(digest: $0.digest, payload: $0.path) }[...]
    while let line = try cursor.next() {
      while let next = rest.first, next.path.lexicographicallyPrecedes(line.path) {
        try writer.write(next.bytes)
        rest = rest.dropFirst()
      }
      // What was proved is true, whatever a list says.
      if let next = rest.first, next.path == line.path {
        try writer.write(next.bytes)
        rest = rest.dropFirst()
      } else {
        try writer.write(line.bytes)
      }
    }
    for line in rest { try writer.write(line.bytes) }
    try writer.flush()
    return staged
  }

  /// The originals of units that are the newest of their paths.
  func originals(among paths: Set<String>) throws(Fault) -> [(path: [UInt8], digest: SHA256Digest, unit: String)] {
    var originals: [(path: [UInt8], digest: SHA256Digest, unit: String)] = []
    try archive.forEachUnitGroup(onFault: { _ in }) { group throws(Fault) in
      guard paths.contains(group.newest.path), let record = try? archive.unit(group.newest.path).record(),
        record.tier != .sensorExact, let digest = record.sha256, let path = try? record.relativePath()
      else { return true }
      originals.append((path.bytes, digest, group.newest.path))
      return true
    }
    return originals
  }

  /// `originals-sha256.txt` made from the newest units, aside; lines of older lists stay for what cannot be read. Memory: the whole list.
  func originals(_ older: [OpenFile]) throws(Fault) -> StagedFile {
    var lines: [[UInt8]: ManifestLine] = [:]
    for file in older {
      var reader = ManifestReader(file)
      while true {
        do throws(Fault) {
          guard let line = try reader.next() else { break }
          if lines[line.path] == nil { lines[line.path] = line }
        } catch {
          if error.kind != .damaged { break }
        }
      }
    }
    try archive.forEachUnitGroup(onFault: { _ in }) { group throws(Fault) in
      guard let record = try? archive.unit(group.newest.path).record(), let path = try? record.relativePath() else { return true }
      let line = ManifestLine(digest: record.sha256 ?? SHA256Digest(of: []), original: path.bytes)
      lines[line.path] = record.sha256 == nil || record.tier == .sensorExact ? nil : line
      return true
    }
    let staged = try stage()
    var writer = BufferedFileWriter(staged.file)
    for key in lines.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if let line = lines[key] { try writer.write(line.bytes) }
    }
    try writer.flush()
    return staged
  }
}
