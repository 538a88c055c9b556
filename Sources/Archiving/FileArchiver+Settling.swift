internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import Proofs
internal import Reporting
internal import UnitCoding

extension FileArchiver {
  /// Waits until the units are on the medium, reads each back from there, proves that it gives the original, and publishes it with its
  /// sidecars. One that cannot be proved is reported and left out.
  func settle(_ units: [PendingUnit]) throws(Fault) {
    guard let writer, !units.isEmpty else { return }
    try writer.settle(units.filter { $0.digest == nil }.map(\.staged))
    var proved: [(unit: PendingUnit, publication: Publication)] = []
    for unit in units {
      do throws(Fault) {
        let digest = if let known = unit.digest { known } else { try prove(unit.staged, unit.record) }
        proved.append((unit, try publication(unit, digest: digest, writer)))
      } catch {
        writer.discard(unit.staged)
        try fail(unit.entry, error)
      }
    }
    do throws(Fault) {
      let sidecars = proved.flatMap(\.publication.sidecars)
      try writer.settle(sidecars.map(\.staged))
      for item in sidecars {
        item.staged.file.dropCache()
        guard try item.staged.file.digest() == item.digest else {
          throw Fault.damaged("prove.sidecar", "a sidecar read back differs from the one written")
        }
      }
      try writer.publish(proved.map(\.publication))
    } catch {
      for item in proved.flatMap(\.publication.items) { writer.discard(item.staged) }
      for (unit, _) in proved { try fail(unit.entry, error) }
      return
    }
    for (unit, publication) in proved {
      if let item = publication.unit { recorder?.record(item.path, digest: item.digest, bytes: unit.bytes, level: .restore) }
      for item in publication.sidecars {
        let bytes = (try? item.staged.file.status())?.size ?? 0
        recorder?.record(item.path, digest: item.digest, bytes: bytes, level: .fixity)
      }
      try finished(settled(unit, publication))
    }
  }

  /// Reads a settled unit back from the medium and proves that it gives the original. Gives the unit's digest.
  func prove(_ staged: StagedFile, _ record: FileRecord) throws(Fault) -> SHA256Digest {
    staged.file.dropCache()
    let digest = try staged.file.digest()
    let decoder = try UnitDecoder(UnitReader(FileSource(staged.file)), workers: options.jobs, budget: options.budget)
    guard decoder.record == record else { throw Fault.damaged("prove.record", "the record read back differs from the one written") }
    try decoder.prove()
    return digest
  }

  private func settled(_ unit: PendingUnit, _ publication: Publication) -> SettledEntry {
    SettledEntry(
      path: unit.entry.path, source: unit.source ?? unit.entry.status, report: report(unit), record: unit.record,
      unitPath: publication.unit?.path, unitDigest: publication.unit?.digest, evidence: .rebuilt)
  }

  private func report(_ unit: PendingUnit) -> FileReport {
    let record = unit.record
    return FileReport(
      path: "\(unit.entry.path)", outcome: .done,
      kind: record.kind != .file ? record.kind.rawValue : unit.facts == nil ? "file" : "raw", tier: record.tier?.rawValue,
      originalBytes: record.size, storedBytes: unit.bytes, reason: record.reason?.text, code: record.reason?.code,
      parts: unit.sizes.map(PartBytes.init), version: record.version)
  }
}

extension PartBytes {
  init(_ sizes: PartSizes) {
    self.init(
      mosaic: Int64(sizes.mosaic), previews: Int64(sizes.pictures.reduce(0, +)),
      previewsOriginal: Int64(sizes.pictureOriginals.reduce(0, +)),
      skeleton: Int64(sizes.skeleton), recipe: Int64(sizes.recipe), metadata: Int64(sizes.metadata))
  }
}
