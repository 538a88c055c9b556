internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import MetadataCoding
internal import Reporting
internal import UnitCoding

extension FileArchiver {
  /// What is published for a proved unit: the unit itself, and the sidecars that describe it, which are staged here.
  func publication(_ unit: PendingUnit, digest: SHA256Digest, _ writer: ArchiveWriter) throws(Fault) -> Publication {
    let (record, path) = (unit.record, unit.entry.path)
    let unitPath = UnitName.unit(for: path, kind: record.kind, version: record.version)
    var publication = Publication(unit: .init(staged: unit.staged, path: unitPath, digest: digest))
    guard record.kind == .file else {
      // Where a file was before, its sidecars and its line describe nothing any more.
      if record.kind == .symlink && record.version > 1 {
        for suffix in [UnitName.sidecarSuffix, UnitName.xmpSuffix] {
          publication.obsolete.append(UnitName.sidecar(for: path, suffix: suffix))
        }
        publication.originalGone = path.bytes
      }
      return publication
    }
    do throws(Fault) {
      let sidecar = Sidecar(
        original: record, unit: .init(path: unitPath, sha256: digest, bytes: unit.bytes), shot: unit.facts, sizes: unit.sizes,
        companions: unit.facts == nil ? [] : try companions(unit.entry))
      try add(try CanonicalJSON.encode(sidecar, pretty: true), UnitName.sidecarSuffix, path, to: &publication, writer)
      if let packet = xmp(unit) {
        try add(packet, UnitName.xmpSuffix, path, to: &publication, writer)
      } else if record.version > 1 {
        publication.obsolete.append(UnitName.sidecar(for: path, suffix: UnitName.xmpSuffix))
      }
    } catch {
      for item in publication.sidecars { writer.discard(item.staged) }
      throw error
    }
    if record.tier != .sensorExact, let sha256 = record.sha256 {
      publication.original = (path.bytes, sha256)
    } else if record.version > 1 {
      publication.originalGone = path.bytes
    }
    return publication
  }

  private func add(
    _ bytes: [UInt8], _ suffix: String, _ path: RelativePath, to publication: inout Publication, _ writer: ArchiveWriter
  ) throws(Fault) {
    let item = Publication.Item(
      staged: try writer.stage(bytes), path: UnitName.sidecar(for: path, suffix: suffix), digest: SHA256Digest(of: bytes))
    publication.sidecars.append(item)
  }

  /// The XMP sidecar of a raw; nil for other files. A raw whose metadata cannot be written keeps its JSON sidecar.
  private func xmp(_ unit: PendingUnit) -> [UInt8]? {
    guard let facts = unit.facts else { return nil }
    let (entry, record) = (unit.entry, unit.record)
    let name = String(decoding: entry.name, as: UTF8.self)
    do throws(Fault) {
      return try SidecarXMP.packet(
        facts: facts, metadata: unit.metadata ?? MetadataBlock(),
        glassine: [
          "originalFileName": name, "originalSHA256": record.sha256?.hex ?? "", "originalBytes": "\(record.size)",
          "tier": record.tier?.rawValue ?? "",
        ])
    } catch {
      control.report(.notice("\(entry.path): no XMP sidecar was written: \(error.cause)"))
      return nil
    }
  }

  /// The files that belong to a raw, with the digests they have now. One that cannot be read is left out here and fails by itself.
  private func companions(_ entry: SourceEntry) throws(Fault) -> [Sidecar.Companion] {
    var found: [Sidecar.Companion] = []
    for (name, role) in Companions.names(of: entry.name, among: entry.siblings) {
      guard let status = try entry.folder.status(name), status.kind == .file, let file = try? entry.folder.file(name),
        let digest = try? file.digest()
      else { continue }
      found.append(
        .init(
          path: RelativePath.printable(name), role: role, sha256: digest, size: status.size, modifiedSeconds: status.modifiedSeconds,
          modifiedNanoseconds: status.modifiedNanoseconds))
    }
    return found
  }

  /// Writes the sidecar of an unchanged raw anew where the files that belong to it have changed.
  func refreshCompanions(_ entry: SourceEntry, _ record: FileRecord, unitPath: String) throws(Fault) {
    guard let writer, let archive else { return }
    let path = UnitName.sidecar(for: entry.path, suffix: UnitName.sidecarSuffix)
    guard let status = try archive.status(path), status.size < 16 << 20,
      let bytes = try? archive.file(path).read(at: 0, upTo: Int(status.size)),
      var sidecar = try? CanonicalJSON.decode(Sidecar.self, from: bytes, at: path)
    else { return }
    let now = Companions.names(of: entry.name, among: entry.siblings)
    var isSame = now.count == sidecar.companions.count
    for (old, new) in zip(sidecar.companions, now) where isSame {
      let status = try entry.folder.status(new.name)
      isSame =
        old.path == RelativePath.printable(new.name) && old.size == status?.size && old.modifiedSeconds == status?.modifiedSeconds
        && old.modifiedNanoseconds == status?.modifiedNanoseconds
    }
    guard !isSame else { return }
    sidecar.companions = try companions(entry)
    var publication = Publication()
    try add(CanonicalJSON.encode(sidecar, pretty: true), UnitName.sidecarSuffix, entry.path, to: &publication, writer)
    try writer.settle(publication.sidecars.map(\.staged))
    try writer.publish([publication])
  }
}
